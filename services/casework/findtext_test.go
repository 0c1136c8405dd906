package casework

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/words"
)

// Every two and more characters next to each other are found, by everyone who
// reaches the case and nobody else.
func TestEverySubstringIsFound(t *testing.T) {
	w := start(t)
	long := "𠮷家冲的渡槽" + strings.Repeat("漏水已经很久了，没有人来管；", 60) + "请在２０２６年春耕前修好Ａ３号闸。"
	a := w.registers(zhang, long).Case
	w.Clock.Advance(time.Minute)
	w.registers(zhang, "别的事情与此无关的一句话")
	r := []rune(long)
	rnd := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		from := rnd.IntN(len(r) - 2)
		q := string(r[from:min(len(r), from+2+rnd.IntN(12))])
		if len(words.NewQuery(q).Pairs()) == 0 {
			continue
		}
		wantIDs(t, q, w.finds(w.officer, q), a)
		wantIDs(t, q+" elsewhere", w.finds(w.nbr, q))
	}
	for _, q := range []string{"2026年春耕", "a3号", "Ａ3 春耕", "𠮷家", "漏水 号闸"} {
		wantIDs(t, q, w.finds(w.township, q), a)
	}
	for _, q := range []string{"漏水 无关", "闸。请", "春耕后"} {
		wantIDs(t, q, w.finds(w.county, q))
	}
}

// What later voices said and where it is are found too; what is found is shown.
func TestVoicesAndPlacesAreFound(t *testing.T) {
	w := start(t)
	req := register("st1", zhang, "路灯坏了，晚上看不见")
	req.Place.Text = "老粮站对面"
	a := apptest.Call(t, w.officer, casework.RegisterCase, req).Case
	joins := register("st1", casework.Who{Name: "李四"}, "孩子放學怕黑")
	joins.SameAs = a
	apptest.Call(t, w.officer, casework.RegisterCase, joins)
	for _, q := range []string{"粮站", "放学怕黑", "路灯 粮站", "糧站", "放學怕黑", "路燈壞了"} {
		page := apptest.Call(t, w.officer, casework.FindCases, casework.FindRequest{Words: q})
		if len(page.Items) != 1 || !words.NewQuery(words.NewQuery(q).Runs()[0]).Finds(page.Items[0].Excerpt) {
			t.Errorf("%s: %+v", q, page.Items)
		}
	}
	if row := apptest.Call(t, w.officer, casework.ListCases, casework.ListRequest{}).Items[0]; row.Excerpt != "" {
		t.Errorf("a list shows %q", row.Excerpt)
	}
}

// A scope that is no area is kept as well: a unit finds what it has in hand, a
// deputy what is theirs.
func TestScopesThatAreNoAreaAreKept(t *testing.T) {
	w := start(t)
	a, b := w.registers(zhang, "大桥村的水渠垮了").Case, ""
	w.Clock.Advance(time.Minute)
	b = apptest.Call(t, w.nbr, casework.RegisterCase, register("st2", zhang, "孝坪的水渠垮了")).Case
	wantIDs(t, "before it is assigned", w.finds(w.unit, "水渠"))
	w.assigned(a)
	wantIDs(t, "the unit in hand", w.finds(w.unit, "水渠"), a)
	wantIDs(t, "another unit", w.finds(w.Client("casework", apptest.With("u2", authz.Assignment{Role: authz.HandlingUnit, Area: town, Unit: "u2"}, "")), "水渠"))
	wantIDs(t, "a deputy", w.finds(w.deputy, "水渠"))
	both := w.Client("casework", apptest.With("two", authz.Assignment{Role: authz.LiaisonOfficer, Area: town, Station: "st1"}, ""))
	wantIDs(t, "one station", w.finds(both, "水渠"), a)
	wantIDs(t, "the county", w.finds(w.county, "水渠"), b, a)
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: a, Reason: "不属于我单位职责范围"})
	wantIDs(t, "after it was given back", w.finds(w.unit, "水渠"))
}

// No text of a query means anything to a database.
func TestHostileWordsFindNothingMore(t *testing.T) {
	w := start(t)
	a := w.registers(zhang, "大桥村的水渠垮了").Case
	for q, want := range map[string][]string{
		`"水渠"`: {a}, `水渠*`: {a}, `水渠" OR "路灯`: nil, `NOT 水渠`: nil, `terms:水渠`: nil, `水渠'; DROP TABLE docs;--`: nil, `{"$gt":""}`: nil,
		"水渠\x00\x01": {a}, "水\x00渠": nil, "NEAR(水渠 垮了)": nil, "^水渠": {a}, "水渠 + 垮了": {a}, "ｘ61": nil, "a:431223": nil, "t613a": nil, "(((水渠": {a},
	} {
		page, err := rpc.Call(t.Context(), w.officer, casework.FindCases, casework.FindRequest{Words: q})
		if got := ids(page); err != nil && code(err) != "case.short" || !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%q: %v, %v", q, got, err)
		}
	}
	for _, q := range []string{strings.Repeat("水", 10_000), "", "\x00\x00", "渠"} {
		if _, err := rpc.Call(t.Context(), w.officer, casework.FindCases, casework.FindRequest{Words: q}); err == nil {
			t.Errorf("%.20q is taken", q)
		}
	}
}

// Pages follow each other however many cases have the words.
func TestPagesOfWords(t *testing.T) {
	w := start(t)
	var want []string
	for i := range 23 {
		want = append(want, w.registers(zhang, fmt.Sprintf("第%d次反映水渠漏水", i)).Case)
		w.Clock.Advance(time.Minute)
	}
	slices.Reverse(want)
	var got []string
	req := casework.FindRequest{Words: "水渠漏水", Limit: 5}
	for {
		page := apptest.Call(t, w.county, casework.FindCases, req)
		got = append(got, ids(page)...)
		if req.After = page.Next; page.Next == "" {
			break
		}
	}
	wantIDs(t, "all, newest first", got, want...)
}

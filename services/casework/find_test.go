package casework

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func (w *world) finds(c *rpc.Client, words string) []string {
	w.t.Helper()
	return ids(apptest.Call(w.t, c, casework.FindCases, casework.FindRequest{Words: words}))
}

func TestFindByName(t *testing.T) {
	w := start(t)
	a := w.registers(zhang, "大桥村三组的路灯坏了").Case
	w.Clock.Advance(time.Minute)
	joins := register("st1", casework.Who{Name: "张大海"}, "我家门口也不亮")
	joins.SameAs = a
	apptest.Call(t, w.officer, casework.RegisterCase, joins)
	b := apptest.Call(t, w.nbr, casework.RegisterCase, register("st2", casework.Who{Name: "欧阳 大山"}, "张大山家旁边的水渠垮了")).Case
	w.Clock.Advance(time.Minute)
	long := w.registers(casework.Who{Name: "阿卜杜热合曼·买买提"}, "村道塌方了").Case
	for _, f := range []struct {
		who  *rpc.Client
		q    string
		want []string
	}{
		{w.officer, "张大山", []string{a}}, {w.officer, "张大", []string{a}}, {w.officer, " 大 山 ", []string{a}}, {w.officer, "大海", []string{a}},
		{w.nbr, "张大", []string{b}}, {w.nbr, "欧阳大山", []string{b}}, {w.officer, "欧阳", nil}, {w.officer, "张山", nil}, {w.officer, "张大山山", nil},
		// By name first, then by text; a case that both find comes once.
		{w.county, "张大山", []string{a, b}}, {w.county, "大山", []string{b, a}}, {w.township, "张大", []string{a}},
		{w.officer, "热合曼买买", []string{long}}, {w.officer, "阿卜杜热合曼买买提", []string{long}},
		// Neither deputies nor units reach personal data.
		{w.deputy, "张大山", nil}, {w.unit, "张大山", nil},
	} {
		wantIDs(t, f.q, w.finds(f.who, f.q), f.want...)
	}
	w.assigned(a)
	wantIDs(t, "the unit in hand, by name", w.finds(w.unit, "张大山"))
	wantIDs(t, "the unit in hand, by words", w.finds(w.unit, "路灯"), a)
	w.tellsNothingPersonal("张大", "大海", "欧阳")
}

// A way's pages end where the next way's begin, and every case comes once.
func TestPagesGoFromOneWayToTheNext(t *testing.T) {
	w := start(t)
	var want []string
	for _, text := range []string{"大山脚下塌方", "大山村的路灯坏了"} {
		want = append(want, w.registers(casework.Who{Name: "李四"}, text).Case)
		w.Clock.Advance(time.Minute)
	}
	for _, text := range []string{"水渠垮了灌溉不了", "大山村停水三天"} {
		want = append(want, w.registers(zhang, text).Case)
		w.Clock.Advance(time.Minute)
	}
	slices.Reverse(want)
	for _, who := range []*rpc.Client{w.county, w.officer} {
		var got []string
		req := casework.FindRequest{Words: "大山", Limit: 1}
		for {
			page := apptest.Call(t, who, casework.FindCases, req)
			got = append(got, ids(page)...)
			if req.After = page.Next; page.Next == "" {
				break
			}
		}
		wantIDs(t, "pages", got, want...)
	}
	for _, after := range []string{"x", "7.", "-3.zz", "0.zz"} {
		page, err := rpc.Call(t.Context(), w.officer, casework.FindCases, casework.FindRequest{Words: "大山", After: after})
		if code(err) != "page.cursor" && len(page.Items) > 0 {
			t.Errorf("cursor %q: %v, %v", after, page.Items, err)
		}
	}
}

func TestFindByTheEndOfANumberOrAPhone(t *testing.T) {
	w := start(t)
	a := w.registers(zhang, "大桥村三组的路灯坏了")
	joins := register("st1", casework.Who{Name: "李四"}, "我家门口也不亮")
	joins.SameAs = a.Case
	second := apptest.Call(t, w.officer, casework.RegisterCase, joins)
	serial := a.Number[len(a.Number)-6:] // 0001-7
	for _, q := range []string{serial, serial[:4], serial[:4] + serial[5:], "26" + serial, "0-26-" + serial, second.Number[len(second.Number)-6:], zhang.Phone, "5678"} {
		wantIDs(t, q, w.finds(w.officer, q), a.Case)
		wantIDs(t, q+" in the county", w.finds(w.county, q), a.Case)
		wantIDs(t, q+" elsewhere", w.finds(w.nbr, q))
	}
	wantIDs(t, "another year", w.finds(w.officer, "25"+serial))
}

// A phone is found however it was written, and by nothing that is no whole phone.
func TestFindByAWholePhone(t *testing.T) {
	w := start(t)
	a := w.registers(casework.Who{Name: "李四", Phone: "0745-5222222"}, "路灯坏了，晚上看不见").Case
	w.Clock.Advance(time.Minute)
	b := w.registers(casework.Who{Name: "王五", Phone: "07455333333"}, "水渠垮了灌溉不了").Case
	for q, want := range map[string][]string{
		"0745-5222222": {a}, "07455222222": {a}, "0745 5333333": {b}, "0745-5333333": {b}, "2222": {a}, "5222222": nil, "745-5222222": nil, "13900000000": nil,
	} {
		wantIDs(t, q, w.finds(w.officer, q), want...)
	}
}

func TestIsPhone(t *testing.T) {
	for digits, want := range map[string]bool{
		"13812345678": true, "12812345678": false, "1381234567": false, "07455222222": true, "01012345678": true, "4001234567": true,
		"0123": false, "26012": false, "012345678901234": false, "3101260123": false, "40012345678": false,
	} {
		if isPhone(digits) != want {
			t.Errorf("%s: %v", digits, !want)
		}
	}
}

// What is found is shown as a list shows it, in every step and to everybody,
// though less of it is read.
func TestFoundRowsAreAsListsShowThem(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "大桥村三组的路灯坏了").Case
	same := func(step string) {
		for name, c := range map[string]*rpc.Client{"officer": w.officer, "township": w.township, "county": w.county, "unit": w.unit} {
			listed := apptest.Call(t, c, casework.ListCases, casework.ListRequest{}).Items
			found := apptest.Call(t, c, casework.FindCases, casework.FindRequest{Words: "路灯"}).Items
			for i := range found {
				found[i].Excerpt = ""
			}
			if !reflect.DeepEqual(listed, found) {
				t.Errorf("%s, %s:\n listed %+v\n  found %+v", step, name, listed, found)
			}
		}
	}
	same("registered")
	w.replied(id)
	same("replied")
	w.passes(60 * 24 * time.Hour)
	same("long after")
}

// Whoever looks for people elsewhere learns nothing, not even that there is
// something to leaf through to.
func TestNamesakesOutOfReachLeaveNoCursor(t *testing.T) {
	w := start(t)
	for range 3 {
		apptest.Call(t, w.nbr, casework.RegisterCase, register("st2", zhang, "水渠垮了灌溉不了"))
		w.Clock.Advance(time.Minute)
	}
	for _, q := range []string{"张大山", "大山", zhang.Phone, zhang.Phone[7:]} {
		for who, c := range map[string]*rpc.Client{"officer": w.officer, "township": w.township, "unit": w.unit, "deputy": w.deputy} {
			page := apptest.Call(t, c, casework.FindCases, casework.FindRequest{Words: q, Limit: 1})
			if len(page.Items) > 0 || page.Next != "" {
				t.Errorf("%s finds %q: %+v", who, q, page)
			}
		}
	}
	wantIDs(t, "who reaches them", w.finds(w.nbr, "张大山"), w.finds(w.county, "张大山")...)
}

func TestTooShortIsSaid(t *testing.T) {
	w := start(t)
	for _, q := range []string{"张", "，，", "1", " 张 "} {
		apptest.Refused(t, w.officer, casework.FindCases, casework.FindRequest{Words: q}, "case.short")
	}
}

func TestDestroyedNamesAreNotFound(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "多年以前的一件事").Case
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: id})
	if err := w.svc.vault.Destroy(store.System(t.Context()), c.Voices[0].ID, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, "destroyed", w.finds(w.officer, "张大山"))
}

func TestNameParts(t *testing.T) {
	for name, want := range map[string][]string{
		"": nil, "张": nil, "张三": {"张三"}, "张大山": {"张大", "张大山", "大山"}, "Li Si": {"li", "lis", "lisi", "is", "isi", "si"},
	} {
		if got := nameParts(name); !slices.Equal(got, want) {
			t.Errorf("%q: %q", name, got)
		}
	}
	if got := nameParts("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"); len(got) != 19+18+17 {
		t.Errorf("%d parts", len(got))
	}
}

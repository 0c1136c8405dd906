package casework

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/testengines"
	"lianluo/pkg/vault"
	"lianluo/pkg/words"
)

// BenchmarkFind measures FindCases, from client to client, over as many cases as
// LIANLUO_BENCH_CASES says (10,000, 100,000 and 300,000 were used), worded as the
// replay words them; a kind of query a line, the same for three sizes of scope.
// LIANLUO_TEST_ENGINES=1 runs it on MongoDB as well. What is loaded stays in the
// directory of LIANLUO_BENCH_DIR, where that is set, and is taken from there next time.
func BenchmarkFind(b *testing.B) {
	dir := cmp.Or(os.Getenv("LIANLUO_BENCH_DIR"), b.TempDir())
	b.Run("sqlite", func(b *testing.B) {
		benchFind(b, "sqlite", dir, storetest.KeptDB(b, dir, "casework"), func() time.Duration { return 0 })
	})
	if testengines.Enabled() {
		b.Run("mongo", func(b *testing.B) {
			db, server := storetest.KeptMongoDB(b, dir, "casework")
			benchFind(b, "mongo", dir, db, server.Worked)
		})
	}
}

func benchFind(b *testing.B, name, dir string, db *store.DB, server func() time.Duration) {
	loaded := filepath.Join(dir, name+".loaded")
	total, _ := strconv.Atoi(cmp.Or(os.Getenv("LIANLUO_BENCH_CASES"), "2000"))
	w := start(b)
	w.svc.db, w.svc.contacts, w.svc.vault = db, declareContacts(db), vault.New(db, make([]byte, 32))
	w.svc.cases = store.NewCollection(db, "case", store.Def[Case]{ // its other indexes only make loading long
		ID: func(c *Case) string { return c.ID }, Tokens: (*Case).tokens, Missing: errNoCase,
		Indexes: []store.Index[Case]{{Name: "text", Words: (*Case).foundBy, Key: func(c *Case) store.Key { return store.Key{c.ReceivedAt} }},
			{Name: "ends", Of: (*Case).ends, Key: func(c *Case) store.Key { return store.Key{c.ReceivedAt} }}},
	})
	opening := time.Now()
	ok(b, db.Open(b.Context()))
	fmt.Println("opened in", time.Since(opening))
	p := newProvince()
	began := time.Now()
	there, _ := os.ReadFile(loaded) // none: nothing is there
	p.load(b, w, total, string(there) == strconv.Itoa(total))
	ok(b, os.WriteFile(loaded, []byte(strconv.Itoa(total)), 0o600))
	fmt.Printf("%s: %d cases in %s\n", name, total, time.Since(began).Round(time.Second))
	warm(b, db)
	as := func(role authz.Role, code string) *rpc.Client {
		return w.Client("casework", apptest.With(string(role)+code, authz.Assignment{Role: role, Area: code}, ""))
	}
	shown := &figures{}
	for _, reader := range []struct {
		name   string
		client *rpc.Client
	}{{"township", as(authz.TownshipAdmin, town)}, {"county", as(authz.CountyAdmin, county)}, {"city", as(authz.CityAdmin, "4312")}, {"province", as(authz.ProvinceAdmin, "43")}} {
		for _, kind := range p.kinds() {
			b.Run(reader.name+"/"+kind.name, func(b *testing.B) {
				var took, busy []time.Duration
				rows := 0
				for b.Loop() {
					q, served := kind.query(), server()
					cpu, began := worked(), time.Now()
					page := apptest.Call(b, reader.client, casework.FindCases, casework.FindRequest{Words: q, Limit: 20})
					took, cpu, rows = append(took, time.Since(began)), worked()-cpu, rows+len(page.Items)
					busy = append(busy, cpu+server()-served)
				}
				slices.Sort(took)
				slices.Sort(busy)
				for name, of := range map[string][]time.Duration{"ms": took, "cpu-ms": busy} {
					b.ReportMetric(ms(of, 50), "p50-"+name)
					b.ReportMetric(ms(of, 99), "p99-"+name)
				}
				b.ReportMetric(float64(rows)/float64(len(took)), "rows")
				shown.over(took, busy, reader.name+"/"+kind.name)
				shown.add(kind.name, fmt.Sprintf("%.1f / %.1f", ms(took, 50), ms(took, 99)), fmt.Sprintf("%.1f / %.1f", ms(busy, 50), ms(busy, 99)))
			})
		}
	}
	fmt.Print(shown.text(fmt.Sprintf("%s, %d cases, p50 / p99 by the clock, ms", name, total), 0))
	fmt.Print(shown.text(fmt.Sprintf("%s, %d cases, p50 / p99 of processor time, ms", name, total), 1))
	fmt.Printf("\n%s, p99 over 10 ms by the clock: %q; of processor time: %q\n", name, shown.slow[0], shown.slow[1])
}

// warm reads everything once: what is measured is a store that has run for a while.
func warm(b *testing.B, db *store.DB) {
	b.Helper()
	for _, collection := range []string{"case", "contact"} {
		for after := ""; ; {
			some, err := db.Kept(store.System(b.Context()), collection, after, store.MaxPage)
			ok(b, err)
			if len(some) == 0 {
				break
			}
			after = some[len(some)-1].ID
		}
	}
}

func ms(sorted []time.Duration, percent int) float64 {
	return float64(sorted[len(sorted)*percent/100].Microseconds()) / 1000
}

// figures hold a row for every kind of query, a cell for every reader, ready for
// docs/benchmarks/search.md.
type figures struct {
	kinds []string
	cells map[string][][2]string
	slow  [2][]string
}

// over notes what is not as fast as it is to be.
func (t *figures) over(took, busy []time.Duration, what string) {
	for i, of := range [][]time.Duration{took, busy} {
		if ms(of, 99) > 10 {
			t.slow[i] = append(t.slow[i], fmt.Sprintf("%s %.1f", what, ms(of, 99)))
		}
	}
}

func (t *figures) add(kind, took, busy string) {
	if t.cells == nil {
		t.cells = map[string][][2]string{}
	}
	if t.cells[kind] == nil {
		t.kinds = append(t.kinds, kind)
	}
	t.cells[kind] = append(t.cells[kind], [2]string{took, busy})
}

func (t *figures) text(title string, which int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| %s | township | county | city | province |\n| --- | --- | --- | --- | --- |\n", title)
	for _, kind := range t.kinds {
		b.WriteString("| " + kind + " |")
		for _, cell := range t.cells[kind] {
			b.WriteString(" " + cell[which] + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// worked is the CPU time that the process had: what a search costs by itself,
// however many others want the machine. What a database server had is added to it.
func worked() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // of the process itself: never fails
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// some is how many cases are stored at once, by several hands: what one seals
// and encodes, the store commits for another meanwhile.
const some, hands = 100, 4

// load makes the cases and their people, and stores them unless they are stored.
func (p *province) load(b *testing.B, w *world, total int, stored bool) {
	b.Helper()
	var group errgroup.Group
	group.SetLimit(hands)
	for from := 0; from < total; from += some {
		cases, people := make([]Case, 0, some), make([]casework.Who, 0, some)
		for i := from; i < min(total, from+some); i++ {
			cases, people = append(cases, p.next(i)), append(people, p.who(i))
		}
		if stored {
			continue
		}
		group.Go(func() error { return w.keepOnce(store.System(b.Context()), cases, people) })
	}
	ok(b, group.Wait())
}

// keepOnce keeps what a load that was cut off did not, and asks again a database
// that did not answer in time on a busy machine.
func (w *world) keepOnce(ctx context.Context, cases []Case, people []casework.Who) (err error) {
	for range 5 {
		var there bool
		if there, err = w.svc.cases.Has(ctx, cases[len(cases)-1].ID); there || err == nil {
			if there {
				return nil
			}
			err = w.keep(ctx, cases, people)
		}
		if !fault.Is(err, fault.KindUnavailable) {
			break
		}
	}
	return err
}

func (w *world) keep(ctx context.Context, cases []Case, people []casework.Who) error {
	return w.svc.db.Transact(ctx, func(ctx context.Context) error {
		for i := range cases {
			if err := w.svc.cases.Create(ctx, cases[i]); err != nil {
				return err
			}
			if err := w.svc.seal(ctx, &cases[i], cases[i].Voices[0], people[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// province makes cases of all townships of Hunan, in the replay's words.
type province struct {
	r         *rand.Rand
	towns     []string
	tree      *area.Tree
	sayings   []string
	common    []string // the most frequent pairs, first the most frequent
	texts     []string // a sample, as are people
	people    []casework.Who
	villages  []string
	frequency map[string]int
}

func newProvince() *province {
	p := &province{r: rand.New(rand.NewPCG(3, 3)), tree: area.Default(), frequency: map[string]int{}}
	for d := range p.tree.Walk("43") {
		if d.Level.String() == "township" {
			p.towns = append(p.towns, string(d.Code))
		}
	}
	raw, err := os.ReadFile("../platform/replay/script/wording.tsv")
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(raw)) {
		p.sayings = append(p.sayings, strings.Split(line, "\t")[3])
	}
	syllables := []rune("大小龙石板桥马湾长田桐木溪枫香坪岩屋潭杉塘双口麻坳柳树洲路新黄土古亭门白张家溜沙堆水茶垅竹浦苏罗子山后谭场船火冲伍方仙人锦滨修孝安")
	for range 3000 {
		n := len(syllables)
		p.villages = append(p.villages, string([]rune{syllables[p.r.IntN(n)], syllables[p.r.IntN(n)], '村'}))
	}
	return p
}

// text is what one person says: one or two things, somewhere.
func (p *province) text() string {
	one := func() string {
		return strings.NewReplacer("{村}", p.villages[p.r.IntN(len(p.villages))], "{组}", string([]rune("一二三四五六七八九十")[p.r.IntN(10)])+"组",
			"{数}", fmt.Sprint(12+p.r.IntN(88)), "{小}", fmt.Sprint(2+p.r.IntN(7))).Replace(p.sayings[p.r.IntN(len(p.sayings))])
	}
	if p.r.IntN(3) == 0 {
		return one() + one()
	}
	return one()
}

// next is a case that was handled to its end, as large as such cases are.
func (p *province) next(i int) Case {
	code := p.towns[p.r.IntN(len(p.towns))]
	if i%100 == 0 {
		code = town
	}
	c := *sample()
	c.ID, c.Area, c.Text, c.Station = fmt.Sprintf("%08d", i), code, p.text(), "st"+code
	c.Ancestors = nil
	for _, a := range p.tree.Ancestors(area.Code(code)) {
		c.Ancestors = append(c.Ancestors, string(a))
	}
	c.Title, c.ReceivedAt = words.Title(c.Text), monday.Add(time.Duration(p.r.IntN(4*365*24*3600))*time.Second)
	c.Number = number.Format(number.Series(code, 26), i)
	c.Voices[0].ID, c.Voices[0].Number = c.ID+"v", c.Number
	c.Codes = map[string]string{c.Voices[0].ID: "h" + c.ID}
	for range 10 {
		c.Timeline = append(c.Timeline, casework.Entry{At: monday, By: "officer", ByName: "联络员", What: "CaseTriaged", Why: "属镇里职责，转供电所办理", Kind: "step", Rule: "default"})
	}
	c.Step, c.Outcome, c.ClosedAt = casework.Archived, casework.OutcomeSatisfied, c.ReceivedAt.AddDate(0, 0, 20)
	if i%50 == 0 {
		p.texts = append(p.texts, c.Text)
	}
	if i < 5000 {
		for _, pair := range words.Pairs(c.Text) {
			p.frequency[pair]++
		}
	}
	return c
}

// names are drawn so that the most common one is one in a hundred or so.
var (
	families = []rune("王李张刘陈杨黄向田吴周罗彭欧唐谭邓曾肖舒")
	given    = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红梅海燕春文志永")
)

func (p *province) name() string {
	one := func(from []rune) string { return string(from[min(p.r.IntN(len(from)), p.r.IntN(len(from)))]) }
	if p.r.IntN(4) == 0 {
		return one(families) + one(given)
	}
	return one(families) + one(given) + one(given)
}

func (p *province) phone() string { return fmt.Sprintf("13%09d", p.r.IntN(1_000_000_000)) }

// who came with the i-th case.
func (p *province) who(i int) casework.Who {
	who := casework.Who{Name: p.name(), Phone: p.phone(), Address: "大桥村"}
	if i%50 == 0 {
		p.people = append(p.people, who)
	}
	return who
}

type benchKind struct {
	name  string
	query func() string
}

func (p *province) kinds() []benchKind {
	p.common = slices.Collect(func(yield func(string) bool) {
		for pair := range p.frequency {
			if !yield(pair) {
				return
			}
		}
	})
	slices.SortFunc(p.common, func(a, b string) int { return p.frequency[b] - p.frequency[a] })
	rare := p.common[len(p.common)*3/4:]
	part := func(n int) func() string {
		return func() string {
			for {
				run := []rune(words.NewQuery(p.texts[p.r.IntN(len(p.texts))]).Runs()[0])
				if len(run) > n {
					from := p.r.IntN(len(run) - n)
					return string(run[from : from+n])
				}
			}
		}
	}
	person := func() casework.Who { return p.people[p.r.IntN(len(p.people))] }
	any := func(from []string) string { return from[p.r.IntN(len(from))] }
	return []benchKind{
		{"2 characters", part(2)}, {"3 characters", part(3)}, {"4 characters", part(4)}, {"8 characters", part(8)},
		{"most frequent pair", func() string { return p.common[0] }},
		{"rare and frequent", func() string { return any(rare) + " " + p.common[0] }},
		{"two frequent words", func() string { return any(p.common[:60]) + " " + any(p.common[:60]) }},
		{"a phrase and a word", func() string { return part(4)() + " " + part(2)() }},
		{"name", func() string { return person().Name }},
		{"part of a name", func() string { return string([]rune(person().Name)[:2]) }},
		{"phone", func() string { return person().Phone }},
		{"end of a phone", func() string { return person().Phone[7:] }},
		{"end of a number", func() string { return fmt.Sprintf("%04d-%d", p.r.IntN(10_000), p.r.IntN(10)) }},
		{"nowhere", func() string { return "鲸鱼" + part(2)() }},
	}
}

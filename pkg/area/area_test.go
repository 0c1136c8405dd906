package area

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

func count(t *Tree, under Code, match func(Division) bool) int {
	n := 0
	for d := range t.Walk(under) {
		if match(d) {
			n++
		}
	}
	return n
}

func level(l Level) func(Division) bool { return func(d Division) bool { return d.Level == l } }

func TestCountsOfTheSource(t *testing.T) {
	want := map[Level]int{LevelCountry: 1, LevelProvince: 31, LevelCity: 342, LevelCounty: 2978, LevelTownship: 41352}
	for l, n := range want {
		if got := count(Default(), Country, level(l)); got != n {
			t.Errorf("%s: %d, want %d", l, got, n)
		}
	}
}

// Official figures of that time are 333 prefecture-level and 2,844 county-level
// divisions. What is left after taking out placeholders and zones must fit, the
// two districts of 三沙 apart, which the source gives as groups of islands.
func TestStatutoryCounts(t *testing.T) {
	tree := Default()
	statutory := func(l Level) func(Division) bool {
		return func(d Division) bool { return d.Level == l && d.Kind != KindPlaceholder && d.Kind != KindZone }
	}
	if n := count(tree, Country, statutory(LevelCity)); n != 333 {
		t.Errorf("prefecture level: %d, want 333", n)
	}
	if n := count(tree, Country, statutory(LevelCounty)); n != 2842 {
		t.Errorf("county level: %d, want 2842", n)
	}
	kinds := map[Kind]int{KindStreet: 9067, KindTown: 21377 - 11, KindTownship: 8198, KindMergedUnit: 2710, KindPlaceholder: 11}
	for kind, want := range kinds {
		n := count(tree, Country, func(d Division) bool { return d.Level == LevelTownship && d.Kind == kind })
		if n != want {
			t.Errorf("%s: %d, want %d", kind, n, want)
		}
	}
}

func TestNoOrphansAndEverythingHangsOnTheCountry(t *testing.T) {
	tree := Default()
	for _, n := range tree.table.nodes {
		if !tree.IsAncestorOrSelf(Country, n.code) {
			t.Fatalf("%s does not reach the country", n.code)
		}
		if n.kind == KindUnknown || n.code.Level() == LevelNone || n.name == "" {
			t.Fatalf("%+v is not classified", n)
		}
		if parent := tree.table.nodes[n.parent]; n.code != Country && parent.code.Level() >= n.code.Level() {
			t.Fatalf("%s stands below %s", n.code, parent.code)
		}
	}
}

func TestChenxi(t *testing.T) {
	tree := Default()
	townships := tree.Children("431223")
	if len(townships) != 23 {
		t.Fatalf("辰溪 has %d townships, want 23", len(townships))
	}
	if !slices.IsSortedFunc(townships, func(a, b Division) int { return strings.Compare(string(a.Code), string(b.Code)) }) {
		t.Fatal("children are not in order of their codes")
	}
	d, ok := tree.Get("431223")
	if !ok || d.Name != "辰溪县" || d.Parent != "4312" || d.Level != LevelCounty || d.Kind != KindCounty || !d.ValidFrom.IsZero() {
		t.Fatalf("got %+v", d)
	}
	if got := tree.Ancestors("431223100"); !slices.Equal(got, []Code{"43", "4312", "431223", "431223100"}) {
		t.Fatalf("ancestors %v", got)
	}
	if got := tree.Path("431223100"); got != "湖南省怀化市辰溪县辰阳镇" {
		t.Fatalf("path %s", got)
	}
}

func TestCitiesWithoutCounties(t *testing.T) {
	tree := Default()
	for city, name := range map[Code]string{"4419": "广东省东莞市", "4420": "广东省中山市", "4604": "海南省儋州市", "6202": "甘肃省嘉峪关市"} {
		if got := tree.Path(city); got != name {
			t.Errorf("%s is called %s", city, got)
		}
		counties := tree.Children(city)
		if len(counties) != 1 || counties[0].Kind != KindPlaceholder || tree.HasCongress(counties[0].Code) || !tree.HasCongress(city) {
			t.Errorf("%s: %+v", city, counties)
		}
		for _, d := range tree.Children(counties[0].Code) {
			if !tree.IsAncestorOrSelf(city, d.Code) || tree.Path(d.Code) != name+d.Name {
				t.Errorf("%s lies in %s", d.Code, tree.Path(d.Code))
			}
		}
	}
	if got := tree.Path("441900003"); got != "广东省东莞市东城街道" {
		t.Errorf("got %s", got)
	}
}

func TestPathsLeaveOutPlaceholders(t *testing.T) {
	for code, want := range map[Code]string{
		Country: "中华人民共和国", "43": "湖南省", "110101": "北京市东城区", "419001": "河南省济源市",
		"500229": "重庆市城口县", "1101": "北京市市辖区", "nowhere": "", "99": "",
	} {
		if got := Default().Path(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestHasCongress(t *testing.T) {
	for code, want := range map[Code]bool{
		Country: true, "43": true, "15": true, "4312": true, "431223": true, "431223100": true,
		"431223200": true,                     // township
		"5226":      true,                     // autonomous prefecture
		"110101":    true, "110101001": false, // district; street
		"1101": false, "4190": false, "441900": false, // placeholders
		"2327": false, "1522": false, // prefecture, league
		"430371": false, "232761": false, // zones
		"429021":    true, // 神农架林区
		"520203":    true, // 六枝特区
		"441900401": false, "469001198": false, "99": false, "": false,
	} {
		if got := Default().HasCongress(code); got != want {
			d, _ := Default().Get(code)
			t.Errorf("%s %+v: %v, want %v", code, d, got, want)
		}
	}
}

func TestUnknownCodes(t *testing.T) {
	tree := Default()
	for _, code := range []Code{"", "1", "99", "4312231", "４３", "43 ", "431223999"} {
		_, ok := tree.Get(code)
		if ok || tree.Active(code) || tree.Ancestors(code) != nil || tree.Children(code) != nil || tree.History(code) != nil {
			t.Errorf("%q is known", code)
		}
		if tree.IsAncestorOrSelf(code, code) || tree.IsAncestorOrSelf(Country, code) || tree.IsAncestorOrSelf(code, "431223") {
			t.Errorf("%q stands somewhere", code)
		}
	}
	if got := tree.Ancestors(Country); !slices.Equal(got, []Code{Country}) {
		t.Errorf("ancestors of the country: %v", got)
	}
}

func TestSearch(t *testing.T) {
	tree := Default()
	got := tree.Search("43", " 辰溪 ", 10)
	if len(got) != 1 || got[0].Code != "431223" {
		t.Fatalf("got %+v", got)
	}
	if got := tree.Search("4312", "乡", 3); len(got) != 3 {
		t.Fatalf("limit: got %d", len(got))
	}
	if got := tree.Search(Country, "市", 400); got[0].Code != "11" || slices.ContainsFunc(got, func(d Division) bool { return d.Name == "市辖区" }) {
		t.Fatal("provinces come first and placeholders are left out")
	}
	for _, none := range [][]Division{tree.Search(Country, "  ", 9), tree.Search("99", "乡", 9), tree.Search("43", "乡", 0), tree.Search("44", "辰溪", 9)} {
		if len(none) != 0 {
			t.Fatalf("found %+v", none)
		}
	}
}

// a above b and b above c gives a above c; ancestors agree with the test; and
// two different divisions are never above each other.
func TestAncestryIsAnOrder(t *testing.T) {
	tree := changed(t)
	r := rand.New(rand.NewPCG(4, 3))
	nodes := tree.table.nodes
	for range 20000 {
		c := nodes[r.IntN(len(nodes))].code
		chain := tree.Ancestors(c)
		a, b := chain[r.IntN(len(chain))], chain[r.IntN(len(chain))]
		if slices.Index(chain, a) > slices.Index(chain, b) {
			a, b = b, a
		}
		if !tree.IsAncestorOrSelf(a, b) || !tree.IsAncestorOrSelf(b, c) || !tree.IsAncestorOrSelf(a, c) {
			t.Fatalf("%s, %s, %s", a, b, c)
		}
		if a != b && tree.IsAncestorOrSelf(b, a) {
			t.Fatalf("%s and %s stand above each other", a, b)
		}
		other := nodes[r.IntN(len(nodes))].code
		if want := other == Country || slices.Contains(chain, other); tree.IsAncestorOrSelf(other, c) != want {
			t.Fatalf("%s above %s: want %v", other, c, want)
		}
	}
}

func TestMemoryStaysSmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tree, err := decode(divisions)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
	t.Logf("%.1f MB for %d nodes", used, len(tree.table.nodes))
	if used > 6 {
		t.Fatalf("the tree takes %.1f MB", used)
	}
}

func TestDecodeRefusesDamage(t *testing.T) {
	for name, packed := range map[string][]byte{"not gzip": []byte("x"), "cut": divisions[:len(divisions)/2]} {
		if _, err := decode(packed); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	for _, text := range []string{"43\n", "4x\ta\n", "43\t\n", "0\ta\n"} {
		if _, err := readRows(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
	for _, text := range []string{"43\ta\n43\ta\n", "4312\ta\n", "43\ta\n4312\tb\t44\n"} {
		rows, err := readRows(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := build(rows, nil); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLevelOfACode(t *testing.T) {
	for c, want := range map[Code]Level{"0": LevelCountry, "43": LevelProvince, "4312": LevelCity, "431223": LevelCounty,
		"431223100": LevelTownship, "431223100001": LevelVillage} {
		if c.Level() != want {
			t.Errorf("%s: %v", c, c.Level())
		}
	}
	for _, s := range []string{"", "4", "431", "03", "43122", "4312231", "４３", "43a", strings.Repeat("1", 13), strings.Repeat("长", 99)} {
		var f *fault.Error
		if Code(s).Level() != LevelNone || !errors.As(badCode(s), &f) || len(f.Text.EN) > 300 {
			t.Errorf("%q: %v", s, f)
		}
	}
}

func TestDivisionAsJSON(t *testing.T) {
	d, _ := Default().Get("110101001")
	text, err := json.Marshal(d)
	if err != nil || string(text) != `{"code":"110101001","name":"东华门街道","parent":"110101","level":"township","kind":"street"}` {
		t.Fatalf("%s %v", text, err)
	}
	var back Division
	if err := json.Unmarshal(text, &back); err != nil || back != d {
		t.Fatalf("%+v %v", back, err)
	}
	for _, bad := range []string{`{"level":"planet"}`, `{"kind":"planet"}`} {
		if err := json.Unmarshal([]byte(bad), &back); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if Level(99).String() != "none" || Kind(99).String() != "unknown" {
		t.Error("values out of range have no name")
	}
}

// FuzzCode: whatever stands where a code should, the tree answers.
func FuzzCode(f *testing.F) {
	for _, s := range []string{"0", "43", "431223100001", "", "00", "4312231", "４３", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Code(s)
		if len(s) > 12 && c.Level() != LevelNone {
			t.Fatalf("%q is of level %v", s, c.Level())
		}
		if d, ok := Default().Get(c); ok && (d.Code != c || c.Level() == LevelNone) {
			t.Fatalf("%q found %+v", s, d)
		}
		_ = Default().Path(c)
		_ = Default().Ancestors(c)
	})
}

func BenchmarkIsAncestorOrSelf(b *testing.B) {
	tree := Default()
	b.ReportAllocs()
	for b.Loop() {
		if !tree.IsAncestorOrSelf("43", "431223100") {
			b.Fatal("lost")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := decode(divisions); err != nil {
			b.Fatal(err)
		}
	}
}

package area

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

var (
	d2026 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	d2027 = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	d2028 = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
)

func with(t *testing.T, tree *Tree, changes ...Division) *Tree {
	t.Helper()
	next, err := tree.With(changes...)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// changed is a tree in which 431223200 was merged into 431223100 in 2026, a new
// town was founded in 2027 and took the merged one over, and a street moved from
// one district to the next.
func changed(t *testing.T) *Tree {
	return with(t, Default(),
		Division{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2027},
		Division{Code: "431223200", ValidTo: d2026, SupersededBy: "431223100"},
		Division{Code: "431223100", ValidTo: d2027, SupersededBy: "431223110"},
		Division{Code: "110101001", Parent: "110102", ValidFrom: d2027})
}

func TestMergeIsDated(t *testing.T) {
	tree := changed(t)
	old := tree.At(d2026.AddDate(0, 0, -1))
	if !old.Active("431223200") || len(old.Children("431223")) != 23 {
		t.Fatal("before the merge nothing is different")
	}
	merged := tree.At(d2026)
	d, ok := merged.Get("431223200")
	if !ok || merged.Active("431223200") || d.SupersededBy != "431223100" || !d.ValidTo.Equal(d2026) || merged.HasCongress("431223200") {
		t.Fatalf("got %+v", d)
	}
	if len(merged.Children("431223")) != 22 {
		t.Fatal("an abolished division is nobody's child")
	}
	if len(Default().Children("431223")) != 23 || !Default().Active("431223200") {
		t.Fatal("the tree it was made from has changed")
	}
}

// Who came with the founding of the town stays at home in it, whatever it takes
// over later; of those merged on one day nobody does.
func TestHeirsKeepWhatIsTheirs(t *testing.T) {
	founded := Division{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2026}
	into := func(code Code, when time.Time) Division {
		return Division{Code: code, ValidTo: when, SupersededBy: founded.Code}
	}
	later := with(t, Default(), founded, into("431223100", d2026), into("431223200", d2027)).At(d2028)
	if later.Heir("431223100") != founded.Code || later.Heir("431223200") != "431223200" {
		t.Errorf("got %s and %s", later.Heir("431223100"), later.Heir("431223200"))
	}
	merged := with(t, Default(), founded, into("431223100", d2026), into("431223200", d2026)).At(d2028)
	if merged.Heir("431223100") != "431223100" || merged.Heir("431223200") != "431223200" {
		t.Errorf("got %s and %s", merged.Heir("431223100"), merged.Heir("431223200"))
	}
}

func TestSuccessorsReachWhatTheyTookOver(t *testing.T) {
	tree := changed(t)
	for at, want := range map[time.Time][]Code{
		d2026.Add(-time.Second): {"43", "4312", "431223", "431223200"},
		d2026:                   {"43", "4312", "431223", "431223100", "431223200"},
		d2028:                   {"43", "4312", "431223", "431223110", "431223100", "431223200"},
	} {
		if got := tree.At(at).Ancestors("431223200"); !slices.Equal(got, want) {
			t.Errorf("%v: %v", at, got)
		}
	}
	if tree.At(d2026).IsAncestorOrSelf("431223110", "431223200") || !tree.IsAncestorOrSelf("431223110", "431223200") {
		t.Error("the new town reaches the old ones from 2027 on")
	}
	was, _ := Default().Get("431223200")
	if got, want := tree.Path("431223200"), "湖南省怀化市辰溪县新辰阳镇（原"+was.Name+"）"; got != want {
		t.Errorf("a division that was taken over is called %s, want %s", got, want)
	}
	if got, want := tree.At(d2026.Add(-1)).Path("431223200"), Default().Path("431223200"); got != want {
		t.Errorf("before that it was called %s, want %s", got, want)
	}
}

func TestFoundedLater(t *testing.T) {
	tree := changed(t)
	before := tree.At(d2026)
	if _, ok := before.Get("431223110"); ok || before.Ancestors("431223110") != nil || before.IsAncestorOrSelf("43", "431223110") {
		t.Fatal("known before it is founded")
	}
	for d := range before.Walk("431223") {
		if d.Code == "431223110" {
			t.Fatal("walked before it is founded")
		}
	}
	d, ok := tree.At(d2027).Get("431223110")
	if !ok || d.Kind != KindTown || d.Level != LevelTownship {
		t.Fatalf("got %+v", d)
	}
}

func TestRenameAndMove(t *testing.T) {
	tree := with(t, changed(t), Division{Code: "110101001", Name: "新东华门街道", ValidFrom: d2028})
	type view struct{ path, parent string }
	for at, want := range map[time.Time]view{
		d2026: {"北京市东城区东华门街道", "110101"},
		d2027: {"北京市西城区东华门街道", "110102"},
		d2028: {"北京市西城区新东华门街道", "110102"},
	} {
		now := tree.At(at)
		d, _ := now.Get("110101001")
		if got := (view{now.Path("110101001"), string(d.Parent)}); got != want {
			t.Errorf("%v: %v", at, got)
		}
		for _, district := range []Code{"110101", "110102"} {
			has := slices.ContainsFunc(now.Children(district), func(c Division) bool { return c.Code == d.Code })
			if has != (district == d.Parent) || now.IsAncestorOrSelf(district, d.Code) != has {
				t.Errorf("%v: %s has it: %v", at, district, has)
			}
		}
	}
	if n := len(tree.History("110101001")); n != 3 {
		t.Errorf("%d states", n)
	}
}

func TestMergedCountyKeepsItsTownships(t *testing.T) {
	changes := []Division{{Code: "431223", ValidTo: d2027, SupersededBy: "431224"}}
	if _, err := Default().With(changes...); !fault.HasCode(err, "area.parent_ended") {
		t.Fatalf("townships were left below an abolished county: %v", err)
	}
	for _, d := range Default().Children("431223") {
		changes = append(changes, Division{Code: d.Code, Parent: "431224", ValidFrom: d2027})
	}
	tree := with(t, Default(), changes...)
	if n := len(tree.Children("431224")) - len(Default().Children("431224")); n != 23 {
		t.Fatalf("%d townships moved", n)
	}
	if !tree.IsAncestorOrSelf("431224", "431223100") || !tree.IsAncestorOrSelf("431224", "431223") || tree.IsAncestorOrSelf("431223", "431223100") {
		t.Fatal("the townships do not stand below the successor")
	}
	if tree.Active("431223") || count(tree, "431223", level(LevelTownship)) != 0 {
		t.Fatal("the old county is still walked")
	}
}

func TestCodeUsedAgain(t *testing.T) {
	tree := with(t, changed(t), Division{Code: "431223200", Name: "再用乡", ValidFrom: d2028})
	if tree.At(d2027).Active("431223200") || tree.At(d2028).Path("431223200") != "湖南省怀化市辰溪县再用乡" {
		t.Fatal("a code can be used again later")
	}
}

func TestChangesRefused(t *testing.T) {
	base := changed(t)
	for name, c := range map[string]struct {
		code   string
		change Division
	}{
		"ill-formed code":       {"area.code", Division{Code: "4312231", Name: "x", ValidFrom: d2027}},
		"the country":           {"area.code", Division{Code: Country, Name: "x", ValidFrom: d2027}},
		"no date":               {"area.dates", Division{Code: "431223", Name: "x"}},
		"before the last":       {"area.dates", Division{Code: "110101001", Name: "x", ValidFrom: d2026}},
		"abolished twice":       {"area.dates", Division{Code: "431223200", ValidTo: d2028}},
		"ends before it begins": {"area.dates", Division{Code: "431223300", Name: "x", Parent: "431223", ValidFrom: d2028, ValidTo: d2027}},
		"successor but no end":  {"area.dates", Division{Code: "431223101", ValidFrom: d2028, SupersededBy: "431223102"}},
		"reused while in force": {"area.dates", Division{Code: "431223200", Name: "x", ValidFrom: d2026.AddDate(-1, 0, 0)}},
		"no parent":             {"area.orphan", Division{Code: "431223300", Name: "x", ValidFrom: d2027}},
		"unknown parent":        {"area.orphan", Division{Code: "431223300", Name: "x", Parent: "431299", ValidFrom: d2027}},
		"parent not above":      {"area.orphan", Division{Code: "431223300", Name: "x", Parent: "431223101", ValidFrom: d2027}},
		"parent abolished":      {"area.parent_ended", Division{Code: "431223200001", Name: "x", Parent: "431223200", ValidFrom: d2027}},
		"parent not yet":        {"area.parent_ended", Division{Code: "431223110001", Name: "x", Parent: "431223110", ValidFrom: d2026}},
		"no name":               {"area.name", Division{Code: "431223300", Parent: "431223", ValidFrom: d2027}},
		"not text":              {"area.name", Division{Code: "431223300", Name: "\xff", Parent: "431223", ValidFrom: d2027}},
		"own successor":         {"area.successor", Division{Code: "431223101", ValidTo: d2027, SupersededBy: "431223101"}},
		"unknown successor":     {"area.successor", Division{Code: "431223101", ValidTo: d2027, SupersededBy: "431223999"}},
		"ended successor":       {"area.successor", Division{Code: "431223101", ValidTo: d2027, SupersededBy: "431223200"}},
		"smaller successor":     {"area.successor", Division{Code: "431224", ValidTo: d2027, SupersededBy: "431223101"}},
	} {
		if _, err := base.With(c.change); !fault.HasCode(err, c.code) || !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever changes are accepted, one after the other: every walk to the root ends
// there, with codes of the right order, at every moment.
func TestAnyAcceptedChangesKeepATree(t *testing.T) {
	rows, err := readRows("43\ta\n4301\tb\n4302\tc\n430101\td\n430102\te\n430201\tf\n430101001\tg\n430101002\th\n430201001\ti\n")
	if err != nil {
		t.Fatal(err)
	}
	table, err := build(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(300) {
		r, tree, accepted := rand.New(rand.NewPCG(seed, 0)), &Tree{table: table}, 0
		for range 60 {
			if next, err := tree.With(randomChange(r, tree)); err == nil {
				tree, accepted = next, accepted+1
			} else if !fault.Is(err, fault.KindInvalid) {
				t.Fatal(err)
			}
		}
		if accepted == 0 {
			t.Fatalf("seed %d: nothing was accepted", seed)
		}
		for month := range 40 {
			checkTree(t, tree.At(d2026.AddDate(0, month, 0)))
		}
		checkTree(t, tree)
	}
}

func randomChange(r *rand.Rand, tree *Tree) Division {
	nodes := tree.table.nodes
	pick := func() Code { return nodes[r.IntN(len(nodes))].code }
	when := d2026.AddDate(0, r.IntN(36), 0)
	switch r.IntN(4) {
	case 0:
		return Division{Code: pick(), Parent: pick(), ValidFrom: when}
	case 1:
		return Division{Code: pick(), ValidTo: when, SupersededBy: pick()}
	case 2:
		return Division{Code: pick(), ValidTo: when}
	}
	return Division{Code: Code(fmt.Sprintf("4301010%02d", r.IntN(20))), Name: "n", Parent: pick(), ValidFrom: when}
}

func checkTree(t *testing.T, tree *Tree) {
	t.Helper()
	for _, n := range tree.table.nodes {
		d, ok := tree.Get(n.code)
		if !ok {
			continue
		}
		if !tree.IsAncestorOrSelf(Country, n.code) || len(tree.Ancestors(n.code)) > len(tree.table.nodes) {
			t.Fatalf("%s does not reach the country", n.code)
		}
		if !tree.ended(d) && n.code != Country && !slices.ContainsFunc(tree.Children(d.Parent), func(c Division) bool { return c.Code == d.Code }) {
			t.Fatalf("%s is not among the children of %s", d.Code, d.Parent)
		}
		if !tree.ended(d) && n.code != Country && !tree.Active(d.Parent) {
			t.Fatalf("%s stands below %s, which is abolished", d.Code, d.Parent)
		}
	}
}

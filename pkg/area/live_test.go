package area

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

func learn(t *testing.T, tree *Tree, changes ...Division) {
	t.Helper()
	if err := tree.Learn("test", changes); err != nil {
		t.Fatal(err)
	}
}

func TestALiveTreeLearnsForAllWhoHoldIt(t *testing.T) {
	tree := Default().Live()
	held, before := tree, tree.At(d2028)
	learn(t, tree, Division{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2027})
	if got := held.Path("431223110"); got != "湖南省怀化市辰溪县新辰阳镇" || !held.IsAncestorOrSelf("431223", "431223110") || len(held.Children("431223")) != 24 {
		t.Errorf("%q", got)
	}
	if len(slices.Collect(held.Walk("431223"))) != 25 || len(held.Search("431223", "新辰阳", 5)) != 1 || len(held.History("431223110")) != 1 {
		t.Error("the town is not found below its county")
	}
	if !held.HasCongress("431223110") || !slices.Contains(held.Ancestors("431223110"), "43") || !held.Active("431223110") {
		t.Error("the town is no town")
	}
	if before.Active("431223110") || Default().Active("431223110") {
		t.Error("what was taken before has changed")
	}
	if held.At(d2026).Active("431223110") || !held.At(d2027).Active("431223110") {
		t.Error("its date does not count")
	}
}

func TestWhatIsLearnedDoesNotDependOnOrder(t *testing.T) {
	changes := []Division{
		{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2026},
		{Code: "431223110001", Name: "一村", Parent: "431223110", ValidFrom: d2026},
		{Code: "431223110", Name: "辰阳新镇", ValidFrom: d2027},
		{Code: "431223110001", Name: "幸福村", ValidFrom: d2028},
	}
	for range 5 {
		tree := Default().Live()
		rand.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
		learn(t, tree, changes...)
		if got := tree.Path("431223110001"); got != "湖南省怀化市辰溪县辰阳新镇幸福村" || len(tree.History("431223110001")) != 2 {
			t.Fatalf("%q %+v", got, tree.History("431223110001"))
		}
	}
}

func TestWhatAnyTellerKnowsCounts(t *testing.T) {
	tree := Default().Live()
	town := []Division{{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2026}}
	for _, step := range []struct {
		teller string
		knows  []Division
		active bool
	}{{"a", town, true}, {"b", town, true}, {"a", nil, true}, {"b", nil, false}} {
		if err := tree.Learn(step.teller, step.knows); err != nil || tree.Active("431223110") != step.active {
			t.Errorf("%+v: %v", step, err)
		}
	}
}

func TestARefusedChangeTeachesNothing(t *testing.T) {
	tree := Default().Live()
	err := tree.Learn("test", []Division{{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2026}, {Code: "999999", Name: "无", Parent: "9999", ValidFrom: d2026}})
	if !fault.Is(err, fault.KindInvalid) || tree.Active("431223110") {
		t.Error(err)
	}
	if err := Default().Learn("test", nil); !fault.Is(err, fault.KindInternal) {
		t.Error("a tree that is not live has learned", err)
	}
}

func TestALiveTreeIsReadWhileItLearns(t *testing.T) {
	tree := Default().Live()
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !tree.Active("431223110") {
				if len(tree.Ancestors("431223100")) != 4 {
					t.Error("a question was answered from two states")
					return
				}
			}
		})
	}
	var all []Division
	for i := range 10 {
		all = append(all, Division{Code: Code("4312239" + string(rune('0'+i)) + "0"), Name: "某镇", Parent: "431223", ValidFrom: d2026.Add(time.Duration(i) * time.Hour)})
		learn(t, tree, all...)
	}
	learn(t, tree, Division{Code: "431223110", Name: "新辰阳镇", Parent: "431223", ValidFrom: d2026})
	readers.Wait()
}

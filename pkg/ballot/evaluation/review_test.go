package evaluation

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func voters(n int) Ratings { return Ratings{Satisfied: n} }

func TestNoFigureBelowFiveVoters(t *testing.T) {
	if f := Show([]Group{{"a", voters(2)}, {"b", voters(2)}}); f.Shown || !reflect.DeepEqual(f.Total, Ratings{}) || len(f.Groups) != 0 {
		t.Fatalf("four voters were shown: %+v", f)
	}
	f := Show([]Group{{"a", voters(9)}, {"b", voters(3)}, {"c", voters(6)}})
	if !f.Shown || f.Total.Cast() != 18 || !slices.Equal(f.Hidden, []string{"b", "c"}) || len(f.Groups) != 1 || f.Groups[0].Name != "a" {
		t.Fatalf("18 less 9 less 6 would be b's three: %+v", f)
	}
	if f := Show([]Group{{"a", voters(5)}}); !f.Shown || len(f.Groups) != 1 {
		t.Fatalf("five are enough: %+v", f)
	}
	if f := Show(nil); f.Shown || f.NeedsRectification() {
		t.Fatalf("%+v", f)
	}
}

func TestNothingHiddenCanBeReckoned(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 2))
		groups := make([]Group, r.IntN(7))
		all := Ratings{}
		for i := range groups {
			groups[i] = Group{fmt.Sprint(i), Ratings{r.IntN(4), r.IntN(4), r.IntN(3), r.IntN(2)}}
			all = all.Plus(groups[i].Ratings)
		}
		f := Show(groups)
		if f.Shown != (all.Cast() >= LeastShown) || f.Shown && f.Total != all {
			t.Fatalf("seed %d: %+v of %+v", seed, f, all)
		}
		left := f.Total.Cast()
		for _, g := range f.Groups {
			if g.Ratings.Cast() < LeastShown {
				t.Fatalf("seed %d: %+v is shown", seed, g)
			}
			left -= g.Ratings.Cast()
		}
		if left != 0 && left < LeastShown {
			t.Fatalf("seed %d: total less the shown leaves %d voters", seed, left)
		}
		if len(f.Groups)+len(f.Hidden) != len(groups) {
			t.Fatalf("seed %d: groups were lost: %+v", seed, f)
		}
	}
}

func TestRectification(t *testing.T) {
	for name, c := range map[string]struct {
		r    Ratings
		owes bool
	}{
		"most are dissatisfied":     {Ratings{10, 10, 21, 0}, true},
		"exactly half":              {Ratings{10, 10, 20, 0}, false},
		"abstentions do not soften": {Ratings{10, 9, 20, 30}, true},
		"too few to be shown":       {Ratings{0, 0, 4, 0}, false},
	} {
		if got := Show([]Group{{"all", c.r}}).NeedsRectification(); got != c.owes {
			t.Errorf("%s: %v", name, got)
		}
	}
}

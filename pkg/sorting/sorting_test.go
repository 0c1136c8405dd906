package sorting_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"lianluo/pkg/sorting"
)

type pair struct{ key, at int }

func byKey(a, b pair) int { return cmp.Compare(a.key, b.key) }

// What is sorted here is what package slices would have made of it.
func TestSameAsSlices(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		all := make([]pair, n)
		for i := range all {
			all[i] = pair{random.IntN(n/3 + 1), i}
		}
		want := slices.Clone(all)
		slices.SortStableFunc(want, byKey)
		by, collected := slices.Clone(all), sorting.Collected(slices.Values(all), byKey)
		sorting.By(by, byKey)
		sorting.Stably(all, byKey)
		if !slices.Equal(all, want) || !slices.IsSortedFunc(by, byKey) || !slices.IsSortedFunc(collected, byKey) {
			t.Fatalf("%v\n%v\n%v\n%v", want, all, by, collected)
		}
		at := func(a, b pair) int { return cmp.Compare(a.at, b.at) }
		for _, one := range [][]pair{by, collected} {
			sorting.By(one, at)
			if slices.ContainsFunc(one, func(p pair) bool { return one[p.at] != p }) {
				t.Fatalf("not what was there: %v", one)
			}
		}
	}
}

// Package sorting sorts. It does what slices.SortFunc and its kin do, compiled once
// for all types: theirs adds some ten kilobytes to the binary for each.
package sorting

import (
	"iter"
	"slices"
	"sort"
)

// By sorts by a comparison; equal elements end in no certain order.
func By[T any](all []T, compare func(a, b T) int) { sort.Sort(of(all, compare)) }

// Stably sorts by a comparison and keeps the order of equal elements.
func Stably[T any](all []T, compare func(a, b T) int) { sort.Stable(of(all, compare)) }

// Collected are the elements of a sequence, sorted by a comparison.
func Collected[T any](all iter.Seq[T], compare func(a, b T) int) []T {
	out := slices.Collect(all)
	By(out, compare)
	return out
}

func of[T any](all []T, compare func(a, b T) int) sorter {
	return sorter{len(all), func(i, j int) bool { return compare(all[i], all[j]) < 0 }, func(i, j int) { all[i], all[j] = all[j], all[i] }}
}

// sorter is any slice and its order.
type sorter struct {
	n    int
	less func(i, j int) bool
	swap func(i, j int)
}

func (s sorter) Len() int           { return s.n }
func (s sorter) Less(i, j int) bool { return s.less(i, j) }
func (s sorter) Swap(i, j int)      { s.swap(i, j) }

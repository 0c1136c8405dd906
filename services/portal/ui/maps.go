package ui

import (
	"maps"
	"slices"
)

// sortedKeys gives a map's keys in a fixed order, so that a page is the same
// each time.
func sortedKeys(m map[string]string) []string {
	return slices.Sorted(maps.Keys(m))
}

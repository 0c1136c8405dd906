// Package near finds the name that somebody probably meant.
package near

import (
	"slices"
	"strings"
)

// Name returns the known name that is nearest to name: one that ends in
// ".name", else the one with the fewest letters to change, if they are few. ""
// where none is near.
func Name(name string, known []string) string {
	best, least := "", len([]rune(name))/3+2
	for _, candidate := range known {
		if strings.HasSuffix(candidate, "."+name) {
			return candidate
		}
		if d := distance(name, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the number of letters to add, drop or change (Levenshtein).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = slices.Min([]int{cost, row[j] + 1, row[j+1] + 1})
		}
	}
	return row[len(to)]
}

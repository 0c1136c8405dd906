package ui

import (
	"slices"
	"strings"
)

// Spoken cuts a number or code into groups that a person can read out and take
// down: at its dashes and spaces, and longer parts into even pieces of at most four.
func Spoken(text string) string {
	const group = 4
	var groups []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == ' ' }) {
		for pieces := (len(part) + group - 1) / group; pieces > 1; pieces-- {
			size := (len(part) + pieces - 1) / pieces
			groups, part = append(groups, part[:size]), part[size:]
		}
		groups = append(groups, part)
	}
	return strings.Join(groups, " ")
}

// Parts are those of the parts of a line that say something.
func Parts(parts ...string) []string {
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

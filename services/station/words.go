package station

import (
	"slices"
	"strings"

	"lianluo/pkg/words"
)

// grams are the characters of a text and the pairs of neighbours, each once:
// Chinese does not separate words, and people search by one or two characters.
func grams(text string) []string {
	text = compared(text)
	out := append(strings.Split(text, ""), words.Bigrams(text, len(text))...)
	slices.Sort(out)
	return slices.Compact(out)
}

// compared is text as stations are found by it.
func compared(text string) string { return words.Simplified(words.Solid(text)) }

// text is what a station is found by.
func (s *station) text() string { return s.Name + s.Path + s.Address + s.Code }

// says reports whether every word of the query occurs in the station's text.
func (s *station) says(all []string) bool {
	text := compared(s.text())
	for _, w := range all {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

package station

import (
	"slices"
	"strings"
	"unicode"
)

// plain is text as it is compared: small letters, and nothing but letters and
// digits.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// grams are the characters of a text and the pairs of neighbours, each once:
// Chinese does not separate words, and people search by one or two characters.
func grams(text string) []string {
	runes := []rune(plain(text))
	out := make([]string, 0, 2*len(runes))
	for i, r := range runes {
		out = append(out, string(r))
		if i > 0 {
			out = append(out, string(runes[i-1:i+1]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// text is what a station is found by.
func (s *station) text() string { return s.Name + s.Path + s.Address + s.Code }

// says reports whether every word of the query occurs in the station's text.
func (s *station) says(words []string) bool {
	text := plain(s.text())
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

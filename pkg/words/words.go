// Package words compares and summarises what people say, in Chinese mostly: by
// pairs of neighbouring characters, since words are not separated.
package words

import (
	"strings"
	"unicode"
)

// Bigrams are the distinct pairs of neighbouring characters within runs of
// letters and digits, at most limit of them, in order of appearance. Punctuation
// and blanks break pairs; letters are folded to lower case.
func Bigrams(text string, limit int) []string {
	var out []string
	seen := map[string]bool{}
	var last rune
	for _, r := range text {
		r = fold(r)
		if r != 0 && last != 0 {
			if pair := string([]rune{last, r}); !seen[pair] {
				seen[pair] = true
				out = append(out, pair)
			}
		}
		if last = r; len(out) == limit {
			break
		}
	}
	return out
}

// fold gives a character as it is compared, 0 for one that breaks pairs.
func fold(r rune) rune {
	if r >= '！' && r <= '～' { // full-width forms of ASCII
		r -= '！' - '!'
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0
	}
	return unicode.ToLower(r)
}

// Solid is text as it is compared, without what breaks pairs: for names, which
// people write with and without blanks and hyphens.
func Solid(text string) string {
	return strings.Map(func(r rune) rune {
		if r = fold(r); r == 0 {
			return -1
		}
		return r
	}, text)
}

// Set is a text's pairs, for comparing it with many others.
type Set map[string]bool

// NewSet makes the set of a text's pairs, traditional characters as simplified ones.
func NewSet(text string) Set {
	s := Set{}
	for _, pair := range Bigrams(Simplified(text), 1000) {
		s[pair] = true
	}
	return s
}

// Like is how alike two texts are: the share of pairs that they have in common
// (Dice), 0 to 1; 0 when one has none. A short text within a long one counts by
// the short one's share, so that a summary finds its story.
func (s Set) Like(other Set) float64 {
	common := 0
	for pair := range s {
		if other[pair] {
			common++
		}
	}
	if common == 0 {
		return 0
	}
	dice := 2 * float64(common) / float64(len(s)+len(other))
	within := 0.8 * float64(common) / float64(max(min(len(s), len(other)), 6))
	return max(dice, within)
}

// Title is the first clause of a text, at most 20 characters.
func Title(text string) string {
	const most = 20
	clause := strings.TrimLeftFunc(text, func(r rune) bool { return fold(r) == 0 })
	if end := strings.IndexAny(clause, "，。；！？,;!?\n\r"); end > 0 {
		clause = clause[:end]
	}
	runes := []rune(strings.Join(strings.Fields(clause), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

// Clip keeps what somebody sent out of messages at full length: at most 40
// characters of it, and a sign that there were more.
func Clip(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Query is what somebody typed to find texts by: runs of letters and digits, all
// of which a text must hold, wherever in it.
type Query struct{ runs []string }

// NewQuery reads what was typed. Punctuation and blanks part runs; they ask for
// nothing and mean nothing.
func NewQuery(typed string) Query { return Query{runs: runs(typed)} }

// Runs are the runs as they are compared.
func (q Query) Runs() []string { return q.runs }

// Pairs are what a text that the query finds has among its own Pairs; none where
// the query is too short to find anything by.
func (q Query) Pairs() []string { return pairs(q.runs) }

// Some are at most n of the pairs, from the whole length of the query: enough of
// them propose hardly a text that the query does not find.
func (q Query) Some(n int) []string {
	all := q.Pairs()
	if len(all) <= n {
		return all
	}
	out := make([]string, n)
	for i := range out {
		out[i] = all[i*(len(all)-1)/max(n-1, 1)]
	}
	return out
}

// Finds reports whether the text holds every run; of a query without runs, false.
func (q Query) Finds(text string) bool {
	folded := Folded(text)
	for _, run := range q.runs {
		if !strings.Contains(folded, run) {
			return false
		}
	}
	return len(q.runs) > 0
}

// FindsAny reports whether the text holds at least one run.
func (q Query) FindsAny(text string) bool {
	folded := Folded(text)
	return slices.ContainsFunc(q.runs, func(run string) bool { return strings.Contains(folded, run) })
}

// Pairs are the distinct pairs of neighbouring characters of a text, by which a
// text index finds it. Unlike Bigrams they are all there are, of text folded as
// Folded does it.
func Pairs(text string) []string { return pairs(runs(text)) }

func runs(text string) []string { return strings.Fields(Folded(text)) }

func pairs(runs []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, run := range runs {
		last := 0 // where the last character begins
		for i, r := range run {
			if pair := run[last : i+utf8.RuneLen(r)]; i > 0 && !seen[pair] {
				seen[pair] = true
				out = append(out, pair)
			}
			last = i
		}
	}
	return out
}

// Folded is text as it is found: in one width, case, composition and script
// (traditional characters as simplified ones), without what cannot be seen, and a
// blank for whatever is neither letter nor digit.
func Folded(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, " ")
	}
	return strings.Map(found, norm.NFKC.String(text))
}

// found gives a character as it is found, ' ' for one that parts runs, -1 for one
// that is passed over: marks that did not compose, variants, and the invisible.
func found(r rune) rune {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return simplified(unicode.ToLower(r))
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return ' '
}

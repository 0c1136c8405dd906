package words

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lianluo/pkg/sorting"
)

// Part is a stretch of a text, Hit where it is what a query finds.
type Part struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty"`
}

// mostMarked bounds the stretches that are marked in one text.
const mostMarked = 100

// Marked cuts a text into what the query finds in it and what lies between. The
// parts together are the text.
func (q Query) Marked(text string) []Part {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	var out []Part
	from := 0
	for _, s := range q.spans(text) {
		if s.from > from {
			out = append(out, Part{Text: text[from:s.from]})
		}
		out = append(out, Part{Text: text[s.from:s.to], Hit: true})
		from = s.to
	}
	if from < len(text) {
		out = append(out, Part{Text: text[from:]})
	}
	return out
}

// Excerpt is the part of a text around the first thing that the query finds, at
// most length characters, on one line, with … where something was left out; the
// beginning of the text where it finds nothing.
func (q Query) Excerpt(text string, length int) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	from := 0
	if found := q.spans(text); len(found) > 0 {
		from = utf8.RuneCountInString(text[:found[0].from])
	}
	r := []rune(text)
	from = max(0, min(from-length/4, len(r)-length))
	out := string(r[from:min(len(r), from+length)])
	if from > 0 {
		out = "…" + out
	}
	if from+length < len(r) {
		out += "…"
	}
	return out
}

// span is a stretch of bytes.
type span struct{ from, to int }

// spans are where the query's runs lie in a valid text, in order and apart.
func (q Query) spans(text string) []span {
	folded, origin := aligned(text)
	var all []span
	for _, run := range q.runs {
		for at := 0; len(all) < mostMarked; {
			i := strings.Index(folded[at:], run)
			if i < 0 {
				break
			}
			at += i + len(run)
			all = append(all, span{origin[at-len(run)].from, origin[at-1].to})
		}
	}
	sorting.By(all, func(a, b span) int { return a.from - b.from })
	var out []span
	for _, s := range all {
		if n := len(out); n > 0 && s.from < out[n-1].to {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// aligned is the folded text and, of each of its bytes, the stretch of the text
// that it comes from.
func aligned(text string) (string, []span) {
	var folded strings.Builder
	var origin []span
	var it norm.Iter
	it.InitString(norm.NFKC, text)
	for !it.Done() {
		s := span{from: it.Pos()}
		part := strings.Map(found, string(it.Next()))
		s.to = it.Pos()
		folded.WriteString(part)
		for range len(part) {
			origin = append(origin, s)
		}
	}
	return folded.String(), origin
}

package docx

import (
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// strip takes the marks of a list out of a paragraph.
func strip(p *etree.Element, name string) {
	replace(p, func(kind, found string) (string, bool) { return "", kind != "" && found == name })
}

// paragraph fills the placeholders of a paragraph. A paragraph that is nothing
// but a text of several lines becomes several.
func (f *filler) paragraph(p *etree.Element, in frame) {
	text := strings.TrimSpace(textOf(p))
	if m := mark.FindStringSubmatch(text); m != nil && m[0] == text && m[1] == "" && p.Parent() != nil {
		lines := strings.Split(strings.TrimSpace(in.text(m[2])), "\n")
		for _, line := range lines[:len(lines)-1] {
			twin := p.Copy()
			replace(twin, func(string, string) (string, bool) { return strings.TrimSpace(line), true })
			p.Parent().InsertChildAt(p.Index(), twin)
		}
		last := strings.TrimSpace(lines[len(lines)-1])
		replace(p, func(string, string) (string, bool) { return last, true })
		return
	}
	replace(p, func(kind, name string) (string, bool) {
		if kind != "" {
			f.failed = errMarks(name)
		}
		return in.text(name), true
	})
}

// replace puts texts in the places of the marks that with gives one for. Word
// splits a mark over several pieces; its text goes into the piece it begins in.
func replace(p *etree.Element, with func(kind, name string) (string, bool)) {
	pieces := texts(p)
	whole := textOf(p)
	found := mark.FindAllStringSubmatchIndex(whole, -1)
	for i := len(found) - 1; i >= 0; i-- {
		m := found[i]
		text, ok := with(whole[m[2]:m[3]], whole[m[4]:m[5]])
		if ok {
			put(pieces, m[0], m[1], clean(text))
		}
	}
	for _, t := range pieces {
		t.RemoveAttr("xml:space")
		t.CreateAttr("xml:space", "preserve")
		breakLines(t)
	}
}

// put replaces the bytes from..to of the joined pieces.
func put(pieces []*etree.Element, from, to int, text string) {
	at := 0
	for _, t := range pieces {
		old := t.Text()
		begin, end := max(from-at, 0), min(to-at, len(old))
		at += len(old)
		if begin >= len(old) || end <= 0 {
			continue
		}
		t.SetText(old[:begin] + text + old[end:])
		text = ""
	}
}

// breakLines makes the line ends in a piece of text breaks.
func breakLines(t *etree.Element) {
	lines := strings.Split(t.Text(), "\n")
	run := t.Parent()
	if len(lines) < 2 || run == nil {
		return
	}
	t.SetText(lines[0])
	at := t.Index()
	for _, line := range lines[1:] {
		next := t.Copy()
		next.SetText(line)
		run.InsertChildAt(at+1, etree.NewElement(tagOf(t, "br")))
		run.InsertChildAt(at+2, next)
		at += 2
	}
}

// clean leaves out what XML cannot hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
			return -1
		}
		return r
	}, text)
}

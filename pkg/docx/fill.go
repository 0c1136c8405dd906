package docx

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Fill makes the file: the same template and values give the same bytes. It
// fails with what Parse would have failed with.
func (t *Template) Fill(v Values) ([]byte, error) {
	out := slices.Clone(t.parts)
	for i, p := range out {
		if !filled(p.name) {
			continue
		}
		doc, err := parse(p.data)
		if err != nil {
			return nil, err
		}
		f := filler{left: maxElements}
		f.fill(doc.Root(), frame{values: v})
		if f.failed != nil {
			return nil, f.failed
		}
		if out[i].data, err = doc.WriteToBytes(); err != nil {
			return nil, errFormat.Because(err)
		}
	}
	return pack(out), nil
}

// filler fills one part.
type filler struct {
	left   int // how many elements may still be made
	failed error
}

// maxElements is how many elements lists may make: some hundred pages.
const maxElements = 300_000

// spend counts what a list makes and reports whether it may go on.
func (f *filler) spend(made ...*etree.Element) bool {
	for _, e := range made {
		each(e, func(*etree.Element) { f.left-- })
	}
	if f.left < 0 {
		f.failed = errBomb
	}
	return f.left >= 0
}

// frame is what names mean: in a list's entry its own fields, and around it all
// else.
type frame struct {
	values Values
	around *frame
}

func (f *frame) text(name string) string {
	for ; f != nil; f = f.around {
		if t, ok := f.values.Texts[name]; ok {
			return t
		}
	}
	return ""
}

// list is what stands between the marks of a name: each entry of a list; a text
// that is not empty once.
func (f *frame) list(name string) []Values {
	for at := f; at != nil; at = at.around {
		if l, ok := at.values.Lists[name]; ok {
			return l
		}
		if t, ok := at.values.Texts[name]; ok && t != "" {
			return []Values{{}}
		}
	}
	return nil
}

// fill fills an element's children.
func (f *filler) fill(parent *etree.Element, in frame) {
	kids := parent.ChildElements()
	for i := 0; i < len(kids); i++ {
		e := kids[i]
		switch {
		case e.Tag == "p" && e.Space != "a":
			if name, ok := opens(e); ok {
				i = f.repeat(parent, kids, i, name, in)
				continue
			}
			f.paragraph(e, in)
			f.fillBoxes(e, in)
		case e.Tag == "tr":
			f.row(parent, e, in)
		default:
			f.fill(e, in)
		}
	}
}

// fillBoxes fills the text boxes that stand in a paragraph.
func (f *filler) fillBoxes(p *etree.Element, in frame) {
	for _, c := range p.ChildElements() {
		if c.Tag == "txbxContent" {
			f.fill(c, in)
		} else {
			f.fillBoxes(c, in)
		}
	}
}

// opens reports whether a paragraph is the opening mark of a list, and nothing else.
func opens(p *etree.Element) (string, bool) {
	text := strings.TrimSpace(textOf(p))
	m := mark.FindStringSubmatch(text)
	if m == nil || m[0] != text || m[1] != "#" {
		return "", false
	}
	return m[2], true
}

// repeat puts what stands between the marks once for each entry of the list, and
// returns the index of the closing mark.
func (f *filler) repeat(parent *etree.Element, kids []*etree.Element, from int, name string, in frame) int {
	end, depth := -1, 0
	for i := from; i < len(kids) && end < 0; i++ {
		if kids[i].Tag != "p" {
			continue
		}
		text := strings.TrimSpace(textOf(kids[i]))
		m := mark.FindStringSubmatch(text)
		switch {
		case m == nil || m[0] != text || m[2] != name:
		case m[1] == "#":
			depth++
		case m[1] == "/":
			if depth--; depth == 0 {
				end = i
			}
		}
	}
	if end < 0 {
		f.failed = errMarks(name)
		return len(kids)
	}
	body := kids[from+1 : end]
	at := kids[end].Index()
	for _, entry := range in.list(name) {
		if !f.spend(body...) {
			break
		}
		holder := etree.NewElement("holder")
		for _, e := range body {
			holder.AddChild(e.Copy())
		}
		f.fill(holder, frame{values: entry, around: &in})
		for _, e := range holder.ChildElements() {
			parent.InsertChildAt(at, e)
			at++
		}
	}
	for _, e := range kids[from : end+1] {
		parent.RemoveChild(e)
	}
	keepParagraph(parent)
	return end
}

// keepParagraph: a cell must end in a paragraph.
func keepParagraph(parent *etree.Element) {
	if parent.Tag != "tc" {
		return
	}
	kids := parent.ChildElements()
	if len(kids) == 0 || kids[len(kids)-1].Tag != "p" {
		parent.CreateElement(tagOf(parent, "p"))
	}
}

// tagOf is a tag with the prefix of another element.
func tagOf(e *etree.Element, tag string) string {
	if e.Space == "" {
		return tag
	}
	return e.Space + ":" + tag
}

// row fills a row of a table: once for each entry where it holds a list's marks.
func (f *filler) row(table, row *etree.Element, in frame) {
	name := ""
	var all strings.Builder
	paragraphs(row, func(p *etree.Element) { all.WriteString(textOf(p) + "\n") })
	if m := mark.FindAllStringSubmatch(all.String(), -1); len(m) > 1 && m[0][1] == "#" {
		if last := m[len(m)-1]; last[1] == "/" && last[2] == m[0][2] && !alone(row, m[0][2]) {
			name = m[0][2]
		}
	}
	if name == "" {
		f.fill(row, in)
		return
	}
	at := row.Index()
	for _, entry := range in.list(name) {
		if !f.spend(row) {
			break
		}
		twin := row.Copy()
		inside := frame{values: entry, around: &in}
		paragraphs(twin, func(p *etree.Element) { strip(p, name) })
		f.fill(twin, inside)
		table.InsertChildAt(at, twin)
		at++
	}
	table.RemoveChild(row)
}

// alone: the marks stand on paragraphs of their own within one cell, which
// repeats paragraphs and not the row.
func alone(row *etree.Element, name string) bool {
	for _, cell := range row.ChildElements() {
		marks := 0
		for _, p := range cell.ChildElements() {
			text := strings.TrimSpace(textOf(p))
			if m := mark.FindStringSubmatch(text); m != nil && m[0] == text && m[2] == name && m[1] != "" {
				marks++
			}
		}
		if marks == 2 {
			return true
		}
	}
	return false
}

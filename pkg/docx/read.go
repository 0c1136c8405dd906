package docx

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// Read gives what a file says, for a page that prints the same: texts with their
// forms, and tables; pictures are left out. It fails as Parse does.
func Read(data []byte) (Doc, error) {
	parts, err := open(data)
	if err != nil {
		return Doc{}, err
	}
	docs, err := vet(parts)
	if err != nil {
		return Doc{}, err
	}
	r := reader{styles: stylesOf(docs["word/styles.xml"])}
	var out Doc
	if root := docs["word/document.xml"].Root(); root != nil {
		r.blocks(root, &out.Blocks)
	}
	return out, nil
}

type reader struct {
	styles map[string]*etree.Element // by id; "" is what holds for all
}

func stylesOf(doc *etree.Document) map[string]*etree.Element {
	out := map[string]*etree.Element{}
	if doc == nil || doc.Root() == nil {
		return out
	}
	for _, s := range doc.Root().ChildElements() {
		switch s.Tag {
		case "docDefaults":
			out[""] = s
		case "style":
			out[attr(s, "styleId")] = s
		}
	}
	return out
}

func (r reader) blocks(parent *etree.Element, out *[]Block) {
	for _, e := range parent.ChildElements() {
		switch e.Tag {
		case "p":
			*out = append(*out, r.para(e))
		case "tbl":
			*out = append(*out, r.table(e))
		case "Fallback", "sectPr":
		default:
			r.blocks(e, out)
		}
	}
}

func (r reader) para(e *etree.Element) Para {
	var p Para
	pPr := child(e, "pPr")
	looks := append([]*etree.Element{pPr}, r.chain(val(child(pPr, "pStyle")))...)
	var size int
	r.runs(e, looks[1:], &p.Runs)
	for _, run := range p.Runs {
		size = max(size, run.Size)
	}
	size = max(size, 2) * 10
	for _, l := range looks {
		pr := l
		if l != nil && l.Tag == "style" {
			pr = child(l, "pPr")
		}
		if pr == nil {
			continue
		}
		if p.Align == "" {
			p.Align = alignOf(val(child(pr, "jc")))
		}
		ind := child(pr, "ind")
		if p.Indent == 0 {
			p.Indent = chars(ind, "firstLineChars", "firstLine", size)
		}
		if p.FromRight == 0 {
			p.FromRight = chars(ind, "rightChars", "right", size)
		}
		if line := child(child(pr, "pBdr"), "bottom"); line != nil && p.Rule == "" {
			p.Rule = colorOf(attr(line, "color"), "000000")
		}
		p.Break = p.Break || child(pr, "pageBreakBefore") != nil
	}
	return p
}

// chain are a style and those that it is based on, and what holds for all.
func (r reader) chain(id string) []*etree.Element {
	var out []*etree.Element
	for range 12 {
		s := r.styles[id]
		if s == nil || id == "" {
			break
		}
		out = append(out, s)
		id = val(child(s, "basedOn"))
	}
	return append(out, r.styles[""])
}

// runs collects the text below an element, but not that of text boxes.
func (r reader) runs(e *etree.Element, looks []*etree.Element, out *[]Run) {
	for _, c := range e.ChildElements() {
		switch c.Tag {
		case "r":
			if run := r.run(c, looks); run.Text != "" {
				*out = append(*out, run)
			}
			r.runs(c, looks, out)
		case "p", "txbxContent", "pPr", "Fallback", "del":
		default:
			r.runs(c, looks, out)
		}
	}
}

func (r reader) run(e *etree.Element, looks []*etree.Element) Run {
	var run Run
	var text strings.Builder
	for _, c := range e.ChildElements() {
		switch c.Tag {
		case "t":
			text.WriteString(c.Text())
		case "tab":
			text.WriteString("\t")
		case "br", "cr":
			text.WriteString("\n")
		}
	}
	run.Text = text.String()
	for _, pr := range append([]*etree.Element{child(e, "rPr")}, rPrs(looks)...) {
		if run.Size == 0 {
			run.Size = number(val(child(pr, "sz")), 400)
		}
		if run.Font == "" {
			run.Font = Font(attr(child(pr, "rFonts"), "eastAsia"))
		}
		if run.Color == "" {
			run.Color = colorOf(val(child(pr, "color")), "")
		}
		if b := child(pr, "b"); b != nil && val(b) != "0" && val(b) != "false" {
			run.Bold = true
		}
	}
	return run
}

// rPrs are what styles say about runs.
func rPrs(looks []*etree.Element) []*etree.Element {
	var out []*etree.Element
	for _, l := range looks {
		if l != nil && l.Tag == "docDefaults" {
			l = child(l, "rPrDefault")
		}
		out = append(out, child(l, "rPr"))
	}
	return out
}

func (r reader) table(e *etree.Element) Table {
	var t Table
	for _, c := range e.ChildElements() {
		switch c.Tag {
		case "tblGrid":
			for _, g := range c.ChildElements() {
				t.Widths = append(t.Widths, number(attr(g, "w"), 20000))
			}
		case "tr":
			row := Row{Head: child(child(c, "trPr"), "tblHeader") != nil}
			for _, tc := range c.ChildElements() {
				if tc.Tag != "tc" {
					continue
				}
				cell := Cell{Span: number(val(child(child(tc, "tcPr"), "gridSpan")), 60)}
				var inner []Block
				r.blocks(tc, &inner)
				for _, b := range inner {
					cell.Paras = append(cell.Paras, parasOf(b)...)
				}
				row.Cells = append(row.Cells, cell)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// parasOf are the paragraphs of a block; a table within a cell is read as lines.
func parasOf(b Block) []Para {
	switch b := b.(type) {
	case Para:
		return []Para{b}
	case Table:
		var out []Para
		for _, row := range b.Rows {
			for _, c := range row.Cells {
				out = append(out, c.Paras...)
			}
		}
		return out
	}
	return nil
}

func alignOf(jc string) Align {
	switch jc {
	case "center":
		return Center
	case "right", "end":
		return Right
	case "left", "start":
		return Left
	}
	return ""
}

// chars is a distance in characters: said so, or in twips of a size.
func chars(ind *etree.Element, inChars, inTwips string, size int) int {
	if n := number(attr(ind, inChars), 6000); n > 0 {
		return n / 100
	}
	return (number(attr(ind, inTwips), 9000) + size/2) / size
}

// number reads a bounded number, 0 for anything else.
func number(text string, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// colorOf is a colour of six hex digits, or other for what is none.
func colorOf(text, other string) string {
	if _, err := strconv.ParseUint(text, 16, 32); err != nil || len(text) != 6 {
		return other
	}
	return strings.ToUpper(text)
}

// child is the first child with the tag, nil for none.
func child(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	for _, c := range e.ChildElements() {
		if c.Tag == tag {
			return c
		}
	}
	return nil
}

// attr is an attribute whatever its prefix, "" for none.
func attr(e *etree.Element, key string) string {
	if e == nil {
		return ""
	}
	for _, a := range e.Attr {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

func val(e *etree.Element) string { return attr(e, "val") }

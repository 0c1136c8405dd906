package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// written is the date on every entry: the same document gives the same bytes.
var written = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// mmTwips is a millimetre in twentieths of a point.
const mmTwips = 1440 / 25.4

// textWidth is what A4 leaves between the margins of 28 and 26 mm.
const textWidth = 156 * mmTwips

// Write makes the file; the same document gives the same bytes.
func Write(d Doc) []byte {
	var body strings.Builder
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Para:
			writePara(&body, b, true)
		case Table:
			writeTable(&body, b)
		}
	}
	return pack([]part{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(packageRels)},
		{"word/_rels/document.xml.rels", []byte(documentRels)},
		{"word/document.xml", []byte(xml.Header + `<w:document ` + namespaces + `><w:body>` + body.String() + section + `</w:body></w:document>`)},
		{"word/styles.xml", []byte(styles)},
		{"word/settings.xml", []byte(settings)},
		{"word/footer1.xml", []byte(footer("right"))},
		{"word/footer2.xml", []byte(footer("left"))},
	})
}

// part is a file within the file.
type part struct {
	name string
	data []byte
}

// pack makes the file of its parts, in their order.
func pack(parts []part) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out) // a buffer takes everything: nothing below can fail
	for _, p := range parts {
		w, _ := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: written})
		_, _ = w.Write(p.data)
	}
	_ = z.Close()
	return out.Bytes()
}

func writePara(out *strings.Builder, p Para, body bool) {
	out.WriteString("<w:p><w:pPr>")
	if p.Break {
		out.WriteString("<w:pageBreakBefore/>")
	}
	if p.Rule != "" {
		fmt.Fprintf(out, `<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="%s"/></w:pBdr>`, p.Rule)
	}
	if body { // 22 lines on a page
		out.WriteString(`<w:spacing w:line="` + lineOf(p) + `"/>`)
	}
	if p.Indent > 0 || p.FromRight > 0 {
		size := sizeOf(p) * 10 // a character's width in twips
		fmt.Fprintf(out, `<w:ind w:right="%d" w:rightChars="%d" w:firstLine="%d" w:firstLineChars="%d"/>`,
			p.FromRight*size, p.FromRight*100, p.Indent*size, p.Indent*100)
	}
	align := p.Align
	if align == "" {
		align = "both"
	}
	out.WriteString(`<w:jc w:val="` + string(align) + `"/></w:pPr>`)
	for _, r := range p.Runs {
		writeRun(out, r)
	}
	out.WriteString("</w:p>")
}

// lineOf is the height of lines: as high as the text of the size needs.
func lineOf(p Para) string {
	if size := sizeOf(p); size > Sanhao {
		return fmt.Sprintf(`%d" w:lineRule="atLeast`, size*13)
	}
	return `580" w:lineRule="exact`
}

// sizeOf is the largest size in the paragraph.
func sizeOf(p Para) int {
	size := 0
	for _, r := range p.Runs {
		size = max(size, r.Size)
	}
	if size == 0 {
		return Sanhao
	}
	return size
}

func writeRun(out *strings.Builder, r Run) {
	if r.Font == "" {
		r.Font = FangSong
	}
	if r.Size == 0 {
		r.Size = Sanhao
	}
	fmt.Fprintf(out, `<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%s" w:hint="eastAsia"/>`, r.Font)
	if r.Bold {
		out.WriteString("<w:b/>")
	}
	if r.Color != "" {
		out.WriteString(`<w:color w:val="` + r.Color + `"/>`)
	}
	fmt.Fprintf(out, `<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr>`, r.Size, r.Size)
	for i, line := range strings.Split(r.Text, "\n") {
		if i > 0 {
			out.WriteString("<w:br/>")
		}
		out.WriteString(`<w:t xml:space="preserve">`)
		_ = xml.EscapeText(out, []byte(line)) // a builder takes everything
		out.WriteString("</w:t>")
	}
	out.WriteString("</w:r>")
}

func writeTable(out *strings.Builder, t Table) {
	sum := 0
	for _, w := range t.Widths {
		sum += w
	}
	width := func(w int) int { return int(float64(w) / float64(max(sum, 1)) * textWidth) }
	out.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		out.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`)
	}
	out.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range t.Widths {
		fmt.Fprintf(out, `<w:gridCol w:w="%d"/>`, width(w))
	}
	out.WriteString("</w:tblGrid>")
	for _, r := range t.Rows {
		out.WriteString("<w:tr><w:trPr><w:cantSplit/>")
		if r.Head {
			out.WriteString("<w:tblHeader/>")
		}
		out.WriteString("</w:trPr>")
		at := 0
		for _, c := range r.Cells {
			w := 0
			for range max(c.Span, 1) {
				if at < len(t.Widths) {
					w += t.Widths[at]
				}
				at++
			}
			writeCell(out, c, width(w))
		}
		out.WriteString("</w:tr>")
	}
	out.WriteString("</w:tbl>")
}

func writeCell(out *strings.Builder, c Cell, width int) {
	fmt.Fprintf(out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if c.Span > 1 {
		fmt.Fprintf(out, `<w:gridSpan w:val="%d"/>`, c.Span)
	}
	out.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	for _, p := range c.Paras {
		writePara(out, p, false)
	}
	if len(c.Paras) == 0 { // a cell without a paragraph is no cell
		out.WriteString("<w:p/>")
	}
	out.WriteString("</w:tc>")
}

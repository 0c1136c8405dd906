// Package docx writes and reads Word files (.docx) and fills templates that
// offices make with Word or WPS. A Doc is what both a file and a print page are
// made from. Files from outside are vetted before anything in them is used.
package docx

// MediaType is that of the files.
const MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Doc is a document on A4 with the margins and page numbers of GB/T 9704-2012.
type Doc struct {
	Blocks []Block
}

// Block is a Para or a Table.
type Block interface{ block() }

func (Para) block()  {}
func (Table) block() {}

// Align is how a paragraph's lines stand; "" is justified.
type Align string

// The alignments.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
)

// Para is a paragraph. Distances are in characters of its own size.
type Para struct {
	Runs      []Run
	Align     Align
	Indent    int    // of the first line
	FromRight int    // distance from the right margin
	Rule      string // colour (RRGGBB) of a line below; "" for none
	Break     bool   // begins a new page
}

// Font is a family by what it is for; a reader's machine may have another cut.
type Font string

// The families of official papers.
const (
	FangSong Font = "仿宋"
	XiaoBiao Font = "方正小标宋简体"
	Hei      Font = "黑体"
	Kai      Font = "楷体"
	Song     Font = "宋体"
)

// Sizes in half points, as they are called in official papers.
const (
	Erhao   = 44 // 二号, headings
	Sanhao  = 32 // 三号, text
	Sihao   = 28 // 四号, page numbers
	Xiaosi  = 24 // 小四, tables
	Wuhao   = 21 // 五号, small tables
	Chuhao  = 84 // 初号
	Xiaochu = 72 // 小初
)

// Run is text in one form; zero values are FangSong, Sanhao, black.
type Run struct {
	Text  string // "\n" is a line break
	Font  Font
	Size  int // half points
	Bold  bool
	Color string // RRGGBB
}

// Table is a table with lines.
type Table struct {
	Widths []int // of the columns, in parts of any sum
	Rows   []Row
}

// Row is a row of a table; a Head is repeated on every page.
type Row struct {
	Cells []Cell
	Head  bool
}

// Cell is a cell; Span is over how many columns, 1 where 0.
type Cell struct {
	Paras []Para
	Span  int
}

// Text is a paragraph of body text.
func Text(text string) Para { return Para{Runs: []Run{{Text: text}}, Indent: 2} }

// Title is the heading of a paper.
func Title(text string) Para {
	return Para{Runs: []Run{{Text: text, Font: XiaoBiao, Size: Erhao}}, Align: Center}
}

// Heading is a heading within the text: level 1 in Hei, 2 in Kai.
func Heading(level int, text string) Para {
	font := Hei
	if level > 1 {
		font = Kai
	}
	return Para{Runs: []Run{{Text: text, Font: font}}, Indent: 2}
}

// CellOf is a cell of a table with one text.
func CellOf(text string, align Align) Cell {
	return Cell{Paras: []Para{{Runs: []Run{{Text: text, Size: Xiaosi}}, Align: align}}}
}

// HeadRow is a row of headings that is repeated on every page.
func HeadRow(texts ...string) Row {
	r := Row{Head: true}
	for _, t := range texts {
		r.Cells = append(r.Cells, Cell{Paras: []Para{{Runs: []Run{{Text: t, Font: Hei, Size: Xiaosi}}, Align: Center}}})
	}
	return r
}

// RowOf is a row of texts.
func RowOf(texts ...string) Row {
	var r Row
	for _, t := range texts {
		r.Cells = append(r.Cells, CellOf(t, Left))
	}
	return r
}

package sheet

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"lianluo/pkg/fault"
)

// MaxRows is the most rows that a file may have below its headings.
const MaxRows = 1_000_000

// name is what the one sheet of a written file is called.
const name = "Sheet1"

var errTooMany = fault.TooLarge("sheet.rows", "超过一张表最多能放的 %d 行，请先筛选再导出", "More than the %d rows that one sheet can hold; narrow the list first", MaxRows)

// Writer writes one table as an Excel file in bounded memory: rows beyond some
// megabytes lie in a temporary file until Close.
type Writer struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	text   int // style: what is typed over stays text, never a formula
	rows   int
}

// NewWriter begins a table with a row of headings that stays in view.
func NewWriter(headings ...string) (*Writer, error) {
	w := &Writer{file: excelize.NewFile()}
	if err := w.begin(headings); err != nil {
		return nil, errors.Join(fault.Internal(err), w.Close())
	}
	return w, nil
}

func (w *Writer) begin(headings []string) (err error) {
	if w.text, err = w.file.NewStyle(&excelize.Style{NumFmt: 49}); err != nil {
		return err
	}
	head, err := w.file.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EFEDEA"}}})
	if err != nil {
		return err
	}
	if w.stream, err = w.file.NewStreamWriter(name); err != nil {
		return err
	}
	if err := w.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := w.stream.SetColWidth(1, max(len(headings), 1), 18); err != nil {
		return err
	}
	cells := make([]any, len(headings))
	for i, h := range headings {
		cells[i] = excelize.Cell{StyleID: head, Value: Neutral(h)}
	}
	return w.stream.SetRow("A1", cells)
}

// Row adds a row of texts and numbers; texts are made neutral. It fails with
// too_large beyond MaxRows.
func (w *Writer) Row(cells ...any) error {
	if w.rows == MaxRows {
		return errTooMany
	}
	w.rows++
	for i, c := range cells {
		if text, ok := c.(string); ok {
			cells[i] = excelize.Cell{StyleID: w.text, Value: Neutral(text)}
		}
	}
	at, err := excelize.CoordinatesToCellName(1, w.rows+1)
	if err == nil {
		err = w.stream.SetRow(at, cells)
	}
	if err != nil {
		return fault.Internal(err)
	}
	return nil
}

// Finish writes the whole file to out. It fails as out does.
func (w *Writer) Finish(out io.Writer) error {
	if err := w.stream.Flush(); err != nil {
		return fault.Internal(err)
	}
	return w.file.Write(out)
}

// Close removes the temporary file; to be called also after a failure.
func (w *Writer) Close() error { return w.file.Close() }

package sheet

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"

	"lianluo/pkg/fault"
)

// MediaType is that of Excel files.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Field is a column that people fill in.
type Field struct {
	Heading string
	Hint    string
	Needed  bool
	Choices []string
	Example string
}

// Template writes an empty table with headings, choices to pick from, and a
// second sheet that explains every column. It fails as out does.
func Template(out io.Writer, fields []Field) error {
	f := excelize.NewFile()
	err := fill(f, fields)
	if err == nil {
		err = f.Write(out)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fault.Internal(err)
	}
	return nil
}

func fill(f *excelize.File, fields []Field) error {
	const help = "填写说明"
	if _, err := f.NewSheet(help); err != nil {
		return err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := f.SetSheetRow(help, "A1", &[]string{"列", "是否必填", "怎样填写", "举例"}); err != nil {
		return err
	}
	for i, c := range fields {
		if err := column(f, help, i+1, c, head, text); err != nil {
			return err
		}
	}
	return f.SetColWidth(help, "C", "C", 60)
}

func column(f *excelize.File, help string, n int, c Field, head, text int) error {
	letter, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return err
	}
	needed := map[bool]string{true: "必填", false: "可不填"}[c.Needed]
	row, err := excelize.CoordinatesToCellName(1, n+1)
	if err != nil {
		return err
	}
	err = errors.Join(
		f.SetSheetRow(help, row, &[]string{c.Heading, needed, c.Hint, Neutral(c.Example)}),
		f.SetColStyle(name, letter, text),
		f.SetColWidth(name, letter, letter, 18),
		f.SetCellStr(name, letter+"1", c.Heading),
		f.SetCellStyle(name, letter+"1", letter+"1", head))
	if err != nil || len(c.Choices) == 0 {
		return err
	}
	pick := excelize.NewDataValidation(true)
	pick.SetSqref(letter + "2:" + letter + "5000")
	if err := pick.SetDropList(c.Choices); err != nil {
		return err
	}
	return f.AddDataValidation(name, pick)
}

package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"lianluo/pkg/fault"
)

// Limits bound what is read of a file that somebody sent.
type Limits struct {
	Bytes    int64 // of the file as it was sent
	Unpacked int64 // of all that is packed into it
	Rows     int   // below the headings
	Columns  int
	Cell     int // bytes of one cell
}

// Usual are limits for 100,000 rows of twenty columns.
var Usual = Limits{Bytes: 24 << 20, Unpacked: 400 << 20, Rows: 100_000, Columns: 60, Cell: 4000}

const (
	// parts is how many files a workbook is made of at most.
	parts = 500
	// inMemory is how much of one part is not put into a temporary file.
	inMemory = 8 << 20
)

var (
	errNoExcel = fault.Invalid("sheet.format", "这不是可读取的 Excel 文件（.xlsx）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。",
		"This is no Excel file (.xlsx) that can be read; open it in Excel or WPS, save it as .xlsx and send that")
	errOldExcel = fault.Invalid("sheet.old", "这是旧版 .xls 文件，或设有密码。请取消密码并另存为 .xlsx，再上传。",
		"This is an old .xls file, or it has a password; take the password off, save it as .xlsx and send that")
	errBomb = fault.TooLarge("sheet.unpacked", "文件展开后过大，无法读取。请拆成几个文件分别上传。", "The file is too large once unpacked; split it into several")
)

// Each calls fn for every row of the first sheet that holds anything, with its
// number as the spreadsheet shows it (from 1) and its cells without the spaces
// around them, as stored: dates may be counts of days. It fails with invalid for
// what is no such file, too_large beyond the limits, and with what fn fails with.
func Each(ctx context.Context, data []byte, max Limits, fn func(row int, cells []string) error) (err error) {
	if err := Vet(data, max); err != nil {
		return err
	}
	defer func() { // the reader must not take the process along, whatever somebody sent
		if what := recover(); what != nil {
			err = errNoExcel.Because(fmt.Errorf("sheet: reading panicked: %v", what))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: max.Unpacked, UnzipXMLSizeLimit: min(inMemory, max.Unpacked), RawCellValue: true})
	if err != nil {
		return errNoExcel.Because(err)
	}
	defer func() { _ = f.Close() }() // temporary files only
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return errNoExcel.Because(err)
	}
	defer func() { _ = rows.Close() }()
	return walk(ctx, rows, max, fn)
}

// Vet looks at the packing of a file alone: nothing is unpacked that says it is
// too large. It fails as Each does for what is no Excel file.
func Vet(data []byte, max Limits) error {
	switch {
	case int64(len(data)) > max.Bytes:
		return fault.TooLarge("sheet.bytes", "文件超过 %d MB，请拆成几个文件分别上传", "The file is larger than %d MB; split it into several", max.Bytes>>20)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return errOldExcel
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errNoExcel.Because(err)
	}
	if len(z.File) > parts {
		return errBomb
	}
	if !slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.HasPrefix(f.Name, "xl/") }) {
		return errNoExcel
	}
	var whole uint64
	for _, part := range z.File {
		if whole += part.UncompressedSize64; part.UncompressedSize64 > uint64(max.Unpacked) || whole > uint64(max.Unpacked) {
			return errBomb
		}
	}
	return nil
}

func walk(ctx context.Context, rows *excelize.Rows, max Limits, fn func(int, []string) error) error {
	kept := 0
	for n := 1; rows.Next(); n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return fault.Unavailable(ctx.Err())
		}
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return errNoExcel.Because(err)
		}
		if cells, err = tidy(n, cells, max); err != nil {
			return err
		}
		if len(cells) == 0 {
			continue
		}
		if kept++; kept > max.Rows+1 {
			return fault.TooLarge("sheet.rows", "超过 %d 行，请拆成几个文件分别上传", "More than %d rows; split the file into several", max.Rows)
		}
		if err := fn(n, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return errNoExcel.Because(err)
	}
	return nil
}

// tidy drops spaces and the empty cells at the end.
func tidy(row int, cells []string, max Limits) ([]string, error) {
	last := 0
	for i := range cells {
		if cells[i] = Plain(strings.TrimSpace(cells[i])); cells[i] != "" {
			last = i + 1
		}
		if len(cells[i]) > max.Cell {
			return nil, fault.TooLarge("sheet.cell", "第 %d 行有一格文字过长，请删减后再上传", "A cell of row %d holds too much text; shorten it", row)
		}
	}
	if last > max.Columns {
		return nil, fault.TooLarge("sheet.columns", "第 %d 行超过 %d 列，请对照模板删去多余的列", "Row %d has more than %d columns; take out those that the template does not have", row, max.Columns)
	}
	return cells[:last], nil
}

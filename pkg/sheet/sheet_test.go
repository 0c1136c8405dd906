package sheet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lianluo/pkg/fault"
	"lianluo/pkg/sheet"
)

func written(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	w, err := sheet.NewWriter("姓名", "次数")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, r := range rows {
		if err := w.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := w.Finish(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(data []byte, max sheet.Limits) ([][]string, error) {
	var out [][]string
	err := sheet.Each(context.Background(), data, max, func(_ int, cells []string) error {
		out = append(out, slices.Clone(cells))
		return nil
	})
	return out, err
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rows, err := read(written(t, []any{"向春梅", 9}, []any{"", nil}, []any{"=1+1", -2.5}), sheet.Usual)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"姓名", "次数"}, {"向春梅", "9"}, {"=1+1", "-2.5"}}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", rows, want)
	}
}

func TestFormulasAreNeutral(t *testing.T) {
	hostile := []string{"=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1", "=cmd|'/c calc'!A0"}
	for _, text := range hostile {
		f, err := excelize.OpenReader(bytes.NewReader(written(t, []any{text, 1})))
		if err != nil {
			t.Fatal(err)
		}
		formula, _ := f.GetCellFormula("Sheet1", "A2")
		value, _ := f.GetCellValue("Sheet1", "A2")
		if formula != "" || !strings.HasPrefix(value, "'") {
			t.Errorf("%q stands as %q, formula %q", text, value, formula)
		}
		if sheet.Plain(sheet.Neutral(text)) != text {
			t.Errorf("%q does not come back", text)
		}
	}
	for _, text := range []string{"", "-", "–", "'", "'桥头", "向春梅", "2026-01-02"} {
		if sheet.Neutral(text) != text || sheet.Plain(text) != text {
			t.Errorf("%q was changed", text)
		}
	}
}

func TestLimitsHold(t *testing.T) {
	data := written(t, []any{"甲", 1}, []any{"乙", 2}, []any{strings.Repeat("长", 100), 3})
	for name, change := range map[string]func(*sheet.Limits){
		"sheet.bytes":    func(l *sheet.Limits) { l.Bytes = 10 },
		"sheet.unpacked": func(l *sheet.Limits) { l.Unpacked = 100 },
		"sheet.rows":     func(l *sheet.Limits) { l.Rows = 2 },
		"sheet.columns":  func(l *sheet.Limits) { l.Columns = 1 },
		"sheet.cell":     func(l *sheet.Limits) { l.Cell = 100 },
	} {
		max := sheet.Usual
		change(&max)
		if _, err := read(data, max); !fault.HasCode(err, name) || !fault.Is(err, fault.KindTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// packed is a zip file of the parts.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBombsAndBrokenFilesAreRefused(t *testing.T) {
	many := map[string]string{}
	for i := range 600 {
		many[fmt.Sprint("xl/", i)] = ""
	}
	small := sheet.Usual
	small.Unpacked = 1 << 20
	for name, data := range map[string][]byte{
		"sheet.unpacked": packed(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat("0", 2<<20)}),
		"sheet.format":   packed(t, map[string]string{"[Content_Types].xml": "<Types", "xl/workbook.xml": "<workbook><sheets><sheet"}),
		"sheet.old":      []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest"),
	} {
		if _, err := read(data, small); !fault.HasCode(err, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := read(packed(t, many), sheet.Usual); !fault.HasCode(err, "sheet.unpacked") {
		t.Errorf("many parts: %v", err)
	}
	for _, data := range [][]byte{nil, []byte("PK\x03\x04"), []byte("name,phone\n"), packed(t, map[string]string{"a.txt": "x"})} {
		if _, err := read(data, sheet.Usual); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: %v", data, err)
		}
	}
}

func TestAnEndedReaderStopsTheReading(t *testing.T) {
	var rows [][]any
	for i := range 1500 {
		rows = append(rows, []any{"甲", i})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := sheet.Each(ctx, written(t, rows...), sheet.Usual, func(int, []string) error { return nil })
	if !fault.Is(err, fault.KindUnavailable) {
		t.Error(err)
	}
}

func FuzzEach(f *testing.F) {
	f.Add(written(f, []any{"向春梅", 9}))
	f.Add([]byte("PK"))
	f.Fuzz(func(t *testing.T, data []byte) {
		small := sheet.Limits{Bytes: 1 << 20, Unpacked: 4 << 20, Rows: 100, Columns: 10, Cell: 200}
		_, err := read(data, small)
		if err != nil && !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindTooLarge) {
			t.Errorf("%v", err)
		}
	})
}

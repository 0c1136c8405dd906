package holidays

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianluo/pkg/fault"
	"lianluo/pkg/sheet"
)

// maxFile is far more than a list of holidays takes.
const maxFile = 1 << 20

var limits = sheet.Limits{Bytes: maxFile, Unpacked: 8 << 20, Rows: mostLines, Columns: 20, Cell: 4000}

var errText = fault.Invalid("holidays.text", "这个文件读不懂，请用 Excel（.xlsx）、CSV，或把通知内容粘贴到文本框", "The file cannot be read; send Excel (.xlsx) or CSV, or paste the notice")

// FromText are the lines of what somebody pasted.
func FromText(text string) []Line {
	var out []Line
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		out = append(out, Line{N: i + 1, Cells: []string{line}})
	}
	return out
}

// FromFile are the rows of an Excel file, or of a text file with commas as Excel
// saves it, in UTF-8 or GBK. It fails with invalid for anything else and too_large
// beyond the limits.
func FromFile(ctx context.Context, data []byte) (out []Line, err error) {
	if len(data) > maxFile {
		return nil, fault.TooLarge("holidays.bytes", "文件超过 1 MB，请只保留节假日安排", "The file is larger than 1 MB; keep the arrangement alone")
	}
	if bytes.HasPrefix(data, []byte("PK")) || bytes.HasPrefix(data, []byte("\xd0\xcf")) {
		err = sheet.Each(ctx, data, limits, func(n int, cells []string) error {
			out = append(out, Line{N: n, Cells: cells})
			return nil
		})
		return out, err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil {
			return nil, errText.Because(err)
		}
	}
	if bytes.ContainsRune(data, 0) || bytes.ContainsRune(data, utf8.RuneError) {
		return nil, errText
	}
	if !bytes.ContainsAny(data, ",\t") {
		return FromText(string(data)), nil
	}
	return table(string(data))
}

// table reads lines with commas or tabs. A sentence of the notice, which has none
// of these, stays whole.
func table(text string) (out []Line, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, false
	if !strings.Contains(text, ",") {
		r.Comma = '\t'
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, errText.Because(err)
	}
	for i, cells := range rows {
		out = append(out, Line{N: i + 1, Cells: cells})
	}
	return out, nil
}

// Plain writes lines as text that reads the same, for a form that shows them.
func Plain(lines []Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.Join(l.Cells, ","))
	}
	return strings.Join(out, "\n")
}

package area

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"

	"lianluo/pkg/fault"
)

// mostBytes of a village file; the whole country's villages are 38 MB.
const mostBytes = 64 << 20

// LoadVillages gives a tree with villages and communities added from a CSV file
// in UTF-8: code (12 digits), name, parent (the township's 9 digits); a first line
// of headings and further columns are ignored. Measured: 100 bytes of heap each,
// and 2 MB once for a copy of the rest.
//
// It fails with invalid, naming the line, on anything else: ill-formed or repeated
// codes, unknown or abolished townships, empty names; with too_large above 64 MB;
// with unavailable when r itself fails. On failure nothing is added.
func (t *Tree) LoadVillages(r io.Reader) (*Tree, error) {
	t = t.now()
	limited := &io.LimitedReader{R: r, N: mostBytes + 1}
	rows, err := t.readVillages(limited)
	if limited.N <= 0 {
		return nil, fault.TooLarge("area.villages_size", "村级区划文件超过64MB，请按县拆分后导入。",
			"The village file is larger than 64 MB; split it by county.")
	}
	if err != nil {
		return nil, err
	}
	table, err := build(append(t.table.rows(len(rows)), rows...), t.table.history)
	if err != nil {
		return nil, err
	}
	return &Tree{table: table, at: t.at}, nil
}

func (t *Tree) readVillages(r io.Reader) ([]row, error) {
	buffered := bufio.NewReader(r)
	mark, err := buffered.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Unavailable(err)
	}
	if string(mark) == "\ufeff" { // spreadsheets begin a UTF-8 file with this mark
		_, _ = buffered.Discard(len(mark))
	}
	lines := csv.NewReader(buffered)
	lines.ReuseRecord = true
	var rows []row
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if broken := (*csv.ParseError)(nil); errors.As(err, &broken) {
			return nil, badLine(broken.Line).Because(err)
		} else if err != nil {
			return nil, fault.Unavailable(err)
		}
		line, _ := lines.FieldPos(0)
		if line == 1 && fields[0] == "code" {
			continue
		}
		village, err := t.village(fields)
		if err != nil {
			return nil, badLine(line).Because(err)
		}
		rows = append(rows, village)
	}
}

func badLine(line int) *fault.Error {
	return fault.Invalid("area.villages", "村级区划文件第%d行不对：应为12位代码、名称、9位乡镇代码，请改正后重新导入。",
		"Line %d of the village file does not fit: give a 12-digit code, a name and the township's 9-digit code, then import again.", line)
}

func (t *Tree) village(fields []string) (row, error) {
	if len(fields) < 3 {
		return row{}, errors.New("fewer than three columns")
	}
	v := row{code: Code(fields[0]), name: fields[1], parent: Code(fields[2])}
	if v.code.Level() != LevelVillage || v.parent.Level() != LevelTownship {
		return row{}, errors.New("not a village below a township")
	}
	if !t.Active(v.parent) {
		return row{}, orphan(v.code, v.parent)
	}
	return v, t.table.checkState(Division{Code: v.code, Name: v.name, Parent: v.parent})
}

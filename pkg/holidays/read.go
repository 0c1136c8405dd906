// Package holidays reads the yearly arrangement of holidays as people have it
// (the notice's own sentences, a table, lines with a day each), says in words
// what it took from each row and what is wrong there, and lets services say what
// other working days would do to what they keep.
package holidays

import (
	"regexp"
	"strings"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// Line is a row of a table, or a line of text, with its number from 1.
type Line struct {
	N     int
	Cells []string
}

// Row is what was taken from a line.
type Row struct {
	Line     int          `json:"line"`
	Source   string       `json:"source"`
	Text     fault.Text   `json:"text" doc:"what it was taken for"`
	Problems []fault.Text `json:"problems,omitempty" doc:"keep the whole from being taken over"`
	Warnings []fault.Text `json:"warnings,omitempty" doc:"unusual; somebody should look"`
}

// Reading is an arrangement as it was read.
type Reading struct {
	Rows     []Row
	Problems []fault.Text // of the whole
	Warnings []fault.Text
	Holidays []calendar.Holiday
}

// OK reports whether it can be taken over.
func (r *Reading) OK() bool {
	for _, row := range r.Rows {
		if len(row.Problems) > 0 {
			return false
		}
	}
	return len(r.Problems) == 0
}

// mostLines is more than any notice has, a day in a line.
const mostLines = 200

// Read takes the arrangement of a year from lines. Lines without a date are left
// out and say so.
func Read(year int, lines []Line) Reading {
	b := builder{year: year, seen: map[calendar.Date]int{}}
	if len(lines) > mostLines {
		b.out.Problems = append(b.out.Problems, say("超过 %[1]d 行，请只保留节假日安排", "More than %[1]d lines; keep the arrangement alone", mostLines))
		return b.out
	}
	for _, l := range lines {
		b.line(l)
	}
	b.attach()
	for i := range b.found {
		b.judge(&b.found[i])
	}
	b.conclude()
	return b.out
}

// entry is what one line says.
type entry struct {
	row      int // of the reading
	name     string
	from, to calendar.Date
	off      bool // from and to count
	work     []calendar.Date
	said     int // how many days off it says itself
}

type builder struct {
	year  int
	out   Reading
	found []entry
	seen  map[calendar.Date]int // day → line
}

func (b *builder) line(l Line) {
	text := strings.TrimSpace(strings.Join(l.Cells, " "))
	if text == "" {
		return
	}
	row := Row{Line: l.N, Source: clip(text)}
	e, problem := b.entryOf(l.Cells, text)
	switch {
	case problem != nil:
		row.Text = say("没有读懂", "Not understood")
		row.Problems = append(row.Problems, *problem)
	case !e.off && len(e.work) == 0:
		row.Text = say("没有日期，略过", "No date in it; left out")
	default:
		e.row = len(b.out.Rows)
		b.found = append(b.found, e)
	}
	b.out.Rows = append(b.out.Rows, row)
}

// entryOf reads a sentence of the notice, a line that says rest or work, or a row
// of the table: name, first day, last day, days that are worked.
func (b *builder) entryOf(cells []string, text string) (entry, *fault.Text) {
	if strings.Contains(text, "放假") && strings.Contains(text, "月") && len(cells) == 1 {
		return b.sentence(text)
	}
	if len(cells) == 1 {
		cells = splitText(cells[0])
	}
	for i, cell := range cells {
		if kind, ok := kinds[strings.ToLower(strings.TrimSpace(cell))]; ok {
			return b.daily(append(append([]string{}, cells[:i]...), cells[i+1:]...), kind)
		}
	}
	return b.tabular(cells)
}

// kinds are words for a day off and a day worked.
var kinds = map[string]string{
	"休": "off", "放假": "off", "休息": "off", "off": "off", "rest": "off", "holiday": "off",
	"班": "work", "上班": "work", "补班": "work", "调休上班": "work", "work": "work", "make-up": "work", "makeup": "work",
}

var marks = regexp.MustCompile(`[\t,，;；]`)

// splitText splits at tabs, commas and semicolons where there are some, else at
// spaces.
func splitText(text string) []string {
	if !marks.MatchString(text) {
		return strings.Fields(text)
	}
	return marks.Split(text, -1)
}

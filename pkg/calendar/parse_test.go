package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"lianluo/pkg/fault"
)

const year2030 = `{
  "year": 2030, "status": "provisional", "source": "预计",
  "holidays": [
    {"name": {"zh": "元旦", "en": "New Year's Day"}, "from": "2029-12-30", "to": "2030-01-01", "workdays": ["2030-01-05"]}
  ]
}`

func TestParse(t *testing.T) {
	y, err := Parse(strings.NewReader(year2030 + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if y.Year != 2030 || y.Status != StatusProvisional || y.Holidays[0].From != NewDate(2029, 12, 30) || y.Holidays[0].Workdays[0] != NewDate(2030, 1, 5) {
		t.Fatalf("got %+v", y)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct{ code, old, new string }{
		"nothing":             {"calendar.file", year2030, ""},
		"not JSON":            {"calendar.file", year2030, "年,2030"},
		"cut":                 {"calendar.file", "]\n}", ""},
		"wrong type":          {"calendar.file", "2030,", `"2030",`},
		"unknown field":       {"calendar.file", `"source"`, `"sauce"`},
		"text after the end":  {"calendar.file", year2030, year2030 + "{}"},
		"ill-formed date":     {"calendar.date", "2030-01-01", "2030-1-1"},
		"year out of range":   {"calendar.year", "2030,", "1999,"},
		"unknown status":      {"calendar.year", "provisional", "rumour"},
		"no source":           {"calendar.year", "预计", ""},
		"no holidays":         {"calendar.year", year2030, `{"year":2030,"status":"official","source":"x","holidays":[]}`},
		"no name":             {"calendar.year", "元旦", ""},
		"ends before":         {"calendar.year", "2030-01-01", "2029-12-29"},
		"too long":            {"calendar.year", "2030-01-01", "2030-01-15"},
		"other year":          {"calendar.year", "2029-12-30", "2029-11-30"},
		"missing date":        {"calendar.year", `"from": "2029-12-30", `, ""},
		"make-up day weekday": {"calendar.year", "2030-01-05", "2030-01-04"},
		"make-up day is off":  {"calendar.year", "2030-01-05", "2029-12-30"},
		"make-up day twice":   {"calendar.year", `"2030-01-05"`, `"2030-01-05", "2030-01-05"`},
		"make-up other year":  {"calendar.year", "2030-01-05", "2031-01-04"},
	} {
		text := strings.Replace(year2030, c.old, c.new, 1)
		if text == year2030 {
			t.Fatalf("%s: nothing replaced", name)
		}
		_, err := Parse(strings.NewReader(text))
		if !fault.HasCode(err, c.code) || !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if told := fault.Of(err).Text; strings.Contains(told.ZH+told.EN, "%!") {
			t.Errorf("%s: %+v", name, told)
		}
	}
}

func TestParseSaysWhere(t *testing.T) {
	_, err := Parse(strings.NewReader(strings.Replace(year2030, `"from":`, `"from"`, 1)))
	if told := fault.Of(err).Text; !strings.Contains(told.ZH, "第4行") || !strings.Contains(told.EN, "line 4") {
		t.Errorf("syntax: %+v", told)
	}
	_, err = Parse(strings.NewReader(strings.Replace(year2030, "2030-01-05", "2030-01-04", 1)))
	if f := fault.Of(err); len(f.Fields) != 1 || f.Fields[0].Name != "holidays.workdays" || !strings.Contains(f.Text.ZH, "2030-01-04") {
		t.Errorf("make-up day: %+v", f)
	}
}

func TestParseOfBrokenAndEndlessReaders(t *testing.T) {
	if _, err := Parse(iotest.ErrReader(errors.New("gone"))); !fault.Is(err, fault.KindUnavailable) {
		t.Error(err)
	}
	if _, err := Parse(strings.NewReader(strings.Repeat(" ", mostBytes+1))); !fault.Is(err, fault.KindTooLarge) {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(year2030))
	for _, y := range Default().Years() {
		text, err := json.Marshal(y)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"year":2030,"holidays":[{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		y, err := Parse(bytes.NewReader(text))
		if err != nil {
			if fault.Of(err).Kind == fault.KindInternal {
				t.Fatal(err)
			}
			return
		}
		c, err := Default().With(y)
		if err != nil || !c.Known(y.Year) {
			t.Fatalf("accepted, then refused: %v", err)
		}
		written, err := json.Marshal(y)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse(bytes.NewReader(written)); err != nil || again.Year != y.Year || len(again.Holidays) != len(y.Holidays) {
			t.Fatalf("%s: %v", written, err)
		}
		from := NewDate(y.Year, 1, 1).Start()
		if due := c.AddWorkdays(from, 300, Policy{}); c.WorkdaysBetween(from, due) != 300 {
			t.Fatalf("deadline %s", due)
		}
	})
}

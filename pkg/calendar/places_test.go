package calendar

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

// line is a tree of prefixes.
func line(code string) []string {
	var out []string
	for _, n := range []int{2, 4, 6, 9} {
		if len(code) >= n {
			out = append(out, code[:n])
		}
	}
	return out
}

func year(n int, from, to, work string) Year {
	y := Year{Year: n, Status: StatusOfficial, Source: "通知", Holidays: []Holiday{{Name: fault.Text{ZH: "节", EN: "festival"}}}}
	y.Holidays[0].From, _ = ParseDate(from)
	y.Holidays[0].To, _ = ParseDate(to)
	if work != "" {
		d, _ := ParseDate(work)
		y.Holidays[0].Workdays = []Date{d}
	}
	return y
}

func setting(t *testing.T, id, area string, days map[string]Years) Setting {
	t.Helper()
	raw, err := json.Marshal(days)
	if err != nil {
		t.Fatal(err)
	}
	n := strings.Index("abcdefgh", id)
	return Setting{ID: id, Area: area, From: time.Date(2026, 11, 1, n, 0, 0, 0, time.UTC), Values: raw}
}

func TestDivisionsInheritWorkingDays(t *testing.T) {
	p := NewPlaces(Default(), line)
	if p.Of("431223") != Default() || p.Of("") != Default() || p.Of("431223").Version() != "" {
		t.Fatal("nothing is set")
	}
	p.Learn("x", []Setting{
		setting(t, "a", "43", map[string]Years{"notices": {year(2027, "2027-02-05", "2027-02-11", "2027-02-14")}}),
		setting(t, "b", "4312", map[string]Years{"local": {year(2027, "2027-03-03", "2027-03-03", "")}}),
		setting(t, "c", "431223", map[string]Years{"local": {year(2027, "2027-03-04", "2027-03-04", "")}}),
	})
	for _, c := range []struct {
		area, day string
		worked    bool
	}{
		{"431223", "2027-02-05", false}, {"431223", "2027-02-14", true}, {"431223", "2027-03-03", false}, {"431223", "2027-03-04", false},
		{"431223100", "2027-03-04", false}, {"431222", "2027-03-03", false}, {"431222", "2027-03-04", true},
		{"4301", "2027-02-05", false}, {"4301", "2027-03-03", true}, {"44", "2027-02-05", true}, {"431223", "2026-10-01", false},
	} {
		if got := p.Of(c.area).IsWorkday(day(t, c.day)); got != c.worked {
			t.Errorf("%s on %s: worked %v", c.area, c.day, got)
		}
	}
	if v := p.Of("431223100").Version(); v != "a+b+c" {
		t.Error(v)
	}
	if !p.Of("431223").Known(2027) || p.Of("44").Known(2027) || p.Of("431223") != p.Of("431223100") {
		t.Error("known where it is set, and made once")
	}
	if !p.Knows("b") || p.Knows("z") {
		t.Error("what is known")
	}
}

// A later setting replaces its part alone; an empty one takes it back.
func TestALaterSettingReplacesItsPart(t *testing.T) {
	p := NewPlaces(Default(), line)
	a := setting(t, "a", "43", map[string]Years{"notices": {year(2027, "2027-02-05", "2027-02-11", "")}, "local": {year(2027, "2027-03-03", "2027-03-03", "")}})
	b := setting(t, "b", "43", map[string]Years{"notices": {}})
	p.Learn("x", []Setting{b, a}) // the order of telling does not count
	c := p.Of("43")
	if c.Known(2027) || c.IsWorkday(day(t, "2027-03-03")) || !c.IsWorkday(day(t, "2027-02-05")) || c.Version() != "b+a" {
		t.Errorf("%q", c.Version())
	}
	held := p.Of("43")
	p.Learn("x", nil)
	if p.Of("43") != Default() || held.IsWorkday(day(t, "2027-03-03")) {
		t.Error("what was taken changed")
	}
}

func TestAPreviewLeavesTheCalendarsAlone(t *testing.T) {
	p := NewPlaces(Default(), line)
	after := p.With(setting(t, "a", "43", map[string]Years{"local": {year(2027, "2027-03-03", "2027-03-03", "")}}))
	if d := day(t, "2027-03-03"); after.Of("43").IsWorkday(d) || !p.Of("43").IsWorkday(d) || p.Knows("a") {
		t.Error("both or none")
	}
}

func TestWhatALaterVersionWroteIsLeftOut(t *testing.T) {
	p := NewPlaces(Default(), line)
	bad := year(2027, "2027-02-11", "2027-02-05", "")
	p.Learn("x", []Setting{{ID: "a", Area: "43", Values: json.RawMessage(`{"notices":7}`)}, {ID: "b", Area: "43", Values: json.RawMessage(`{"else":1}`)},
		setting(t, "c", "43", map[string]Years{"notices": {bad}})})
	if p.Of("43").Known(2027) {
		t.Error("it was taken")
	}
}

func TestCalendarsAreReadWhileTheyLearn(t *testing.T) {
	p := NewPlaces(Default(), line)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for p.Of("431223").IsWorkday(day(t, "2027-03-03")) {
			}
		})
	}
	p.Learn("x", []Setting{setting(t, "a", "4312", map[string]Years{"local": {year(2027, "2027-03-03", "2027-03-03", "")}})})
	readers.Wait()
}

func TestALaterListKeepsNothingOfAnOlderOne(t *testing.T) {
	d := Days{}
	for _, raw := range []string{`{"local":[{"year":2027,"source":"旧","holidays":[{"from":"2027-01-01"}]}]}`, `{"local":[{"year":2028}]}`} {
		if err := json.Unmarshal([]byte(raw), &d); err != nil {
			t.Fatal(err)
		}
	}
	if y := d.Local[0]; len(d.Local) != 1 || y.Year != 2028 || y.Source != "" || y.Holidays != nil {
		t.Errorf("%+v", y)
	}
}

func TestDaysAreValidated(t *testing.T) {
	good := year(2027, "2027-02-05", "2027-02-11", "")
	for name, d := range map[string]Days{
		"twice": {Local: Years{good, good}}, "no year": {Notices: Years{{}}}, "too many": {Notices: make(Years, 30)},
		"backwards": {Local: Years{year(2027, "2027-02-11", "2027-02-05", "")}},
	} {
		if err := d.Validate(); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Days{Notices: Years{good}, Local: Years{good}}).Validate(); err != nil {
		t.Error(err)
	}
	if got := (Years{good}).Put(year(2026, "2026-02-05", "2026-02-11", "")).Put(good); len(got) != 2 || got[0].Year != 2026 {
		t.Errorf("%+v", got)
	}
}

// FuzzDays: what passes makes a calendar.
func FuzzDays(f *testing.F) {
	f.Add([]byte(`{"notices":[{"year":2027,"status":"official","source":"x","holidays":[{"name":{"zh":"a","en":"b"},"from":"2027-02-05","to":"2027-02-06","workdays":["2027-02-14"]}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var d Days
		if json.Unmarshal(raw, &d) != nil || d.Validate() != nil {
			return
		}
		p := NewPlaces(Default(), line)
		p.Learn("x", []Setting{{ID: "a", Area: "43", Values: raw}})
		for _, y := range d.Local {
			if p.Of("43").IsWorkday(y.Holidays[0].From) {
				t.Fatalf("%+v", d)
			}
		}
	})
}

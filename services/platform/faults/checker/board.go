package checker

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"
)

// told is what events about cases say of where a case stands.
type told struct {
	Station    string    `json:"station"`
	Category   string    `json:"category"`
	Step       string    `json:"step"`
	Class      string    `json:"class"`
	ReceivedAt time.Time `json:"receivedAt"`
	ClosedAt   time.Time `json:"closedAt"`
}

var china = time.FixedZone("CST", 8*60*60)

// latest is where each case stands by its last event, and the year of the newest.
func latest(rows []Row) (cases map[string]told, year int) {
	cases = map[string]told{}
	for _, row := range rows {
		var t told
		if row.Event.Aggregate != "case" || json.Unmarshal(row.Event.Data, &t) != nil {
			continue
		}
		cases[row.Event.Subject] = t
		year = max(year, t.ReceivedAt.In(china).Year())
	}
	return cases, year
}

func (t told) finished() bool {
	return t.Step == "closed" || t.Step == "archived" && t.Class != "not_accepted"
}

func (t told) ended() bool {
	return t.finished() || slices.Contains([]string{"archived", "rejected", "merged", "withdrawn"}, t.Step)
}

// recount counts the cases of a station, or of all, of a year.
func recount(cases map[string]told, station string, year int) Counts {
	out := Counts{BySteps: map[string]int{}, ByCategory: map[string]int{}}
	for _, t := range cases {
		if station != "" && t.Station != station {
			continue
		}
		if t.ReceivedAt.In(china).Year() == year {
			out.Received++
			out.ByCategory[t.Category]++
		}
		switch {
		case !t.ended():
			out.Open++
			out.BySteps[t.Step]++
		case t.ClosedAt.In(china).Year() != year:
		case t.finished():
			out.Closed++
		default:
			out.EndedOtherwise++
		}
	}
	return out
}

// attendance counts receptions that were held, and who came to receptions.
func attendance(rows []Row, station string) (receptions, attended int) {
	days := map[string]Day{}
	for _, row := range rows {
		var said struct {
			Day Day `json:"day"`
		}
		if row.Event.Aggregate == "day" && json.Unmarshal(row.Event.Data, &said) == nil && said.Day.ID != "" {
			days[said.Day.ID] = said.Day
		}
	}
	for _, d := range days {
		if station != "" && d.Station != station {
			continue
		}
		if d.State == "held" {
			receptions++
		}
		for _, sh := range d.Shifts {
			if sh.State == "attended" {
				attended++
			}
		}
	}
	return receptions, attended
}

// board: what staff and the public read is what the journals recount to.
func (f *findings) board(s State) {
	cases, year := latest(s.Journals["casework"])
	for place, got := range s.Counts {
		station := place
		if place == County {
			station = ""
		}
		want := recount(cases, station, year)
		want.Receptions, want.Attended = attendance(s.Journals["roster"], station)
		if !reflect.DeepEqual(got.clean(), want.clean()) {
			f.add(Miscount, place, "the board says %+v, the journals %+v", got, want)
		}
	}
	for place, got := range s.Bulletins {
		want := recount(cases, place, year)
		if got != (Bulletin{want.Received, want.Open, want.Closed}) {
			f.add(Miscount, place, "the bulletin says %+v, the journals %+v", got, want)
		}
	}
}

// clean leaves out the zeros, which stand for what is not there.
func (c Counts) clean() Counts {
	zero := func(_ string, n int) bool { return n == 0 }
	c.BySteps, c.ByCategory = maps.Clone(c.BySteps), maps.Clone(c.ByCategory)
	maps.DeleteFunc(c.BySteps, zero)
	maps.DeleteFunc(c.ByCategory, zero)
	if c.BySteps == nil {
		c.BySteps = map[string]int{}
	}
	if c.ByCategory == nil {
		c.ByCategory = map[string]int{}
	}
	return c
}

// lists: paging through the lists gives every case of the journals once, at its step.
func (f *findings) lists(s State) {
	cases, _ := latest(s.Journals["casework"])
	seen := map[string]int{}
	for _, c := range s.Listed {
		seen[c.ID]++
		if want := cases[c.ID].Step; want != c.Step {
			f.add(Different, "case/"+c.ID, "listed at %s, in the journal at %q", c.Step, want)
		}
	}
	for id := range cases {
		if seen[id] != 1 {
			f.add(kindOf(seen[id], 1), "case/"+id, "listed %d times", seen[id])
		}
	}
}

// files: every check-in stands in the deputy's own file, once.
func (f *findings) files(h []Act, s State) {
	for _, a := range h {
		if !slices.Contains(a.Events, "CheckedIn") {
			continue
		}
		for _, sh := range s.Days[a.Object[len("day/"):]].Shifts {
			if sh.ID != a.About {
				continue
			}
			n := 0
			for _, e := range s.Files[sh.Person].Entries {
				if e.Object == a.Object && e.What == "CheckedIn" {
					n++
				}
			}
			if n != 1 {
				f.add(kindOf(n, 1), a.Object, "it is %d times in the file of %s", n, sh.Person)
			}
		}
	}
}

package insight

import (
	"cmp"

	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// Day is what is known of a reception day.
type Day struct {
	ID      string         `json:"id"`
	Places  []string       `json:"places"`
	Station string         `json:"station"`
	On      calendar.Date  `json:"on"`
	Held    bool           `json:"held,omitempty"`
	Shifts  map[string]Sat `json:"shifts,omitempty"` // shifts that were attended or missed
}

// Sat says whether a deputy came, with what proves it.
type Sat struct {
	Person string `json:"person"`
	Came   bool   `json:"came"`
	Rank   string `json:"rank,omitempty"`
	Proof  proof  `json:"proof"`
}

func (d Day) after(e event.Event, day roster.ReceptionDay, places []string) Day {
	before := d.Shifts
	d = Day{ID: day.ID, Places: places, Station: day.Station, On: calendar.DateOf(day.Start), Held: day.State == roster.DayHeld}
	for _, sh := range day.Shifts {
		if sh.Person == "" || sh.State != roster.ShiftAttended && sh.State != roster.ShiftAbsent {
			continue
		}
		s := Sat{Person: sh.Person, Rank: sh.Rank, Came: sh.State == roster.ShiftAttended, Proof: proof{Event: e.ID, What: "MarkedAbsent", At: e.Time}}
		if s.Came {
			s.Proof.What = "CheckedIn"
		}
		if known, ok := before[sh.ID]; ok && known.Person == s.Person && known.Came == s.Came {
			s.Proof = known.Proof
		}
		if d.Shifts == nil {
			d.Shifts = map[string]Sat{}
		}
		d.Shifts[sh.ID] = s
	}
	return d
}

func (d Day) where() []string { return d.Places }

func (d Day) tally() tally {
	t := tally{}
	for _, place := range d.Places {
		if d.Held {
			t.addOn(place, d.On, "receptions")
		}
		for _, s := range d.Shifts {
			if s.Came {
				t.add(place, d.On.Year(), "attended", "rank."+cmp.Or(s.Rank, "none"))
			}
		}
	}
	for _, s := range d.Shifts {
		name := "absences"
		if s.Came {
			name = "receptions"
		}
		t.add(authz.PersonToken(s.Person), d.On.Year(), name)
	}
	return t
}

func (d Day) entries() []Entry {
	var out []Entry
	for id, s := range d.Shifts {
		e := Entry{Person: s.Person, Year: d.On.Year(), Object: "day/" + d.ID, Station: d.Station}
		out = append(out, e.proved("day/"+d.ID+"/"+id, s.Proof))
	}
	return out
}

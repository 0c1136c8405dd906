package insight

import (
	"cmp"
	"maps"
	"slices"

	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Day is what is known of a reception day.
type Day struct {
	ID        string          `json:"id"`
	Places    []string        `json:"places"`
	Station   string          `json:"station"`
	Area      string          `json:"area"`
	On        calendar.Date   `json:"on"`
	State     roster.DayState `json:"state"`
	Announced bool            `json:"announced,omitempty"`
	Shifts    map[string]Sat  `json:"shifts,omitempty"` // shifts that were attended or missed
}

// Sat says whether a deputy came, with what proves it.
type Sat struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Came   bool   `json:"came"`
	Rank   string `json:"rank,omitempty"`
	Proof  proof  `json:"proof"`
}

func declareDays(db *store.DB, name string) *store.Collection[Day] {
	return store.NewCollection(db, name, store.Def[Day]{
		ID: func(d *Day) string { return d.ID },
		Indexes: []store.Index[Day]{{
			Name: "on", Of: func(d *Day) []string { return under(d.Places, d.names()) }, Key: func(d *Day) store.Key { return store.Key{d.On} },
		}},
	})
}

func (d Day) after(e event.Event, day roster.ReceptionDay, places []string) Day {
	before := d.Shifts
	d = Day{ID: day.ID, Places: places, Station: day.Station, Area: day.Area, On: calendar.DateOf(day.Start), State: day.State, Announced: !day.PublishedAt.IsZero()}
	for _, sh := range day.Shifts {
		if sh.Person == "" || sh.State != roster.ShiftAttended && sh.State != roster.ShiftAbsent {
			continue
		}
		s := Sat{Person: sh.Person, Name: sh.Name, Rank: sh.Rank, Came: sh.State == roster.ShiftAttended, Proof: proof{Event: e.ID, What: "MarkedAbsent", At: e.Time}}
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

func (s Sat) names() []string { return []string{"attended", "rank." + cmp.Or(s.Rank, "none")} }

// dayNames are what a day itself counts as.
func (d *Day) dayNames() []string {
	switch {
	case d.State == roster.DayHeld:
		return []string{"receptions"}
	case d.State == roster.DayMissed:
		return []string{"missed"}
	case d.State == roster.DayCancelled && d.Announced:
		return []string{"cancelled"}
	}
	return nil
}

// names are what the day or some deputy on it counts as: its rows are found by them.
func (d *Day) names() []string {
	names := d.dayNames()
	for _, s := range d.Shifts {
		if s.Came {
			names = append(names, s.names()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (d Day) tally() tally {
	t := tally{}
	t.addOn(each, d.On, d.dayNames()...)
	for _, s := range d.Shifts {
		name := "absences"
		if s.Came {
			t.addOn(each, d.On, s.names()...)
			name = "receptions"
		}
		t.add(authz.PersonToken(s.Person), d.On.Year(), name)
	}
	return t
}

func (d Day) entries() []Entry {
	var out []Entry
	for _, id := range slices.Sorted(maps.Keys(d.Shifts)) {
		s := d.Shifts[id]
		e := Entry{Person: s.Person, Year: d.On.Year(), Object: "day/" + d.ID, Station: d.Station}
		out = append(out, e.proved("day/"+d.ID+"/"+id, s.Proof))
	}
	return out
}

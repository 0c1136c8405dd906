package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// Station is what this service knows of a station.
type Station struct {
	station.Changed
	Ancestors []string `json:"ancestors"`
}

// Unit is what this service knows of a handling unit.
type Unit struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Area    string        `json:"area"`
	Level   string        `json:"level"`
	Duties  []roster.Duty `json:"duties"`
	Retired time.Time     `json:"retired,omitzero"`
}

// Person is what this service knows of a deputy or member of staff.
type Person struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Postings []roster.Posting `json:"postings"`
}

// postedAt reports whether the person is posted to the station at a time.
func (p Person) postedAt(station string, at time.Time) bool {
	return slices.ContainsFunc(p.Postings, func(t roster.Posting) bool {
		return t.Station == station && !at.Before(t.From) && (t.Until.IsZero() || at.Before(t.Until))
	})
}

// Day is what this service knows of a reception day.
type Day struct {
	ID      string         `json:"id"`
	Station string         `json:"station"`
	Start   time.Time      `json:"start"`
	End     time.Time      `json:"end,omitzero"`
	Place   string         `json:"place,omitempty"`
	Topic   string         `json:"topic,omitempty"`
	State   string         `json:"state"`
	Shifts  []roster.Shift `json:"shifts"`
	// Visitors is how many people came; nil where nobody said.
	Visitors *int `json:"visitors,omitempty"`
}

func declareStations(db *store.DB) *store.Collection[Station] {
	return store.NewCollection(db, "station", store.Def[Station]{
		ID:      func(s *Station) string { return s.Station },
		Tokens:  func(s *Station) []string { return stationTokens(s.Ancestors, s.Station) },
		Missing: errNoStation,
		Indexes: []store.Index[Station]{
			{Name: "code", Key: func(s *Station) store.Key { return store.Key{s.Code} }},
			{Name: "place", Scoped: true, Key: func(s *Station) store.Key { return store.Key{s.Area, s.Name} }},
		},
	})
}

func declareUnits(db *store.DB) *store.Collection[Unit] {
	return store.NewCollection(db, "unit", store.Def[Unit]{
		ID: func(u *Unit) string { return u.ID },
		Indexes: []store.Index[Unit]{{Name: "area", Key: func(u *Unit) store.Key {
			if !u.Retired.IsZero() {
				return nil
			}
			return store.Key{u.Area}
		}}},
	})
}

func declarePersons(db *store.DB) *store.Collection[Person] {
	return store.NewCollection(db, "person", store.Def[Person]{ID: func(p *Person) string { return p.ID }})
}

func declareDays(db *store.DB) *store.Collection[Day] {
	return store.NewCollection(db, "day", store.Def[Day]{
		ID:      func(d *Day) string { return d.ID },
		Indexes: []store.Index[Day]{{Name: "station", Key: func(d *Day) store.Key { return store.Key{d.Station, d.Start} }}},
	})
}

// projections keep what this service needs of others. Every event carries the
// whole state, so the last one of an aggregate is all that counts.
func (s *Service) projections() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[station.Changed]{station.StationOpened, station.StationUpdated, station.StationClosed} {
		out = append(out, event.On(t, s.onStation))
	}
	for _, t := range []event.Type[roster.UnitChanged]{roster.UnitCreated, roster.UnitUpdated, roster.UnitRetired} {
		out = append(out, event.On(t, s.onUnit))
	}
	for _, t := range []event.Type[roster.PersonChanged]{roster.PersonAdded, roster.PersonUpdated, roster.MandateChanged, roster.PersonPosted, roster.PostingEnded} {
		out = append(out, event.On(t, s.onPerson))
	}
	for _, t := range []event.Type[roster.DayChanged]{roster.DayPlannedEvent, roster.DayPublishedNews, roster.DayMoved, roster.DayRenamed, roster.DayCancelledNews, roster.DayHeldEvent, roster.VisitorsRecorded} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, d roster.DayChanged) error { return s.onDay(ctx, d.Day) }))
	}
	for _, t := range []event.Type[roster.ShiftChanged]{roster.ShiftAssignedTo, roster.ShiftConfirmedBy, roster.SwapAsked, roster.SwapAnswered,
		roster.ShiftSubstituted, roster.CheckedIn, roster.CheckedOut, roster.MarkedAbsent} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, d roster.ShiftChanged) error { return s.onDay(ctx, d.Day) }))
	}
	out = append(out, event.On(rules.Changed("identity"), s.onWorkdays))
	return append(out, event.On(notification.DeliverySettled, s.onDelivery), event.On(notification.PersonReplied, s.onReplied))
}

func (s *Service) onStation(ctx context.Context, _ event.Event, d station.Changed) error {
	return s.stations.Put(ctx, Station{Changed: d, Ancestors: s.ancestors(d.Area)})
}

func (s *Service) onUnit(ctx context.Context, _ event.Event, d roster.UnitChanged) error {
	return s.units.Put(ctx, Unit{ID: d.Unit, Name: d.Name, Area: d.Area, Level: d.Level, Duties: d.Duties, Retired: d.Retired})
}

func (s *Service) onPerson(ctx context.Context, _ event.Event, d roster.PersonChanged) error {
	return s.persons.Put(ctx, Person{ID: d.Person, Name: d.Name, Postings: d.Postings})
}

func (s *Service) onDay(ctx context.Context, d roster.ReceptionDay) error {
	return s.days.Put(ctx, Day{ID: d.ID, Station: d.Station, Start: d.Start, End: d.End, Place: d.Place, Topic: d.Topic, State: string(d.State), Shifts: d.Shifts, Visitors: d.Visitors})
}

// onDelivery keeps on the case what became of a message about it. Only a
// delivered one counts as told; the others are shown as what they are.
func (s *Service) onDelivery(ctx context.Context, _ event.Event, d notification.Settled) error {
	id, ok := caseOf(d.Object)
	if !ok {
		return nil
	}
	_, err := s.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) { return c.SetTold(s.actBy(c.Area), d), nil })
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

func (s *Service) ancestors(code string) []string {
	out := []string{}
	for _, c := range s.tree.Ancestors(area.Code(code)) {
		out = append(out, string(c))
	}
	return out
}

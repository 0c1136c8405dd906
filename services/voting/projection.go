package voting

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Station is what this service knows of a station.
type Station struct {
	ID    string        `json:"id"`
	Name  string        `json:"name"`
	Area  string        `json:"area"`
	State station.State `json:"state"`
}

// Unit is what this service knows of a handling unit.
type Unit struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Area    string    `json:"area"`
	Retired time.Time `json:"retired,omitzero"`
}

// Person is what this service knows of a deputy.
type Person struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Area     string           `json:"area"`
	Mandates []roster.Mandate `json:"mandates"`
}

// seat is the person's active mandate in the congress of a division at a time.
func (p *Person) seat(code string, at time.Time) (roster.Mandate, bool) {
	i := slices.IndexFunc(p.Mandates, func(m roster.Mandate) bool {
		return m.Area == code && m.Status == roster.MandateActive && !at.Before(m.From) && (m.Until.IsZero() || at.Before(m.Until))
	})
	if i < 0 {
		return roster.Mandate{}, false
	}
	return p.Mandates[i], true
}

// Case is what this service knows of a case: references, and nothing that anybody said.
type Case struct {
	ID          string        `json:"id"`
	Number      string        `json:"number"`
	Station     string        `json:"station"`
	Area        string        `json:"area"`
	Congress    string        `json:"congress"`
	Category    string        `json:"category"`
	PublicTitle string        `json:"publicTitle,omitempty"`
	Step        casework.Step `json:"step"`
	Voices      []string      `json:"voices"`
	ReceivedBy  []string      `json:"receivedBy"`
	ReceivedAt  time.Time     `json:"receivedAt"`
	Into        string        `json:"into,omitempty"` // the case that it was merged into
	// Taken: a project stands on it already.
	Taken bool `json:"taken,omitempty"`
}

// gone: there is nothing behind it that a project could stand on.
func (c *Case) gone() bool { return c.Step == casework.Rejected || c.Step == casework.Withdrawn }

func declareStations(db *store.DB) *store.Collection[Station] {
	return store.NewCollection(db, "station", store.Def[Station]{ID: func(s *Station) string { return s.ID }, Missing: errNoStation})
}

func declareUnits(db *store.DB) *store.Collection[Unit] {
	return store.NewCollection(db, "unit", store.Def[Unit]{ID: func(u *Unit) string { return u.ID }})
}

func declarePersons(db *store.DB) *store.Collection[Person] {
	return store.NewCollection(db, "person", store.Def[Person]{ID: func(p *Person) string { return p.ID }})
}

func declareCases(db *store.DB) *store.Collection[Case] {
	return store.NewCollection(db, "case", store.Def[Case]{
		ID: func(c *Case) string { return c.ID }, Missing: errNoCase,
		Indexes: []store.Index[Case]{{Name: "topic", Key: func(c *Case) store.Key {
			if c.Taken || c.gone() || c.Into != "" {
				return nil
			}
			return store.Key{c.Congress, c.ReceivedAt}
		}}},
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
	for _, t := range []event.Type[casework.Changed]{
		casework.CaseReceived, casework.CaseRegistered, casework.CaseTriaged, casework.CaseRejected, casework.CaseExplained, casework.CaseAssigned,
		casework.CaseReplied, casework.CaseReopened, casework.CaseMerged, casework.VoiceAdded, casework.PublicTitleSet, casework.VoiceWithdrawn,
		casework.CaseWithdrawn, casework.CaseClosed, casework.CaseArchived, casework.DataDestroyed,
	} {
		out = append(out, event.On(t, s.onCase))
	}
	return out
}

func (s *Service) onStation(ctx context.Context, _ event.Event, d station.Changed) error {
	return s.stations.Put(ctx, Station{ID: d.Station, Name: d.Name, Area: d.Area, State: d.State})
}

func (s *Service) onUnit(ctx context.Context, _ event.Event, d roster.UnitChanged) error {
	return s.units.Put(ctx, Unit{ID: d.Unit, Name: d.Name, Area: d.Area, Retired: d.Retired})
}

func (s *Service) onPerson(ctx context.Context, _ event.Event, d roster.PersonChanged) error {
	return s.persons.Put(ctx, Person{ID: d.Person, Name: d.Name, Area: d.Area, Mandates: d.Mandates})
}

func (s *Service) onCase(ctx context.Context, e event.Event, d casework.Changed) error {
	congress, err := s.congressOf(d.Area)
	if err != nil {
		congress = d.Area
	}
	_, err = s.cases.Upsert(ctx, d.Case, func() Case { return Case{ID: d.Case} }, func(c *Case) ([]event.Event, error) {
		c.Number, c.Station, c.Area, c.Congress, c.Category, c.PublicTitle, c.Step = d.Number, d.Station, d.Area, congress, d.Category, d.PublicTitle, d.Step
		c.Voices, c.ReceivedBy, c.ReceivedAt = d.Voices, d.ReceivedBy, d.ReceivedAt
		if e.Type == casework.CaseMerged.Name {
			c.Into = d.Other
		}
		return nil, nil
	})
	return err
}

// caseTokens are what a scope reaches the case by.
func (s *Service) caseTokens(c *Case) []string {
	out := append(s.tokensOf(c.Area), authz.StationToken(c.Station))
	for _, person := range c.ReceivedBy {
		out = append(out, authz.PersonToken(person))
	}
	return out
}

// living follows a case to the one that it was merged into.
func (s *Service) living(ctx context.Context, id string) (Case, error) {
	c, err := s.cases.Get(store.System(ctx), id)
	for hops := 0; err == nil && c.Into != "" && hops < 20; hops++ {
		c, err = s.cases.Get(store.System(ctx), c.Into)
	}
	return c, err
}

// voicesOf are the people of the cases behind a project, as of now.
func (s *Service) voicesOf(ctx context.Context, p *Project) ([]string, error) {
	out := []string{}
	for _, ref := range p.cases() {
		c, err := s.living(ctx, ref.Case)
		if err != nil {
			return nil, err
		}
		out = append(out, c.Voices...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

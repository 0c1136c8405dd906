package voting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// elector is what voting knows of a deputy, from the roster's events.
type elector struct {
	ID       string // the person
	Name     string
	Area     string // where they live
	Mandates []roster.Mandate
}

// congresses are the keys under which a congress finds its deputies; a street,
// which has none, finds by its own key the county's deputies who live there.
func (e *elector) congresses() []string {
	var out []string
	for _, m := range e.Mandates {
		if m.Status != roster.MandateTerminated {
			out = append(out, congressKey(m.Area, m.Term), homeKey(e.Area))
		}
	}
	return out
}

func congressKey(area string, term int) string { return fmt.Sprintf("%s/%d", area, term) }
func homeKey(area string) string               { return "home/" + area }

func newElectors(db *store.DB) *store.Collection[elector] {
	return store.NewCollection(db, "elector", store.Def[elector]{
		ID:      func(e *elector) string { return e.ID },
		Indexes: []store.Index[elector]{{Name: "congress", Of: (*elector).congresses, Key: func(e *elector) store.Key { return store.Key{e.Name} }}},
	})
}

// electorHandlers learn who holds which mandate.
func (s *Service) electorHandlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[roster.PersonChanged]{roster.PersonAdded, roster.PersonUpdated, roster.MandateChanged} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, p roster.PersonChanged) error {
			return s.electors.Put(ctx, elector{ID: p.Person, Name: p.Name, Area: p.Area, Mandates: p.Mandates})
		}))
	}
	return out
}

// seat is a deputy's place on the roll of a ballot.
type seat struct {
	ID        string // ballot/number
	Ballot    string
	Seat      int
	Mandate   string
	Person    string
	Name      string
	Suspended bool
	CreatedAt time.Time
	Areas     []string
}

func seatID(ballot string, n int) string { return fmt.Sprintf("%s/%d", ballot, n) }

func newSeats(db *store.DB) *store.Collection[seat] {
	return store.NewCollection(db, "seat", store.Def[seat]{
		ID: func(s *seat) string { return s.ID }, Missing: errNoBallot,
		Tokens: func(s *seat) []string { return append([]string{authz.PersonToken(s.Person)}, s.Areas...) },
		Indexes: []store.Index[seat]{
			{Name: "ballot", Key: func(s *seat) store.Key { return store.Key{s.Ballot, s.Seat} }},
			{Name: "person", Of: func(s *seat) []string { return []string{s.Person} }, Key: func(s *seat) store.Key { return store.Key{store.Reverse(s.CreatedAt)} }},
			{Name: "place", Of: func(s *seat) []string { return []string{s.Ballot + "/" + s.Person} }, Key: func(s *seat) store.Key { return store.Key{s.Seat} }},
		},
	})
}

// rollOf are the deputies of a ballot's congress now, in order of their names.
func (s *Service) rollOf(ctx context.Context, b *Ballot) ([]seat, error) {
	var out []seat
	now := s.clock.Now()
	key := congressKey(b.Congress.Division, b.Congress.Term)
	if b.Recommend {
		key = homeKey(b.Congress.Division)
	}
	err := s.electors.Each(store.System(ctx), store.Query{Index: "congress", Of: key, Limit: store.MaxPage}, func(e elector) error {
		for _, m := range e.Mandates {
			if votes(m, b, now) {
				out = append(out, seat{Ballot: b.ID, Mandate: m.ID, Person: e.ID, Name: e.Name, Areas: b.Areas,
					Suspended: m.Status == roster.MandateSuspended, CreatedAt: b.CreatedAt})
				break
			}
		}
		return nil
	})
	sorting.Stably(out, func(a, b seat) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Mandate, b.Mandate)) })
	for i := range out {
		out[i].Seat = i + 1
		out[i].ID = seatID(b.ID, i+1)
	}
	return out, err
}

// votes reports whether a mandate is one of the ballot's congress and in force,
// suspended or not. In a street every deputy who lives there recommends.
func votes(m roster.Mandate, b *Ballot, now time.Time) bool {
	if m.Status == roster.MandateTerminated || m.From.After(now) || !m.Until.IsZero() && !m.Until.After(now) {
		return false
	}
	return b.Recommend || m.Area == b.Congress.Division && m.Term == b.Congress.Term
}

// suspended reports whether the roster has taught since that the seat's mandate
// may not be used.
func (s *Service) suspended(ctx context.Context, st seat) (bool, error) {
	e, err := s.electors.Get(store.System(ctx), st.Person)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(e.Mandates, func(m roster.Mandate) bool { return m.ID == st.Mandate })
	return i < 0 || e.Mandates[i].Status != roster.MandateActive, nil
}

// seatsOf are the frozen roll.
func (s *Service) seatsOf(ctx context.Context, ballot string) ([]seat, error) {
	var out []seat
	err := s.seats.Each(store.System(ctx), store.Query{Index: "ballot", Eq: store.Key{ballot}, Limit: store.MaxPage}, func(st seat) error {
		out = append(out, st)
		return nil
	})
	return out, err
}

// turnoutOf counts the roll.
func turnoutOf(seats []seat) voting.Turnout {
	t := voting.Turnout{Roll: len(seats)}
	for _, st := range seats {
		if st.Suspended {
			t.Suspended++
		}
	}
	return t
}

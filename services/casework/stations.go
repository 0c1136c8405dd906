package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// station finds an open station within the caller's reach. Deputies reach the
// stations they are posted to.
func (s *Service) station(ctx context.Context, id string) (Station, error) {
	// A look-up of reference data; the caller's scope is checked on the result.
	st, err := s.stations.Get(store.System(ctx), id)
	if err != nil {
		return st, err
	}
	scope, _ := store.ScopeOf(ctx)
	if !scope.Permits(stationTokens(st.Ancestors, st.Station)) && !s.posted(ctx, scope, st.Station) {
		return Station{}, errNoStation
	}
	return st, mustBeOpen(st)
}

func mustBeOpen(st Station) error {
	if st.State == station.Closed {
		return errStationClosed
	}
	return nil
}

func (s *Service) posted(ctx context.Context, scope store.Scope, station string) bool {
	person := authz.Actor(ctx).Person
	if person == "" || !slices.Contains(scope.Tokens, authz.PersonToken(person)) {
		return false
	}
	p, err := s.persons.Get(store.System(ctx), person)
	return err == nil && p.postedAt(station, s.clock.Now())
}

// stationByCode finds an open station by its public code: anybody may.
func (s *Service) stationByCode(ctx context.Context, code string) (Station, error) {
	st, ok, err := s.stations.First(store.System(ctx), store.Query{Index: "code", Eq: store.Key{code}})
	if err != nil {
		return st, err
	}
	if !ok {
		return st, errNoStation
	}
	return st, mustBeOpen(st)
}

// dayOf is the station's reception of the day, "" for none, with its deputies.
func (s *Service) dayOf(ctx context.Context, station string, at time.Time) (string, []casework.OnDuty, error) {
	day := calendar.DateOf(at)
	onDuty := []casework.OnDuty{}
	page, err := s.days.List(store.System(ctx), store.Query{
		Index: "station", Eq: store.Key{station}, From: day.Start(), Below: (day + 1).Start(),
	})
	if err != nil {
		return "", onDuty, err
	}
	for _, d := range page.Items {
		if d.State != "published" && d.State != "held" {
			continue
		}
		for _, shift := range d.Shifts {
			if shift.Person != "" && shift.State != "absent" {
				onDuty = append(onDuty, casework.OnDuty{Person: shift.Person, Name: shift.Name})
			}
		}
		return d.ID, onDuty, nil
	}
	return "", onDuty, nil
}

// receivers checks the reception day, and the deputies who are named as receiving:
// whoever is on the case may read it, so nobody gets there who was not at the
// station, then or now, or on a shift of the day. Callers may name themselves.
func (s *Service) receivers(ctx context.Context, req casework.RegisterRequest) error {
	day, err := s.dayAt(ctx, req.Station, req.ReceptionDay)
	if err != nil {
		return err
	}
	for _, id := range req.ReceivedBy {
		if err := s.receives(ctx, req, day, id); err != nil {
			return err
		}
	}
	return nil
}

// dayAt is a reception day of the station; a zero one for no id.
func (s *Service) dayAt(ctx context.Context, station, id string) (Day, error) {
	if id == "" {
		return Day{}, nil
	}
	day, err := s.days.Get(store.System(ctx), id)
	if err == nil && day.Station != station {
		err = errReceptionDay
	}
	return day, fault.Instead(err, errReceptionDay)
}

func (s *Service) receives(ctx context.Context, req casework.RegisterRequest, day Day, id string) error {
	p, err := s.persons.Get(store.System(ctx), id)
	if err != nil {
		return fault.Instead(err, errPersons)
	}
	onShift := func(shift roster.Shift) bool { return shift.Person == id }
	if id == authz.Actor(ctx).Person || p.postedAt(req.Station, req.At) || p.postedAt(req.Station, s.clock.Now()) || slices.ContainsFunc(day.Shifts, onShift) {
		return nil
	}
	return errPersons
}

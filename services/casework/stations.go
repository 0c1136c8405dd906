package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
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

// receivers checks the deputies who are named as receiving: whoever is on the
// case may read it, so nobody gets there by an unknown id.
func (s *Service) receivers(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if _, err := s.persons.Get(store.System(ctx), id); err != nil {
			return instead(err, errPersons)
		}
	}
	return nil
}

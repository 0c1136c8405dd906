package notification

import (
	"context"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Named is a public name that messages mention: a station's or a deputy's.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Area string `json:"area"`
}

func declareNames(db *store.DB) *store.Collection[Named] {
	return store.NewCollection(db, "name", store.Def[Named]{ID: func(n *Named) string { return n.ID }})
}

func (s *Service) onStation(ctx context.Context, _ event.Event, d station.Changed) error {
	return s.names.Put(ctx, Named{ID: "station:" + d.Station, Name: d.Name, Area: d.Area})
}

func (s *Service) onPerson(ctx context.Context, _ event.Event, d roster.PersonChanged) error {
	return s.names.Put(ctx, Named{ID: "person:" + d.Person, Name: d.Name, Area: d.Area})
}

// named looks a name up; one that has not been heard of yet is empty.
func (s *Service) named(ctx context.Context, ref string) (Named, error) {
	n, err := s.names.Get(ctx, ref)
	if fault.Is(err, fault.KindNotFound) {
		return Named{ID: ref}, nil
	}
	return n, err
}

package identity

import (
	"context"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// place is where a station, a unit or a person is, as their services tell it:
// roles that are narrowed to one of them must not reach into another area.
type place struct {
	ID   string `json:"id"` // "station/…", "unit/…", "person/…"
	Area string `json:"area"`
	Name string `json:"name,omitempty"` // of stations and units, which files call by it
}

func newPlaces(db *store.DB) *store.Collection[place] {
	return store.NewCollection(db, "place", store.Def[place]{ID: func(p *place) string { return p.ID }, Indexes: []store.Index[place]{
		{Name: "area", Key: func(p *place) store.Key { return store.Key{p.Area} }},
		{Name: "named", Key: func(p *place) store.Key {
			if p.Name == "" {
				return nil
			}
			return store.Key{p.Area, p.Name}
		}},
	}})
}

func (s *service) onStation(ctx context.Context, _ event.Event, c station.Changed) error {
	return s.learnPlace(ctx, "station/"+c.Station, c.Area, c.Name)
}

func (s *service) onUnit(ctx context.Context, _ event.Event, c roster.UnitChanged) error {
	return s.learnPlace(ctx, "unit/"+c.Unit, c.Area, c.Name)
}

func (s *service) onPerson(ctx context.Context, _ event.Event, c roster.PersonChanged) error {
	return s.learnPlace(ctx, "person/"+c.Person, c.Area, "")
}

func (s *service) learnPlace(ctx context.Context, id, code, name string) error {
	_, err := s.places.Upsert(ctx, id, func() place { return place{ID: id} }, func(p *place) ([]event.Event, error) {
		p.Area, p.Name = code, name
		return nil, nil
	})
	return err
}

// areaOf is where the object is. It fails with not_found for one that nobody
// told of yet: the words are those for one outside the caller's area, so that
// nothing is learned by trying.
func (s *service) areaOf(ctx context.Context, id string) (string, error) {
	p, err := s.places.Get(store.System(ctx), id) // its area alone is used, for a check
	if fault.Is(err, fault.KindNotFound) {
		return "", errElsewhere
	}
	return p.Area, err
}

var errElsewhere = fault.NotFound("grant.elsewhere", "没有找到该站点、单位或人员，可能刚刚建立（请稍候再试），或不在您的管辖范围内",
	"No such station, unit or person: it may be too new (try again shortly), or lie outside your area")

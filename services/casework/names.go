package casework

import (
	"context"

	"lianluo/pkg/store"
)

// currentNames remembers what stations and units are called now, for many cases. The
// history keeps what they were called then.
type currentNames struct {
	s     *Service
	known map[string]string
}

func (s *Service) names() *currentNames { return &currentNames{s: s, known: map[string]string{}} }

// of gives the names of the station and of the unit that have the case.
func (n *currentNames) of(ctx context.Context, c *Case) (station, unit string) {
	ctx = store.System(ctx) // their names are public
	station = n.one("s:"+c.Station, c.StationName, func() (string, error) {
		st, err := n.s.stations.Get(ctx, c.Station)
		return st.Name, err
	})
	if c.Unit == "" {
		return station, ""
	}
	unit = n.one("u:"+c.Unit, c.UnitName, func() (string, error) {
		u, err := n.s.units.Get(ctx, c.Unit)
		return u.Name, err
	})
	return station, unit
}

// one looks a name up once; what is not known is called as it was then.
func (n *currentNames) one(key, then string, find func() (string, error)) string {
	name, ok := n.known[key]
	if !ok {
		name, _ = find()
		n.known[key] = name
	}
	return either(name, then)
}

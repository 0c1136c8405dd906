package session

import (
	"context"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
)

// LearnPlace finds out the name of the station or unit of an assignment; one
// outside the person's area keeps its id.
func (p *Portal) LearnPlace(ctx context.Context, names map[string]string, x identity.Assignment) {
	if x.Station != "" && names[x.Station] == "" {
		names[x.Station] = x.Station
		if st, err := Call(ctx, p, station.GetStation, station.ByID{ID: x.Station}); err == nil {
			names[x.Station] = st.Name
		}
	}
	if x.Unit != "" && names[x.Unit] == "" {
		names[x.Unit] = x.Unit
		if u, err := Call(ctx, p, roster.GetUnit, roster.ByID{ID: x.Unit}); err == nil {
			names[x.Unit] = u.Name
		}
	}
}

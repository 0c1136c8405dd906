package roster

import (
	"context"
	"time"

	stationapi "lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// station is what the roster knows of a station, from the station service's events.
type station struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Area    string   `json:"area"`
	Address string   `json:"address"`
	Open    bool     `json:"open"`
	Areas   []string `json:"areas"` // scope tokens of the area
	// ClosedAt and Reason are of the closing, ClosedBy is who did it.
	ClosedAt time.Time `json:"closedAt,omitzero"`
	ClosedBy string    `json:"closedBy,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

func (s *station) tokens() []string { return append([]string{authz.StationToken(s.ID)}, s.Areas...) }

var errNoStation = fault.NotFound("roster.no_station", "没有找到这个站点，可能刚刚建立、已不在您的管辖范围内，请稍后刷新再试",
	"There is no such station: it may have just been opened, or lie outside your area; reload in a moment")

func newStations(db *store.DB) *store.Collection[station] {
	return store.NewCollection(db, "station", store.Def[station]{
		ID: func(s *station) string { return s.ID }, Tokens: (*station).tokens, Missing: errNoStation,
		Indexes: []store.Index[station]{
			{Name: "area", Scoped: true, Key: func(s *station) store.Key {
				if !s.Open {
					return nil
				}
				return store.Key{s.Area, s.Name}
			}},
			{Name: "closed", Key: func(s *station) store.Key {
				if s.ClosedAt.IsZero() {
					return nil
				}
				return store.Key{s.ClosedAt}
			}},
		},
	})
}

func (s *Service) stationHandlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[stationapi.Changed]{stationapi.StationOpened, stationapi.StationUpdated, stationapi.StationClosed} {
		out = append(out, event.On(t, s.onStation))
	}
	return out
}

// onStation learns of a station, and does to its days what follows from a new
// name or from its end.
func (s *Service) onStation(ctx context.Context, e event.Event, c stationapi.Changed) error {
	var before station
	now, err := s.stations.Upsert(ctx, c.Station, func() station { return station{} }, func(st *station) ([]event.Event, error) {
		before = *st
		*st = station{ID: c.Station, Name: c.Name, Area: c.Area, Address: c.Address,
			Open: c.State == stationapi.Open, Areas: authz.AreaTokens(s.tree, c.Area)}
		if !st.Open {
			st.ClosedAt, st.ClosedBy, st.Reason = c.At, e.Actor, c.Reason
		}
		return nil, nil
	})
	switch {
	case err != nil:
		return err
	case !now.Open:
		return s.windUp(ctx, now)
	case before.ID != "" && before.Name != now.Name:
		return s.renameStation(ctx, before, now)
	}
	return nil
}

// place is where people go: what the station's address says, or its name.
func (s *station) place() string {
	if s.Address != "" {
		return s.Address
	}
	return s.Name
}

// placed is a station where the tree has its division, for what copies its line:
// what is stored of the station may not have followed a move yet.
func (s *Service) placed(ctx context.Context, id string) (station, error) {
	st, err := s.stations.Get(ctx, id)
	st.Areas = authz.AreaTokens(s.tree, st.Area)
	return st, err
}

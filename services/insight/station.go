package insight

import (
	"context"

	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Station is what is known of a station.
type Station struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Area   string   `json:"area"`
	Tokens []string `json:"tokens"`
}

var errNoStation = fault.NotFound("insight.station", "没有这个联络站，或不在您的管辖范围内", "There is no such station, or it is outside your area")

func declareStations(db *store.DB, name string) *store.Collection[Station] {
	return store.NewCollection(db, name, store.Def[Station]{
		ID: func(s *Station) string { return s.ID }, Tokens: func(s *Station) []string { return s.Tokens }, Missing: errNoStation,
		Indexes: []store.Index[Station]{{Name: "area", Scoped: true, Key: func(s *Station) store.Key { return store.Key{s.Area, s.Name} }}},
	})
}

func (v *view) onStation(ctx context.Context, _ event.Event, d station.Changed) error {
	tokens := append(authz.AreaTokens(v.tree, d.Area), authz.StationToken(d.Station), "public")
	return v.stations.Put(ctx, Station{ID: d.Station, Name: d.Name, Area: d.Area, Tokens: tokens})
}

package insight

import (
	"context"
	"math"
	"slices"

	"lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Station is what is known of a station.
type Station struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Area   string   `json:"area"`
	Places []string `json:"places"`
	Tokens []string `json:"tokens"`
	Lat    float64  `json:"lat,omitempty"`
	Lng    float64  `json:"lng,omitempty"`
	Open   bool     `json:"open,omitempty"`
}

var errNoStation = fault.NotFound("insight.station", "没有这个联络站，或不在您的管辖范围内", "There is no such station, or it is outside your area")

func declareStations(db *store.DB, name string) *store.Collection[Station] {
	return store.NewCollection(db, name, store.Def[Station]{
		ID: func(s *Station) string { return s.ID }, Tokens: func(s *Station) []string { return s.Tokens }, Missing: errNoStation,
		Indexes: []store.Index[Station]{{Name: "area", Scoped: true, Key: func(s *Station) store.Key { return store.Key{s.Area, s.Name} }}},
	})
}

func (v *view) onStation(ctx context.Context, e event.Event, d station.Changed) error {
	places := v.places(d.Area, d.Station)
	s := Station{ID: d.Station, Name: d.Name, Area: d.Area, Places: places, Tokens: append(slices.Clone(places), "public"), Lat: d.Lat, Lng: d.Lng, Open: d.State != station.Closed}
	return turn(ctx, v, v.stations, d.Station, e.Time, func(Station) Station { return s })
}

func (s Station) where() []string  { return s.Places }
func (s Station) entries() []Entry { return nil }

// fine is how many parts of a degree are counted: a metre, as a whole number.
const fine = 1e5

// tally adds where the station lies: the middle of a division is that of its
// stations.
func (s Station) tally() tally {
	t := tally{}
	if !s.Open || s.Lat == 0 && s.Lng == 0 {
		return t
	}
	t.add(each, now, "located")
	t[key{each, now, "lat"}] += int(math.Round(s.Lat * fine))
	t[key{each, now, "lng"}] += int(math.Round(s.Lng * fine))
	return t
}

// middle is where a place lies, 0, 0 where no station of it says so.
func middle(n map[string]int) (lat, lng float64) {
	if n["located"] == 0 {
		return 0, 0
	}
	of := float64(n["located"]) * fine
	return float64(n["lat"]) / of, float64(n["lng"]) / of
}

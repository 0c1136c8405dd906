package insight

import (
	"cmp"
	"context"
	"strings"

	"lianluo/api/insight"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var (
	errArea  = fault.NotFound("insight.area", "没有这个行政区，或不在您的管辖范围内", "There is no such division, or it is outside your area")
	errWhere = fault.Invalid("insight.where", "请选择行政区或联络站", "Name a division or a station").At("area", "必填", "required")
)

// GetCounts serves insight.GetCounts.
func (s *Service) GetCounts(ctx context.Context, req insight.CountsRequest) (insight.Counts, error) {
	v, err := s.view(ctx)
	if err != nil {
		return insight.Counts{}, err
	}
	req, err = s.where(ctx, v, req)
	if err != nil {
		return insight.Counts{}, err
	}
	return v.counts(ctx, req, s.today())
}

// where completes a request and checks that the caller reaches the place.
func (s *Service) where(ctx context.Context, v *view, req insight.CountsRequest) (insight.CountsRequest, error) {
	scope, _ := store.ScopeOf(ctx)
	req.Year = cmp.Or(req.Year, s.today().Year())
	if req.Area == "" && req.Station == "" {
		req.Area, req.Station = own(scope)
	}
	switch {
	case req.Station != "":
		_, err := v.stations.Get(ctx, req.Station)
		req.Area = ""
		return req, err
	case req.Area == "":
		return req, errWhere
	case !scope.Permits(authz.AreaTokens(s.tree, req.Area)):
		return req, errArea
	}
	if _, ok := s.tree.Get(area.Code(req.Area)); !ok || req.Area == string(area.Country) {
		return req, errArea
	}
	return req, nil
}

// own is the place that the caller answers for: the first division, else station.
func own(scope store.Scope) (code, station string) {
	for _, t := range scope.Tokens {
		if a, ok := strings.CutPrefix(t, "a:"); ok {
			return a, ""
		}
		if id, ok := strings.CutPrefix(t, "s:"); ok && station == "" {
			station = id
		}
	}
	return "", station
}

// ListCounts serves insight.ListCounts.
func (s *Service) ListCounts(ctx context.Context, req insight.CountsRequest) (rpc.Page[insight.AreaCounts], error) {
	out := rpc.Page[insight.AreaCounts]{Items: []insight.AreaCounts{}}
	v, err := s.view(ctx)
	if err != nil {
		return out, err
	}
	if req, err = s.where(ctx, v, req); err != nil {
		return out, err
	}
	parts, err := s.below(ctx, v, req)
	for _, p := range parts {
		c, err := v.counts(ctx, p.of, s.today())
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, insight.AreaCounts{Name: p.name, Counts: c})
	}
	return out, err
}

// part is a place below another.
type part struct {
	name string
	of   insight.CountsRequest
}

// below are the divisions right below an area; a township's are its stations.
func (s *Service) below(ctx context.Context, v *view, req insight.CountsRequest) ([]part, error) {
	var out []part
	if req.Station != "" {
		return nil, nil
	}
	if area.Code(req.Area).Level() < area.LevelTownship {
		for _, d := range s.tree.At(s.clock.Now()).Children(area.Code(req.Area)) {
			out = append(out, part{d.Name, insight.CountsRequest{Area: string(d.Code), Year: req.Year}})
		}
		return out, nil
	}
	err := v.stations.Each(ctx, store.Query{Index: "area", Eq: store.Key{req.Area}}, func(st Station) error {
		out = append(out, part{st.Name, insight.CountsRequest{Station: st.ID, Year: req.Year}})
		return nil
	})
	return out, err
}

// PublicCounts serves insight.PublicCounts.
func (s *Service) PublicCounts(ctx context.Context, req insight.PublicCountsRequest) (insight.Counts, error) {
	ctx = public(ctx)
	v, err := s.view(ctx)
	if err != nil {
		return insight.Counts{}, err
	}
	of, err := s.where(ctx, v, insight.CountsRequest{Station: req.Station, Year: req.Year})
	if err != nil {
		return insight.Counts{}, err
	}
	c, err := v.counts(ctx, of, s.today())
	c.ByLight, c.Supervised = map[string]int{}, 0 // how the office works is its own business
	return c, err
}

func (s *Service) today() calendar.Date { return calendar.DateOf(s.clock.Now()) }

// counts reads the numbers of a place that the caller reaches.
func (v *view) counts(ctx context.Context, req insight.CountsRequest, today calendar.Date) (insight.Counts, error) {
	place := authz.AreaToken(req.Area)
	if req.Station != "" {
		place = authz.StationToken(req.Station)
	}
	year, err := v.numbers(ctx, place, req.Year)
	if err != nil {
		return insight.Counts{}, err
	}
	open, err := v.numbers(ctx, place, now)
	if err != nil {
		return insight.Counts{}, err
	}
	c := insight.Counts{Area: req.Area, Station: req.Station, Year: req.Year,
		Received: year.N["received"], HandedOver: year.N["handed"], Closed: year.N["closed"], EndedOtherwise: year.N["otherwise"],
		Satisfied: year.N["satisfied"], Answered: year.N["answered"], Receptions: year.N["receptions"], Attended: year.N["attended"],
		ByCategory: group(year.N, "category."), ByOutcome: group(year.N, "outcome."), AttendedByRank: group(year.N, "rank."),
		Open: open.N["open"], Supervised: open.N["supervised"], BySteps: group(open.N, "step."), ByLight: group(open.N, "light."), AsOf: year.AsOf}
	if open.AsOf.After(c.AsOf) {
		c.AsOf = open.AsOf
	}
	c.Before, err = v.before(ctx, place, req.Year, today)
	return c, err
}

// group are the numbers whose names begin with a prefix, without it.
func group(n map[string]int, prefix string) map[string]int {
	out := map[string]int{}
	for name, count := range n {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			out[short] = count
		}
	}
	return out
}

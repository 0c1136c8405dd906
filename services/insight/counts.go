package insight

import (
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
	p, err := v.periodOf(ctx, req, s.today())
	if err != nil {
		return insight.Counts{}, err
	}
	return v.counts(ctx, req, p)
}

// where completes a request and checks that the caller reaches the place.
func (s *Service) where(ctx context.Context, v *view, req insight.CountsRequest) (insight.CountsRequest, error) {
	scope, _ := store.ScopeOf(ctx)
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
	when, err := v.periodOf(ctx, req, s.today()) // the same for all parts
	if err != nil {
		return out, err
	}
	parts, err := s.below(ctx, v, req)
	for _, p := range parts {
		c, err := v.counts(ctx, p.of, when)
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
			of := req
			of.Area = string(d.Code)
			out = append(out, part{d.Name, of})
		}
		return out, nil
	}
	for _, code := range append([]area.Code{area.Code(req.Area)}, s.tree.Taken(area.Code(req.Area))...) {
		err := v.stations.Each(ctx, store.Query{Index: "area", Eq: store.Key{string(code)}}, func(st Station) error {
			of := req
			of.Area, of.Station = "", st.ID
			out = append(out, part{st.Name, of})
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
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
	p, err := v.periodOf(ctx, of, s.today())
	if err != nil {
		return insight.Counts{}, err
	}
	c, err := v.counts(ctx, of, p)
	c.ByLight, c.Supervised, c.Late, c.Before.Late = map[string]int{}, 0, 0, 0 // how the office works is its own business
	c.Right, c.Bounced, c.Bounces, c.Took = 0, 0, 0, map[string]insight.Took{}
	c.Before.Right, c.Before.Bounced, c.Before.Bounces = 0, 0, 0
	return c, err
}

func (s *Service) today() calendar.Date { return calendar.DateOf(s.clock.Now()) }

// counts reads the numbers of a place that the caller reaches.
func (v *view) counts(ctx context.Context, req insight.CountsRequest, p period) (insight.Counts, error) {
	place := placeOf(req)
	sum, err := v.sum(ctx, place, p.now)
	if err != nil {
		return insight.Counts{}, err
	}
	was, err := v.sum(ctx, place, p.was)
	if err != nil {
		return insight.Counts{}, err
	}
	open, err := v.numbers(ctx, place, now)
	if err != nil {
		return insight.Counts{}, err
	}
	roll, err := v.roll(ctx, place, p.now.To)
	c := insight.Counts{Area: req.Area, Station: req.Station, Period: p.name, Figures: figures(p.now, sum.N), Before: figures(p.was, was.N), Took: took(sum.N),
		ByCategory: group(sum.N, "category."), ByOutcome: group(sum.N, "outcome."), AttendedByRank: group(sum.N, "rank."),
		Open: open.N["open"], Supervised: open.N["supervised"], BySteps: group(open.N, "step."), ByLight: group(open.N, "light."),
		Deputies: roll.N["deputies"], Covered: roll.N["covered"]}
	c.Lat, c.Lng = middle(open.N)
	for _, of := range []Counter{sum, open, roll} {
		if of.AsOf.After(c.AsOf) {
			c.AsOf = of.AsOf
		}
	}
	return c, err
}

// placeOf is the place that a request names.
func placeOf(req insight.CountsRequest) string {
	if req.Station != "" {
		return authz.StationToken(req.Station)
	}
	return authz.AreaToken(req.Area)
}

func figures(s stretch, n map[string]int) insight.Figures {
	return insight.Figures{From: s.From.String(), To: s.To.String(),
		Received: n["received"], HandedOver: n["handedOver"], Standing: n["standing"], Replied: n["replied"], Settled: n["settled"],
		Right: n["right"], Bounced: n["bounced"], Bounces: n["bounces"],
		Closed: n["closed"], EndedOtherwise: n["endedOtherwise"], Answered: n["answered"], Satisfied: n["satisfied"],
		Classed: n["classed"], Solved: n["solved"], Late: n["late"],
		Receptions: n["receptions"], Missed: n["missed"], Cancelled: n["cancelled"], Attended: n["attended"],
		Topics: n["topics"], Chosen: n["chosen"]}
}

// group are the numbers whose names begin with a prefix, without it.
func group(n map[string]int, prefix string) map[string]int {
	out := map[string]int{}
	for name, count := range n {
		if short, ok := strings.CutPrefix(name, prefix); ok && count != 0 {
			out[short] = count
		}
	}
	return out
}

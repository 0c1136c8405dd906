package station

import (
	"context"
	"slices"

	api "lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/station/code"
	"lianluo/services/station/geo"
)

func newStations(db *store.DB, tree *area.Tree) *store.Collection[station] {
	return store.NewCollection(db, "station", store.Def[station]{
		ID: func(s *station) string { return s.ID }, Tokens: (*station).tokens, Missing: errMissing,
		Indexes: []store.Index[station]{
			{Name: "area", Scoped: true, Key: func(s *station) store.Key { return store.Key{s.Area, s.Name} }},
			{Name: "code", Unique: true, Key: func(s *station) store.Key { return store.Key{s.Code} }},
			{Name: "name", Unique: true, Taken: errNameTaken, Key: working(func(s *station) store.Key { return store.Key{s.Area, s.Name} })},
			{Name: "place", Of: func(s *station) []string { return s.Places }, Key: working(func(s *station) store.Key { return store.Key{s.Area, s.Name} })},
			{Name: "words", Of: func(s *station) []string { return grams(s.text()) }, Key: working(func(s *station) store.Key { return store.Key{s.Name} }), Rev: 1}, // 1: traditional characters
			{Name: "near", Key: working(func(s *station) store.Key {
				if s.point().Zero() {
					return nil
				}
				return store.Key{geo.Hash(s.point(), geo.Digits)}
			})},
		},
	})
}

// working leaves closed stations out of an index.
func working(key func(*station) store.Key) func(*station) store.Key {
	return func(s *station) store.Key {
		if s.State != api.Open {
			return nil
		}
		return key(s)
	}
}

func (s *station) point() geo.Point { return geo.Point{Lat: s.Lat, Lng: s.Lng} }

var (
	errNameTaken = fault.Conflict("station.name_taken", "该区域已有同名站点，请换一个名称或查看已有站点",
		"The division has a station of that name; choose another, or look at the one there is")
	errNoArea = fault.Invalid("area.unknown", "没有这个区划，或已撤销，请重新选择", "There is no such division any more; choose another")
)

// CreateStation serves station.CreateStation.
func (s *Service) CreateStation(ctx context.Context, req api.CreateRequest) (api.Station, error) {
	if !s.tree.Active(area.Code(req.Area)) {
		return api.Station{}, errNoArea
	}
	st, err := s.founded(ctx, s.db.NewID(), req.Area)
	if err != nil {
		return api.Station{}, err
	}
	events, err := st.open(req.Draft, s.act(ctx, req.Area))
	if err != nil {
		return api.Station{}, err
	}
	return s.view(st), s.stations.Create(ctx, st, events...)
}

// founded is a station before it is opened: where it stands, with a code.
func (s *Service) founded(ctx context.Context, id, code string) (station, error) {
	st := station{Ancestors: authz.AreaTokens(s.tree, code), Path: s.tree.Path(area.Code(code))}
	st.ID, st.Area, st.Places = id, code, []string{string(area.Country)}
	for _, c := range s.tree.Ancestors(area.Code(code)) {
		st.Places = append(st.Places, string(c))
	}
	var err error
	st.Code, err = s.freeCode(ctx)
	return st, err
}

// freeCode makes a code that no station has. It looks at all stations of the
// system (one in ten thousand codes is taken); the unique index has the last word.
func (s *Service) freeCode(ctx context.Context) (string, error) {
	for {
		c := code.New()
		_, taken, err := s.stations.First(public(ctx), store.Query{Index: "code", Eq: store.Key{c}})
		if err != nil || !taken {
			return c, err
		}
	}
}

// change updates a station within the caller's scope.
func (s *Service) change(ctx context.Context, id string, fn func(*station) ([]event.Event, error)) (api.Station, error) {
	st, err := s.stations.Update(ctx, id, fn)
	return s.view(st), err
}

// UpdateStation serves station.UpdateStation.
func (s *Service) UpdateStation(ctx context.Context, req api.UpdateRequest) (api.Station, error) {
	return s.change(ctx, req.ID, func(st *station) ([]event.Event, error) { return st.update(req.Draft, s.act(ctx, st.Area)) })
}

// CloseStation serves station.CloseStation.
func (s *Service) CloseStation(ctx context.Context, req api.CloseRequest) (api.Station, error) {
	return s.change(ctx, req.ID, func(st *station) ([]event.Event, error) { return st.close(req.Reason, s.act(ctx, st.Area)) })
}

// GetStation serves station.GetStation.
func (s *Service) GetStation(ctx context.Context, req api.ByID) (api.Station, error) {
	st, err := s.stations.Get(ctx, req.ID)
	return s.view(st), err
}

// ListStations serves station.ListStations.
func (s *Service) ListStations(ctx context.Context, req api.ListRequest) (rpc.Page[api.Station], error) {
	reach := ctx
	if req.Area != "" {
		reach = authz.Within(ctx, s.tree, req.Area)
	}
	page, err := s.stations.List(reach, store.Query{Index: "area", Limit: req.Limit, After: req.After})
	out := rpc.Page[api.Station]{Items: []api.Station{}, Next: page.Next}
	for _, st := range page.Items {
		if req.Area == "" || slices.Contains(st.Places, req.Area) {
			out.Items = append(out.Items, s.view(st))
		}
	}
	return out, err
}

// view is the station as it is shown now: names of places and kinds may change.
func (s *Service) view(st station) api.Station {
	out := st.Station
	out.AreaName = s.tree.Path(area.Code(st.Area))
	r, _ := s.rules.At(st.Area, s.clock.Now())
	out.Label = st.label(r)
	return out
}

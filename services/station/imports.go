package station

import (
	"context"
	"strconv"

	api "lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func (s *Service) stationImports() imports.Kind {
	return imports.Kind{
		Name: api.ImportStations, Needs: "station.manage", Columns: importColumns,
		Key:  func(c imports.Cells) string { return c["name"] + "\x00" + c["area"] },
		Open: s.openImport,
		Mark: func(ctx context.Context, id string) (string, error) {
			st, err := s.stations.Get(ctx, id)
			return imports.MarkOf(st.Station), err
		},
		Unmake: s.remove,
	}
}

// importKinds are the kinds of station as people write them.
var importKinds = map[string]api.Kind{"联络总站": api.Hub, "中心站": api.Center, "代表之家": api.Home, "联络站": api.Normal, "联络点": api.Point, "网上联络站": api.Online}

var importColumns = []imports.Column{
	{Name: "name", Heading: fault.Text{ZH: "站点名称", EN: "Name"}, Needed: true, Example: "辰阳镇人大代表联络站"},
	imports.AreaColumn,
	{Name: "kind", Heading: fault.Text{ZH: "类型", EN: "Kind"}, Needed: true, Choices: []string{"联络总站", "中心站", "代表之家", "联络站", "联络点", "网上联络站"}, Example: "联络站"},
	{Name: "address", Heading: fault.Text{ZH: "地址", EN: "Address"}, Example: "先锋路 12 号"},
	{Name: "phone", Heading: fault.Text{ZH: "电话", EN: "Phone"}, Example: "0745-5232100"},
	{Name: "label", Heading: fault.Text{ZH: "当地叫法", EN: "Called"}, Hint: fault.Text{ZH: "不填用本地规则的叫法", EN: "The place's own word; by the rules where empty"}},
	{Name: "lat", Heading: fault.Text{ZH: "纬度", EN: "Latitude"}, Example: "28.006"},
	{Name: "lng", Heading: fault.Text{ZH: "经度", EN: "Longitude"}, Example: "110.184"},
}

func (s *Service) openImport(_ context.Context, code string) (imports.Maker, error) {
	places := imports.PlacesOf(s.tree, code)
	return func(ctx context.Context, c imports.Cells) (string, error) {
		req := api.CreateRequest{Draft: api.Draft{Name: c["name"], Label: c["label"], Kind: importKinds[c["kind"]], Address: c["address"], Phone: c["phone"]}}
		var err error
		if req.Area, err = places.Find(c["area"]); err != nil {
			return "", err
		}
		if req.Lat, err = degrees("lat", c["lat"]); err != nil {
			return "", err
		}
		if req.Lng, err = degrees("lng", c["lng"]); err != nil {
			return "", err
		}
		if err := rpc.Validate(req); err != nil {
			return "", err
		}
		if err := s.freeName(ctx, req); err != nil {
			return "", err
		}
		st, err := s.CreateStation(ctx, req)
		return st.ID, err
	}, nil
}

// degrees reads a column of a position, 0 where it is empty.
func degrees(column, text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v != v { // NaN is no place
		return 0, fault.Invalid("import.point", "请核对经纬度", "Check the position").At(column, "不是数字：请写成 28.006 这样的度数", "No number: write degrees such as 28.006")
	}
	return v, nil
}

// freeName refuses the name of an open station of the division: the dry run must
// find what the unique index would find only at the end.
func (s *Service) freeName(ctx context.Context, req api.CreateRequest) error {
	_, taken, err := s.stations.First(authz.Within(ctx, s.tree, req.Area), store.Query{Index: "name", Eq: store.Key{req.Area, req.Name}})
	if err == nil && taken {
		return errNameTaken
	}
	return err
}

var errInUse = fault.Conflict("station.in_use", "该站点已有驻站代表、接待安排、公告或群众意见，没有撤销。如不再使用，请关闭站点。",
	"Deputies, receptions, notices or cases belong to this station; it was left alone. Close it if it is not needed")

// remove takes a station back that nothing belongs to; to all who follow it is
// closed. It fails with conflict where something does.
func (s *Service) remove(ctx context.Context, id string) error {
	st, err := s.stations.Get(ctx, id)
	if err != nil {
		return err
	}
	b, err := consume.Serving[*board](public(ctx), s.bulletin)
	if err != nil {
		return err
	}
	used, err := b.uses(public(ctx), id)
	if err == nil && !used {
		_, used, err = s.notices.First(store.System(ctx), store.Query{Index: "newest", Eq: store.Key{id}})
	}
	switch {
	case err != nil:
		return err
	case used:
		return errInUse
	}
	events, err := st.close("撤销导入", s.act(ctx, st.Area))
	if err != nil {
		return err
	}
	return s.stations.Delete(ctx, id, events...)
}

// uses reports whether a deputy, a day or a case belongs to the station.
func (b *board) uses(ctx context.Context, id string) (bool, error) {
	if _, posted, err := b.people.First(ctx, store.Query{Index: "station", Of: id}); err != nil || posted {
		return posted, err
	}
	if _, planned, err := b.days.First(ctx, store.Query{Index: "start", Eq: store.Key{id}}); err != nil || planned {
		return planned, err
	}
	return b.counts.Has(ctx, id)
}

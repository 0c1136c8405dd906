package roster

import (
	"context"
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// between bounds a query by the times given.
func between(q store.Query, from, to time.Time) store.Query {
	if !from.IsZero() {
		q.From = from
	}
	if !to.IsZero() {
		q.Below = to
	}
	return q
}

func views(page store.Page[day]) rpc.Page[api.ReceptionDay] {
	out := rpc.Page[api.ReceptionDay]{Items: []api.ReceptionDay{}, Next: page.Next}
	for _, d := range page.Items {
		out.Items = append(out.Items, d.ReceptionDay)
	}
	return out
}

var errElsewhere = fault.NotFound("roster.area", "没有这个行政区，或不在您的管辖范围内，请重新选择", "There is no such division, or it is outside your area; choose another")

// ListDays serves roster.ListDays.
func (s *Service) ListDays(ctx context.Context, req api.ListDaysRequest) (rpc.Page[api.ReceptionDay], error) {
	q := store.Query{Index: "start", Limit: req.Limit, After: req.After}
	switch {
	case req.Station != "" && req.State != "":
		q.Index, q.Eq = "stationState", store.Key{req.Station, req.State}
	case req.Station != "":
		q.Index, q.Eq = "station", store.Key{req.Station}
	case req.State != "":
		q.Index, q.Eq = "state", store.Key{req.State}
	}
	if req.Area != "" {
		if scope, _ := store.ScopeOf(ctx); !scope.Permits(authz.AreaTokens(s.tree, req.Area)) {
			return views(store.Page[day]{}), errElsewhere
		}
		ctx = store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(req.Area)}})
	}
	page, err := s.days.List(ctx, between(q, req.From, req.To))
	return views(page), err
}

// GetDay serves roster.GetDay.
func (s *Service) GetDay(ctx context.Context, req api.ByID) (api.ReceptionDay, error) {
	d, err := s.days.Get(ctx, req.ID)
	return d.ReceptionDay, err
}

// MyShifts serves roster.MyShifts: announced days on which the caller serves or
// is asked to take over. Cancelled ones stay, so that nobody comes in vain.
func (s *Service) MyShifts(ctx context.Context, req api.MyShiftsRequest) (rpc.Page[api.ReceptionDay], error) {
	me := s.act(ctx).Person
	if req.From.IsZero() {
		req.From = calendar.DateOf(s.clock.Now()).Start()
	}
	page, err := s.days.List(ctx, between(store.Query{Index: "start", Limit: store.MaxPage}, req.From, req.To))
	page.Items = slices.DeleteFunc(page.Items, func(d day) bool {
		return d.PublishedAt.IsZero() || !slices.ContainsFunc(d.Shifts, func(sh api.Shift) bool { return sh.Person == me || sh.SwapWith == me })
	})
	return views(page), err
}

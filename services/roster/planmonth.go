package roster

import (
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var (
	errShut      = fault.FailedPrecondition("roster.station_shut", "站点已关闭，不能再排班或公布接待日，请选择其他站点", "The station is closed: no reception can be planned or announced there; choose another station")
	errWhere     = fault.Invalid("roster.plan_where", "请选择要排班的站点或区域", "Choose a station or a division to plan for")
	errNothing   = fault.FailedPrecondition("roster.no_stations", "该区域没有可排班的站点，请先建立站点", "There is no open station in the division; open one first")
	errTooMany   = fault.FailedPrecondition("roster.too_many", "一次最多为 500 个站点排班，请按县或乡镇分别进行", "At most 500 stations are planned at once; plan county by county")
	errMonthOver = fault.FailedPrecondition("roster.month_over", "这个月已经过去，请选择本月或以后的月份", "The month is over; choose this month or a later one")
	errDayWish   = fault.Invalid("roster.day_wish", "指定的日期应在所选月份内，且在今天之后，请修改", "Days given lie in the month chosen, later than today; correct them")
)

// maxStations bounds one plan: its unit of work, and the time it takes.
const maxStations = 500

// PlanMonth serves roster.PlanMonth.
func (s *Service) PlanMonth(ctx context.Context, req api.PlanRequest) (api.PlanResult, error) {
	out := api.PlanResult{Days: []api.ReceptionDay{}, Shortages: []string{}, Loads: []api.Load{}}
	first, err := monthOf(req.Month)
	if err != nil {
		return out, err
	}
	if first.AddMonths(1) <= calendar.DateOf(s.clock.Now())+1 {
		return out, errMonthOver
	}
	stations, err := s.planned(ctx, req)
	if err != nil {
		return out, err
	}
	m, err := s.sheet(ctx, first, stations...)
	if err != nil {
		return out, err
	}
	d := &drafting{svc: s, sheet: m, act: s.act(ctx), lang: rpc.LangOf(ctx), req: req, out: &out}
	if err := d.lay(); err != nil {
		return out, err
	}
	if err := d.solve(); err != nil {
		return out, err
	}
	return out, d.store(ctx)
}

// planned are the stations to plan for, within the caller's scope.
func (s *Service) planned(ctx context.Context, req api.PlanRequest) ([]station, error) {
	if req.Station != "" {
		st, err := s.stations.Get(ctx, req.Station)
		if err == nil && !st.Open {
			err = errShut
		}
		return []station{st}, err
	}
	if req.Area == "" {
		return nil, errWhere
	}
	var out []station
	err := s.stations.Each(authz.Within(ctx, s.tree, req.Area), store.Query{Index: "area"}, func(st station) error {
		if slices.Contains(st.Areas, authz.AreaToken(req.Area)) {
			out = append(out, st)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(out) == 0:
		return nil, errNothing
	case len(out) > maxStations:
		return nil, errTooMany
	}
	return out, nil
}

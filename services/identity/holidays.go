package identity

import (
	"context"
	"encoding/json"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// workdays serves what divisions set of their calendars: rules like others, but of
// all services, which hear of them as facts of their guards.
type workdays struct {
	rules *rules.Set[calendar.Days]
	tree  *area.Tree
	clock calendar.Clock
}

func (w *workdays) serve(r *rpc.Server) {
	w.rules.Accept(w.accept)
	w.rules.Handle(r)
	rpc.Handle(r, identity.ReadHolidays, w.ReadHolidays)
	rpc.Handle(r, identity.GetWorkdays, w.GetWorkdays)
}

var (
	errNoticeLevel = fault.Invalid("holidays.level", "全国的放假安排由省级录入，本级请选“本地放假”", "The arrangement for the country is entered by the province; choose local days").At("kind", "请选“本地放假”", "choose local days")
	errHolidayFrom = fault.Invalid("holidays.from", "节假日安排自批准起生效，不能另定日期", "Holidays hold from their approval on; leave the day out").At("from", "请留空", "leave it out")
)

// accept refuses what is not this division's to set.
func (w *workdays) accept(o rules.Override) error {
	var set struct{ Notices json.RawMessage }
	_ = json.Unmarshal(o.Values, &set) // it was read before
	if set.Notices != nil && area.Code(o.Area).Level() != area.LevelProvince {
		return errNoticeLevel
	}
	if o.From.After(w.clock.Now()) {
		return errHolidayFrom
	}
	return nil
}

var errHolidayArea = fault.NotFound("holidays.elsewhere", "没有这个区划，或不在您的管辖范围内", "There is no such division, or it is outside your area")

// ReadHolidays serves identity.ReadHolidays.
func (w *workdays) ReadHolidays(ctx context.Context, req identity.ReadHolidaysRequest) (identity.HolidayReading, error) {
	var out identity.HolidayReading
	if scope, _ := store.ScopeOf(ctx); len(w.tree.Line(req.Area)) == 0 || !scope.Permits(authz.AreaTokens(w.tree, req.Area)) {
		return out, errHolidayArea
	}
	notice := req.Kind == "notice"
	if notice && area.Code(req.Area).Level() != area.LevelProvince {
		return out, errNoticeLevel
	}
	lines := holidays.FromText(req.Text)
	if len(req.File.Data) > 0 {
		var err error
		if lines, err = holidays.FromFile(ctx, req.File.Data); err != nil {
			return out, err
		}
	}
	read := holidays.Read(req.Year, lines)
	if notice {
		read.Compare(req.Year)
	}
	out.Problems, out.Warnings, out.Text = append([]fault.Text{}, read.Problems...), append([]fault.Text{}, read.Warnings...), holidays.Plain(lines)
	out.Rows = []identity.HolidayRow{}
	for _, r := range read.Rows {
		out.Rows = append(out.Rows, identity.HolidayRow(r))
	}
	if !read.OK() {
		return out, nil
	}
	year := calendar.Year{Year: req.Year, Status: calendar.StatusOfficial, Source: req.Source, Holidays: read.Holidays}
	if req.Provisional {
		year.Status = calendar.StatusProvisional
	}
	var err error
	out.Values, err = w.values(req.Area, year, notice)
	return out, err
}

// values are the division's own list with the year put in.
func (w *workdays) values(code string, year calendar.Year, notice bool) (json.RawMessage, error) {
	if err := year.Validate(); err != nil {
		return nil, err
	}
	own := w.own(code)
	if notice {
		return json.Marshal(map[string]calendar.Years{"notices": own.Notices.Put(year)})
	}
	return json.Marshal(map[string]calendar.Years{"local": own.Local.Put(year)})
}

// own is what the division sets itself.
func (w *workdays) own(code string) calendar.Days {
	var out calendar.Days
	for _, o := range w.rules.Own(code) {
		_ = json.Unmarshal(o.Values, &out) // a later version's members are left out
	}
	return out
}

// GetWorkdays serves identity.GetWorkdays.
func (w *workdays) GetWorkdays(context.Context, rpc.None) (identity.Workdays, error) {
	out := identity.Workdays{Settings: []identity.WorkdaySetting{}}
	for _, o := range w.rules.All() {
		out.Settings = append(out.Settings, identity.WorkdaySetting{ID: o.ID, Area: o.Area, From: o.From, Values: o.Values})
	}
	return out, nil
}

// days turns a setting into a fact of the guard.
func (f facts) days(ctx context.Context, _ event.Event, o rules.Override) error {
	return f.keeper.Put(ctx, authz.Fact{ID: "days/" + o.ID, Days: &calendar.Setting{ID: o.ID, Area: o.Area, From: o.From, Values: o.Values}})
}

package roster

import (
	"context"
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/timers"
)

// lateBack is how far back days are looked at for what is late.
const lateBack = 7

// ListTimers serves roster.ListTimers.
func (s *Service) ListTimers(ctx context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
	var tokens []string
	if st, err := s.stations.Get(store.System(ctx), req.Station); err == nil {
		tokens = st.tokens()
	}
	within, err := timers.Within(ctx, s.tree, req, tokens)
	if err != nil {
		return rpc.Page[timers.Row]{Items: []timers.Row{}}, err
	}
	now := s.clock.Now()
	q := store.Query{Index: "start", From: (calendar.DateOf(now) - lateBack).Start()}
	return rpc.Fill(timers.Rounds, req.Limit, req.After, func(limit int, after string) (store.Page[day], error) {
		q.Limit, q.After = limit, after
		return s.days.List(within, q)
	}, func(d *day) (timers.Row, bool) {
		r, version := s.rules.At(d.Area, now)
		row, some := d.upcoming(r, version, now)
		return row, some && row.Late == req.Late
	})
}

// upcoming is the next step of a day, or the one that is late; false where nothing
// more happens to it.
func (d *day) upcoming(r Rules, version string, now time.Time) (timers.Row, bool) {
	row := timers.Row{Kind: "day", ID: d.ID, Label: d.StationName + " " + d.date().String(), Place: d.StationName, Rule: version}
	silent := func(sh api.Shift) bool { return sh.State == api.ShiftAssigned }
	switch {
	case d.State == api.DayPlanned && now.Before(d.Start):
		row.What, row.At = "announce", d.latest(r.NoticeDays)
		if row.Late = calendar.Late(row.At, now); row.Late {
			row.Why, row.Who = "not_announced", d.StationName
		}
	case d.State != api.DayPublished:
		return row, false
	case now.Before(d.Start) && !d.ConfirmBy.IsZero() && slices.ContainsFunc(d.Shifts, silent):
		row.What, row.At, row.Rule = "confirm", d.ConfirmBy, d.Rule
		if row.Late = calendar.Late(row.At, now); row.Late {
			row.Why, row.Who = "not_confirmed", d.StationName
		}
	case now.Before(d.Start):
		row.What, row.At, row.Rule = "begin", d.Start, d.Rule
	default:
		row.What, row.At, row.Rule = "end", d.End, d.Rule
		if row.Late = now.Sub(d.End) > timers.Slack; row.Late {
			row.Why = "not_run"
		}
	}
	return row, true
}

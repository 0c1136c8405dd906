package casework

import (
	"context"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/timers"
)

// nextKey is the key of what time does to the case next.
func (c *Case) nextKey() store.Key {
	if at := c.nextAt(); !at.IsZero() {
		return store.Key{at}
	}
	return nil
}

// ListTimers serves casework.ListTimers.
func (s *Service) ListTimers(ctx context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
	var tokens []string
	st, err := s.stations.Get(store.System(ctx), req.Station)
	if err == nil {
		tokens = stationTokens(st.Ancestors, st.Station)
	}
	within, err := timers.Within(ctx, s.tree, req, tokens)
	if err != nil {
		return rpc.Page[timers.Row]{Items: []timers.Row{}}, err
	}
	now := s.clock.Now()
	if req.Late { // a clock that ran out is late, whether its light turned or not
		within = s.listable(within)
		return rpc.Fill(timers.Rounds, req.Limit, req.After, func(limit int, after string) (store.Page[Case], error) {
			return s.cases.List(within, store.Query{Index: "due", Below: now, Limit: limit, After: after})
		}, func(c *Case) (timers.Row, bool) { return c.overran(now) })
	}
	q := s.nextQuery(req, st)
	caller, _ := store.ScopeOf(within)
	return rpc.Fill(timers.Rounds, req.Limit, req.After, func(limit int, after string) (store.Page[Case], error) {
		q.Limit, q.After = limit, after
		return s.cases.List(store.System(ctx), q) // what is shown is checked one by one
	}, func(c *Case) (timers.Row, bool) {
		if !caller.Permits(c.listedBy()) {
			return timers.Row{}, false
		}
		return c.upcoming(now), true
	})
}

// listable is the context of a caller who reaches everything as that of all
// provinces: cases are listed under places only.
func (s *Service) listable(ctx context.Context) context.Context {
	if scope, _ := store.ScopeOf(ctx); !scope.All {
		return ctx
	}
	var tokens []string
	for _, d := range s.tree.Children(area.Country) {
		tokens = append(tokens, authz.AreaToken(string(d.Code)))
	}
	return store.WithScope(ctx, store.Scope{Tokens: tokens})
}

// nextQuery reads the steps to come of a county, or of all where no county is asked for.
func (s *Service) nextQuery(req timers.Request, st Station) store.Query {
	line := st.Ancestors
	if req.Station == "" {
		line = s.ancestors(req.Area)
	}
	if county := divisionOf(line, "county"); county != "" && area.Code(county).Level() == area.LevelCounty {
		return store.Query{Index: "next", Of: county}
	}
	return store.Query{Index: "timer"}
}

func (c *Case) timer(at time.Time, what string) timers.Row {
	return timers.Row{At: at, What: what, For: c.Clock.What, Kind: "case", ID: c.ID, Label: c.Number, Place: c.StationName, Rule: c.Clock.Rule}
}

// upcoming is what time does to the case next; it is late where nobody came to it.
func (c *Case) upcoming(now time.Time) timers.Row {
	row := c.timer(c.nextAt(), "light_red")
	switch {
	case !c.open():
		row.What = "file"
	case c.Clock.What == toWait:
		row.What = "ask_result"
	case c.Clock.Light == "green" && c.Clock.Yellow.Before(c.Clock.Due):
		row.What = "light_yellow"
	}
	if now.Sub(row.At) > timers.Slack {
		row.Late, row.Why = true, "not_run"
	}
	return row
}

// overran is a deadline that ran out: whoever it waits for is named as an office.
func (c *Case) overran(now time.Time) (timers.Row, bool) {
	if !calendar.Late(c.Clock.Due, now) {
		return timers.Row{}, false
	}
	row := c.timer(c.Clock.Due, "light_red")
	row.Late, row.Why, row.Who = true, "waits_for", either(c.UnitName, c.StationName)
	if c.Clock.Light != "red" && now.Sub(c.nextAt()) > timers.Slack {
		row.Why, row.Who = "not_run", ""
	}
	return row, true
}

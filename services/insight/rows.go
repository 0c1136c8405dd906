package insight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"lianluo/api/insight"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// ListFigures serves insight.ListFigures.
func (s *Service) ListFigures(context.Context, rpc.None) (rpc.Page[insight.Definition], error) {
	return rpc.Page[insight.Definition]{Items: insight.Definitions}, nil
}

var errFigure = fault.Invalid("insight.figure", "没有这个统计项，请从看板上点数字进入", "There is no such figure; open it from the board").
	At("figure", "没有这个统计项", "no such figure")

// listing is where a figure's rows are found: an index, under a name.
type listing struct {
	index string
	name  string
	at    bool // as of now: whatever the period
}

// indexes say which index holds a figure.
var indexes = map[string]string{
	"received": "received", "handedOver": "received", "standing": "received", "replied": "received", "settled": "received", "right": "received",
	"bounced": "received", "category": "received",
	"closed": "ended", "endedOtherwise": "ended", "answered": "ended", "satisfied": "ended", "classed": "ended", "solved": "ended", "late": "ended", "outcome": "ended",
	"open": "open", "overdue": "open", "supervised": "open", "step": "open",
	"receptions": "day", "missed": "day", "cancelled": "day", "attended": "shift", "rank": "shift",
	"topics": "topic", "chosen": "chosen",
	"deputies": "roll", "covered": "roll", "uncovered": "roll",
}

func listingOf(req insight.RowsRequest) (listing, error) {
	l := listing{index: indexes[req.Figure], name: req.Figure}
	parts := insight.Define(req.Figure).Parts != ""
	switch {
	case l.index == "" || parts != (req.Of != ""):
		return l, errFigure
	case parts:
		l.name += "." + req.Of
	case req.Figure == "overdue":
		l.name = "light.red"
	}
	l.at = l.index == "open"
	return l, nil
}

// ListRows serves insight.ListRows. What it reads belongs to a place that the
// caller was found to reach.
func (s *Service) ListRows(ctx context.Context, req insight.RowsRequest) (rpc.Page[insight.Row], error) {
	out := rpc.Page[insight.Row]{Items: []insight.Row{}}
	l, err := listingOf(req)
	if err != nil {
		return out, err
	}
	v, err := s.view(ctx)
	if err != nil {
		return out, err
	}
	if req.CountsRequest, err = s.where(ctx, v, req.CountsRequest); err != nil {
		return out, err
	}
	p, err := v.periodOf(ctx, req.CountsRequest, s.today())
	if err != nil {
		return out, err
	}
	return reader{v, store.System(ctx), map[string]string{}}.list(l, placeOf(req.CountsRequest), p.now, req.Limit, req.After)
}

// reader turns facts into rows.
type reader struct {
	*view
	ctx   context.Context
	names map[string]string // of stations
}

// list is one page of what is listed of a place in a stretch of days.
func (r reader) list(l listing, place string, s stretch, limit int, after string) (rpc.Page[insight.Row], error) {
	q := store.Query{Index: l.index, Of: place + "|" + l.name, Desc: true, Limit: limit, After: after}
	if !l.at {
		q.From, q.Below = s.From, s.To+1
	}
	switch l.index {
	case "day", "shift":
		q.Index = "on"
		return r.days(q, l)
	case "topic", "chosen":
		return r.topics(q)
	case "roll":
		return r.deputies(store.Query{Index: "roll", Of: place, Limit: limit, After: after}, l.name, s.To)
	}
	return r.cases(q)
}

func (r reader) station(id string) string {
	if _, ok := r.names[id]; !ok {
		st, _ := r.stations.Get(r.ctx, id) // a station that is not known yet has no name
		r.names[id] = st.Name
	}
	return r.names[id]
}

func (r reader) cases(q store.Query) (rpc.Page[insight.Row], error) {
	page, err := r.view.cases.List(r.ctx, q)
	out := rpc.Page[insight.Row]{Items: []insight.Row{}, Next: page.Next}
	for _, c := range page.Items {
		row := insight.Row{Kind: "case", ID: c.ID, Label: c.Number, Station: c.Station, StationName: r.station(c.Station), Area: c.Area,
			On: c.Received.String(), Category: c.Category, Step: string(c.Step), Outcome: string(c.Outcome), Unit: c.Unit, Light: c.Light, Bounces: c.Bounces}
		if c.End != "" {
			row.Ended, row.Hours = c.EndOn.String(), hours(c.EndAt.Sub(c.Begun))
		}
		out.Items = append(out.Items, row)
	}
	return out, err
}

// days are reception days, or each deputy who came on them.
func (r reader) days(q store.Query, l listing) (rpc.Page[insight.Row], error) {
	page, err := r.view.days.List(r.ctx, q)
	out := rpc.Page[insight.Row]{Items: []insight.Row{}, Next: page.Next}
	for _, d := range page.Items {
		row := insight.Row{Kind: "reception", ID: d.ID, Station: d.Station, StationName: r.station(d.Station), Area: d.Area, On: d.On.String(), State: string(d.State)}
		if l.index == "day" {
			out.Items = append(out.Items, row)
			continue
		}
		row.Kind = "attendance"
		for _, id := range slices.Sorted(maps.Keys(d.Shifts)) {
			if s := d.Shifts[id]; s.Came && slices.Contains(s.names(), l.name) {
				row.Label, row.Rank = s.Name, cmp.Or(s.Rank, "none")
				out.Items = append(out.Items, row)
			}
		}
	}
	return out, err
}

// topics are livelihood projects, on the day they were proposed or chosen.
func (r reader) topics(q store.Query) (rpc.Page[insight.Row], error) {
	page, err := r.projects.List(r.ctx, q)
	out := rpc.Page[insight.Row]{Items: []insight.Row{}, Next: page.Next}
	for _, p := range page.Items {
		row := insight.Row{Kind: "project", ID: p.ID, Label: p.Number, Title: p.Title, Area: p.Area, On: p.Proposed.String(), State: string(p.State)}
		if p.Chosen != 0 {
			row.Ended = p.Chosen.String()
		}
		out.Items = append(out.Items, row)
	}
	return out, err
}

// deputies are those on the roll on a day; a page may hold fewer than asked for.
func (r reader) deputies(q store.Query, name string, on calendar.Date) (rpc.Page[insight.Row], error) {
	out := rpc.Page[insight.Row]{Items: []insight.Row{}}
	if strings.HasPrefix(q.Of, "s:") {
		return out, nil // a station has no roll of its own
	}
	page, err := r.persons.List(r.ctx, q)
	out.Next = page.Next
	for _, p := range page.Items {
		posted := holds(p.Posted, on)
		if !holds(p.Seats, on) || name == "covered" && !posted || name == "uncovered" && posted {
			continue
		}
		out.Items = append(out.Items, insight.Row{Kind: "deputy", ID: p.ID, Label: p.Name, Area: p.Area, On: since(p.Seats, on), Rank: cmp.Or(p.Rank, "none"), Posted: posted})
	}
	return out, err
}

// since is from when on somebody has been in office.
func since(seats []spell, on calendar.Date) string {
	for _, s := range seats {
		if s.From <= on && on < s.Until {
			return s.From.String()
		}
	}
	return ""
}

package board

import (
	"context"
	"net/http"
	"net/url"

	"lianluo/api/insight"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// view is a division's period in figures, and that of the divisions below. The
// page and every report are made from it.
type view struct {
	base       string
	name       string
	counts     insight.Counts
	below      []insight.AreaCounts
	beside     []insight.AreaCounts // the division and its neighbours, where the person may see them
	trend      insight.Trend
	categories map[string]string // code → name
	up         string            // the division above, "" at the person's own
	areas      ui.Field
}

func (s pages) board(w http.ResponseWriter, r *http.Request) error {
	v, err := s.load(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, boardPage(s.Shell(r, ui.T(r.Context(), "board.title")), v))
}

// parts is how many questions are asked for a view, for whoever waits elsewhere.
const parts = 4

// load asks for all that is shown of the division and period of the address.
func (s pages) load(r *http.Request) (view, error) {
	ctx := r.Context()
	v := view{base: s.Base + "/board"}
	req, err := s.request(r)
	if err != nil {
		return v, err
	}
	v.name, v.up, v.areas = s.AreaName(req.Area), s.Above(ctx, req.Area), s.Areas(ctx, req.Area)
	if v.counts, err = session.Call(ctx, s.Portal, insight.GetCounts, req); err != nil {
		return v, err
	}
	v.counts.Area = req.Area
	session.Part(ctx, 1, parts)
	if v.trend, err = session.Call(ctx, s.Portal, insight.GetTrend, req); err != nil {
		return v, err
	}
	session.Part(ctx, 2, parts)
	if v.below, err = s.below(ctx, req); err != nil {
		return v, err
	}
	session.Part(ctx, 3, parts)
	if v.up != "" {
		req.Area = v.up
		if v.beside, err = s.below(ctx, req); err != nil {
			return v, err
		}
	}
	session.Part(ctx, parts, parts)
	all, err := cases.Categories(ctx, s.Portal)
	v.categories = map[string]string{}
	for _, c := range all {
		v.categories[c.Value] = c.Label
	}
	return v, err
}

// request is the division and period that the address names: days that the form
// sends along with a named period say in which one to look, and no more.
func (s pages) request(r *http.Request) (insight.CountsRequest, error) {
	req, err := session.Decode[insight.CountsRequest](r)
	req.Area, req.Station = s.Area(r), ""
	if req.Period == "" && req.From == "" && req.To != "" {
		req.To = ""
	}
	return req, err
}

// below are the counts of the divisions right below one; of a township, of its stations.
func (s pages) below(ctx context.Context, req insight.CountsRequest) ([]insight.AreaCounts, error) {
	page, err := session.Call(ctx, s.Portal, insight.ListCounts, req)
	return page.Items, err
}

// when are the days of the counts, as an address names them.
func when(c insight.Counts) url.Values {
	q := url.Values{"period": {c.Period}, "from": {c.From}}
	if c.Period == "free" || c.Period == "two_years" {
		q.Set("to", c.To)
	}
	return q
}

// at is the address of a page about a place and its period.
func (v view) at(path string, c insight.Counts) string {
	q := when(c)
	for name, values := range place(c) {
		q[name] = values
	}
	return v.base + path + "?" + q.Encode()
}

// place names the place that the counts are of.
func place(c insight.Counts) url.Values {
	if c.Station != "" {
		return url.Values{"station": {c.Station}}
	}
	return url.Values{"area": {c.Area}}
}

func (v view) back() string {
	if v.up == "" {
		return ""
	}
	c := v.counts
	c.Area = v.up
	return v.at("", c)
}

package county

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/insight"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// boardView is a division's year in figures, and that of the divisions below.
type boardView struct {
	counts insight.Counts
	below  []insight.AreaCounts
	beside []insight.AreaCounts // the division and its neighbours, where the person may see them
	name   string
	up     string // the division above, "" at the person's own
	this   int    // year
}

func (s pages) board(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[insight.CountsRequest](r)
	if err != nil {
		return err
	}
	req.Area, req.Station = s.area(r), ""
	v := boardView{name: s.AreaName(req.Area), up: s.above(ctx, req.Area), this: s.Now().In(ui.Zone).Year()}
	if req.Year == 0 {
		req.Year = v.this
	}
	if v.counts, err = session.Call(ctx, s.Portal, insight.GetCounts, req); err != nil {
		return err
	}
	v.counts.Area, v.counts.Year = req.Area, req.Year
	if v.below, err = s.countsBelow(ctx, req.Area, req.Year); err != nil {
		return err
	}
	if v.up != "" {
		if v.beside, err = s.countsBelow(ctx, v.up, req.Year); err != nil {
			return err
		}
	}
	return session.Render(w, r, boardPage(s.shell(r, ui.T(ctx, "county.board")), v))
}

// countsBelow are the counts of the divisions right below one; of a township, of
// its stations.
func (s pages) countsBelow(ctx context.Context, code string, year int) ([]insight.AreaCounts, error) {
	page, err := session.Call(ctx, s.Portal, insight.ListCounts, insight.CountsRequest{Area: code, Year: year})
	for i := range page.Items {
		page.Items[i].Counts.Year = year
	}
	return page.Items, err
}

// above is the division over one, as far as the person's own.
func (s pages) above(ctx context.Context, code string) string {
	line := s.areas(ctx, code)
	for i := range line {
		if line[i].Value == code && i > 0 {
			return line[i-1].Value
		}
	}
	return ""
}

func boardAt(code string, year int) string {
	return base + "/board?" + url.Values{"area": {code}, "year": {strconv.Itoa(year)}}.Encode()
}

// stats are the figures of a division, large.
func (v boardView) stats(ctx context.Context) []ui.Stat {
	var all []ui.Stat
	for _, f := range figuresOf(ctx, v.counts, v.counts.Year == v.this) {
		all = append(all, ui.Stat{Label: f.name(ctx), Value: ui.Number(f.n), Href: f.href, Tone: f.tone, Change: f.beside, How: f.how(ctx, v.counts.Year)})
	}
	return all
}

// table says the same of the divisions below in text.
func (v boardView) table(ctx context.Context) ui.Table {
	t := ui.Table{ID: "below", Caption: ui.T(ctx, "county.below"), Columns: []ui.Column{{Label: ui.T(ctx, "county.division")}},
		Empty: ui.EmptyState{Icon: "chart-column", Title: ui.T(ctx, "county.below-none")}}
	for _, f := range figuresOf(ctx, v.counts, true) {
		t.Columns = append(t.Columns, ui.Column{Label: f.name(ctx), Number: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: ui.T(ctx, "county.rate")}, ui.Column{Label: ui.T(ctx, "county.peers")})
	for i, b := range v.below {
		row := ui.Row{Href: placeAt(b.Counts), Cells: []templ.Component{ui.Text(b.Name)}}
		for _, f := range figuresOf(ctx, b.Counts, v.counts.Year == v.this) {
			row.Cells = append(row.Cells, figureCell(f))
		}
		row.Cells = append(row.Cells, ui.Text(rateOf(b.Counts).words(ctx)), ui.Text(peersOf(v.below, i).words(ctx)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// peers says how the division stands among its neighbours of the same size, ""
// where the person does not see them.
func (v boardView) peers(ctx context.Context) string {
	for i, b := range v.beside {
		if b.Counts.Area == v.counts.Area && b.Counts.Answered > 0 {
			return ui.T(ctx, "county.peers-own", peersOf(v.beside, i).words(ctx))
		}
	}
	return ""
}

func (v boardView) years(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "county.year")}
	for i, year := range []int{v.this, v.this - 1} {
		tabs.Items = append(tabs.Items, ui.NavItem{Href: boardAt(v.counts.Area, year), Label: ui.T(ctx, "county.year-of", year)})
		if v.counts.Year == year {
			tabs.Open = i
		}
	}
	return tabs
}

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
	below, err := session.Call(ctx, s.Portal, insight.ListCounts, req)
	if err != nil {
		return err
	}
	v.below = below.Items
	return session.Render(w, r, boardPage(s.shell(r, ui.T(ctx, "county.board")), v))
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

// satisfied are the closed cases of people who said so, and of all who answered.
func satisfied(c insight.Counts) (yes, answered int) {
	yes = c.ByOutcome["satisfied"] + c.ByOutcome["basically_satisfied"]
	return yes, yes + c.ByOutcome["dissatisfied"]
}

// The rows behind the figures.
func casesAt(c insight.Counts, queue string) string {
	return base + "/cases?" + url.Values{"queue": {queue}, "area": {c.Area}}.Encode()
}

func stuckAt(c insight.Counts, show string) string {
	return base + "?" + url.Values{"show": {show}, "area": {c.Area}}.Encode()
}

func receptionsAt(c insight.Counts) string {
	return base + "/board/receptions?" + url.Values{"area": {c.Area}, "year": {strconv.Itoa(c.Year)}}.Encode()
}

func boardAt(code string, year int) string {
	return base + "/board?" + url.Values{"area": {code}, "year": {strconv.Itoa(year)}}.Encode()
}

// stats are the figures of a division: seven, each leading to its rows.
func stats(ctx context.Context, c insight.Counts) []ui.Stat {
	yes, answered := satisfied(c)
	one := func(key string, n int, href string, tone ui.Tone) ui.Stat {
		if n == 0 {
			tone = ""
		}
		return ui.Stat{Label: ui.T(ctx, "county.figure."+key), Value: ui.Number(n), Href: href, Tone: tone}
	}
	return []ui.Stat{
		one("received", c.Received, casesAt(c, "all"), ""),
		one("open", c.Open, casesAt(c, "open"), ""),
		one("late", c.ByLight["red"], stuckAt(c, late), ui.Bad),
		one("supervised", c.Supervised, stuckAt(c, supervised), ui.Warn),
		one("closed", c.Closed, casesAt(c, "closed"), ""),
		{Label: ui.T(ctx, "county.figure.satisfied"), Value: ui.Percent(yes, answered), Href: casesAt(c, "closed"), Change: ui.T(ctx, "county.of", yes, answered)},
		one("receptions", c.Receptions, receptionsAt(c), ""),
	}
}

// cells are the same figures in a row of the table.
func cells(c insight.Counts) []templ.Component {
	yes, answered := satisfied(c)
	number := func(href string, n int) templ.Component { return ui.Link(href, ui.Number(n)) }
	return []templ.Component{
		number(casesAt(c, "all"), c.Received), number(casesAt(c, "open"), c.Open), number(stuckAt(c, late), c.ByLight["red"]),
		number(stuckAt(c, supervised), c.Supervised), number(casesAt(c, "closed"), c.Closed),
		ui.Link(casesAt(c, "closed"), ui.Percent(yes, answered)), number(receptionsAt(c), c.Receptions),
	}
}

var figures = []string{"received", "open", "late", "supervised", "closed", "satisfied", "receptions"}

func (v boardView) table(ctx context.Context) ui.Table {
	t := ui.Table{ID: "below", Caption: ui.T(ctx, "county.below"), Columns: []ui.Column{{Label: ui.T(ctx, "county.division")}},
		Empty: ui.EmptyState{Icon: "chart-column", Title: ui.T(ctx, "county.below-none")}}
	for _, key := range figures {
		t.Columns = append(t.Columns, ui.Column{Label: ui.T(ctx, "county.figure."+key), Number: true})
	}
	for _, b := range v.below {
		b.Counts.Year = v.counts.Year
		t.Rows = append(t.Rows, ui.Row{Href: boardAt(b.Counts.Area, v.counts.Year), Cells: append([]templ.Component{ui.Text(b.Name)}, cells(b.Counts)...)})
	}
	return t
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

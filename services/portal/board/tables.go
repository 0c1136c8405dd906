package board

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/insight"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/ui"
)

// grid is a table in words and numbers: of the page, of the Word file and of the
// Excel file alike.
type grid struct {
	id, caption string
	heads       []string
	numbers     int // that many columns after the first are numbers
	lines       []line
}

// line is a row: numbers lead to what they count.
type line struct {
	label, href string
	numbers     []counted
	words       []string
	attrs       templ.Attributes
}

// table shows a grid on the page.
func (g grid) table(ctx context.Context) ui.Table {
	t := ui.Table{ID: g.id, Caption: g.caption, Empty: ui.EmptyState{Icon: "chart-column", Title: ui.T(ctx, "board.none")}}
	for i, head := range g.heads {
		t.Columns = append(t.Columns, ui.Column{Label: head, Number: i > 0 && i <= g.numbers})
	}
	for _, l := range g.lines {
		row := ui.Row{Href: l.href, Cells: []templ.Component{ui.Text(l.label)}, Attrs: l.attrs}
		for _, f := range l.numbers {
			row.Cells = append(row.Cells, figureCell(f))
		}
		for _, words := range l.words {
			row.Cells = append(row.Cells, ui.Text(words))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// rates are the division's rates with their uncertainty, against the period
// before and against divisions of the same size.
func (v view) rates(ctx context.Context) grid {
	g := grid{id: "rates", caption: ui.T(ctx, "board.rates"), numbers: 1,
		heads: []string{ui.T(ctx, "board.rate"), ui.T(ctx, "board.rate.yes"), ui.T(ctx, "board.rate.value"), ui.T(ctx, "board.rate.before"), ui.T(ctx, "board.rate.peers"), ui.T(ctx, "board.how")}}
	before := insight.Counts{Figures: v.counts.Before}.Shares()
	for i, share := range v.counts.Shares() {
		was := "–"
		if b := before[i]; b.Of > 0 {
			was = ui.Percent(b.Yes, b.Of)
		}
		g.lines = append(g.lines, line{
			label:   ui.T(ctx, "board.rate."+share.Figure),
			numbers: []counted{{figure: share.Figure, n: share.Yes, href: v.rowsAt(v.counts, share.Figure, "")}},
			words:   []string{rate{share.Yes, share.Of}.words(ctx), was, v.peers(ctx, i), how(ctx, share.Figure)},
		})
	}
	return g
}

// peers says how a rate of the division stands among its neighbours of the same
// size, "–" where the person does not see them.
func (v view) peers(ctx context.Context, share int) string {
	for i, b := range v.beside {
		if b.Counts.Area == v.counts.Area {
			return peersOf(v.beside, i, share).words(ctx)
		}
	}
	return "–"
}

// stages are what of a case's time is told, in order.
var stages = []string{"triage", "assign", "accept", "handle", "ask", "whole"}

// times are how long what was closed took, stage by stage.
func (v view) times(ctx context.Context) grid {
	g := grid{id: "times", caption: ui.T(ctx, "board.times"), heads: []string{ui.T(ctx, "board.stage"), ui.T(ctx, "board.median"), ui.T(ctx, "board.p90"), ui.T(ctx, "board.took-of")}}
	for _, stage := range stages {
		if took, ok := v.counts.Took[stage]; ok {
			g.lines = append(g.lines, line{label: ui.T(ctx, "board.stage."+stage), words: []string{length(ctx, took.Median), length(ctx, took.P90), ui.Number(took.N)}})
		}
	}
	return g
}

// length is a number of hours, from a day on in days.
func length(ctx context.Context, hours int) string {
	if hours < 24 {
		return ui.T(ctx, "board.hours", hours)
	}
	return ui.T(ctx, "board.days", hours/24)
}

// trendGrid is the period in its parts.
func (v view) trendGrid(ctx context.Context) grid {
	g := grid{id: "trend", caption: ui.T(ctx, "board.trend"), numbers: 3, heads: []string{ui.T(ctx, "board.when."+v.trend.By), title(ctx, "received"), title(ctx, "closed"), title(ctx, "attended")}}
	for _, p := range v.trend.Points {
		c := v.counts
		c.Period, c.Figures = "free", p
		l := line{label: p.From}
		if v.trend.By == "month" {
			l.label = p.From[:len("2006-01")]
		}
		for _, f := range []counted{{figure: "received", n: p.Received}, {figure: "closed", n: p.Closed}, {figure: "attended", n: p.Attended}} {
			f.href = v.rowsAt(c, f.figure, "")
			l.numbers = append(l.numbers, f)
		}
		g.lines = append(g.lines, l)
	}
	return g
}

// categoryGrid is what was received, most frequent first.
func (v view) categoryGrid(ctx context.Context) grid {
	g := grid{id: "categories", caption: ui.T(ctx, "board.categories"), numbers: 1, heads: []string{title(ctx, "category"), title(ctx, "received")}}
	codes := slices.Sorted(maps.Keys(v.counts.ByCategory))
	sorting.Stably(codes, func(a, b string) int { return v.counts.ByCategory[b] - v.counts.ByCategory[a] })
	for _, code := range codes {
		l := line{label: v.categories[code], numbers: []counted{{figure: "category", n: v.counts.ByCategory[code], href: v.rowsAt(v.counts, "category", code)}}}
		if l.label == "" {
			l.label = code
		}
		g.lines = append(g.lines, l)
	}
	return g
}

// belowGrid says of the divisions below what the map shows.
func (v view) belowGrid(ctx context.Context) grid {
	g := grid{id: "below", caption: ui.T(ctx, "board.below"), heads: []string{ui.T(ctx, "board.division")}}
	for _, f := range v.figures(ctx, v.counts) {
		g.heads, g.numbers = append(g.heads, f.name(ctx)), g.numbers+1
	}
	g.heads = append(g.heads, ui.T(ctx, "board.rate.satisfied"), ui.T(ctx, "board.rate.peers"))
	for i, b := range v.below {
		l := line{label: b.Name, href: v.placeAt(b.Counts), numbers: v.figures(ctx, b.Counts), attrs: templ.Attributes{}}
		if b.Counts.Lat != 0 {
			l.attrs["data-lat"], l.attrs["data-lng"] = degrees(b.Counts.Lat), degrees(b.Counts.Lng)
		}
		l.words = []string{rate{b.Counts.Satisfied, b.Counts.Answered}.words(ctx), peersOf(v.below, i, satisfiedShare).words(ctx)}
		g.lines = append(g.lines, l)
	}
	return g
}

// satisfiedShare is which of insight's shares is the people's word.
const satisfiedShare = 2

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

// placeAt is the page about the place: a division's own board, or the rows that a
// station received.
func (v view) placeAt(c insight.Counts) string {
	if c.Station != "" {
		return v.rowsAt(c, "received", "")
	}
	return v.at("", c)
}

// located reports whether any division below lies somewhere.
func (v view) located() bool {
	return slices.ContainsFunc(v.below, func(b insight.AreaCounts) bool { return b.Counts.Lat != 0 })
}

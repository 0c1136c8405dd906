package board

import (
	"context"
	"net/url"
	"time"

	"lianluo/services/portal/ui"
)

// periods are those to choose from.
var periods = []string{"week", "month", "quarter", "year", "term", "two_years", "free"}

// periodFields choose the period; without scripts and with.
func (v view) periodFields(ctx context.Context) []ui.Field {
	kind := ui.Field{Kind: ui.SelectField, Name: "period", Label: ui.T(ctx, "board.period"), Value: v.counts.Period}
	for _, p := range periods {
		kind.Options = append(kind.Options, ui.Option{Value: p, Label: ui.T(ctx, "board.period."+p)})
	}
	return []ui.Field{kind,
		{Kind: ui.DateField, Name: "from", Label: ui.T(ctx, "board.from"), Value: v.counts.From},
		{Kind: ui.DateField, Name: "to", Label: ui.T(ctx, "board.to"), Value: v.counts.To},
	}
}

// presets are the periods up to today, one click each.
func (v view) presets(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "board.period"), Open: -1}
	for _, p := range periods[:len(periods)-1] {
		q := url.Values{"area": {v.counts.Area}, "period": {p}}
		tabs.Items = append(tabs.Items, ui.NavItem{Href: v.base + "?" + q.Encode(), Label: ui.T(ctx, "board.this."+p)})
		if v.counts.Period == p && v.running(ctx) {
			tabs.Open = len(tabs.Items) - 1
		}
	}
	return tabs
}

// running: the period is the present one.
func (v view) running(ctx context.Context) bool {
	return v.counts.To == ui.PrefsOf(ctx).Now.In(ui.Zone).Format(time.DateOnly)
}

// lead says which days are counted, and with which they are compared.
func (v view) lead(ctx context.Context) string {
	return ui.T(ctx, "board.lead", ui.DayText(ctx, v.counts.From), ui.DayText(ctx, v.counts.To), ui.DayText(ctx, v.counts.Before.From), ui.DayText(ctx, v.counts.Before.To))
}

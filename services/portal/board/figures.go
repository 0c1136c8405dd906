package board

import (
	"context"
	"net/url"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/services/portal/ui"
)

// counted is one number; its address lists exactly the rows that it counts.
type counted struct {
	figure string
	label  string // instead of the figure's own name
	n      int
	href   string
	tone   ui.Tone // where the number hurts
	beside string  // what it is to be compared with, in words
}

func lang(ctx context.Context) string { return string(ui.PrefsOf(ctx).Lang) }

func (f counted) name(ctx context.Context) string {
	if f.label != "" {
		return f.label
	}
	return title(ctx, f.figure)
}

func title(ctx context.Context, figure string) string {
	return insight.Define(figure).Title.In(lang(ctx))
}
func how(ctx context.Context, figure string) string { return insight.Define(figure).How.In(lang(ctx)) }

// rowsAt lists what a figure of a place counts, or one part of it.
func (v view) rowsAt(c insight.Counts, figure, of string) string {
	q := url.Values{"figure": {figure}}
	if of != "" {
		q.Set("of", of)
	}
	for _, more := range []url.Values{when(c), place(c)} {
		for name, values := range more {
			q[name] = values
		}
	}
	return v.base + "/rows?" + q.Encode()
}

// figures are the seven figures of a division or station.
func (v view) figures(ctx context.Context, c insight.Counts) []counted {
	overdue := c.ByLight["red"]
	one := func(figure string, n int, tone ui.Tone, beside string) counted {
		return counted{figure: figure, n: n, href: v.rowsAt(c, figure, ""), tone: tone, beside: beside}
	}
	return []counted{
		one("received", c.Received, "", change(ctx, c.Received, c.Before.Received)),
		one("handedOver", c.HandedOver, "", change(ctx, c.HandedOver, c.Before.HandedOver)),
		one("closed", c.Closed, "", change(ctx, c.Closed, c.Before.Closed)),
		one("satisfied", c.Satisfied, "", rate{c.Satisfied, c.Answered}.words(ctx)),
		one("open", c.Open, "", ""),
		one("overdue", overdue, hurts(overdue), ""),
		one("attended", c.Attended, "", change(ctx, c.Attended, c.Before.Attended)),
	}
}

func hurts(n int) ui.Tone {
	if n == 0 {
		return ""
	}
	return ui.Bad
}

// fewest is from how many on a change is told in percent: of fewer, one case more
// would look like a trend.
const fewest = 20

// change compares with the period before in words.
func change(ctx context.Context, n, then int) string {
	words := ui.T(ctx, "board.before", ui.Number(then))
	switch {
	case then < fewest || n == then:
		return words
	case n > then:
		return words + ui.T(ctx, "board.before.more", ui.Percent(n-then, then))
	}
	return words + ui.T(ctx, "board.before.less", ui.Percent(then-n, then))
}

// outcomes are how the people whose cases were closed answered, and what ended
// otherwise: they add up to all that ended in the period.
func (v view) outcomes(ctx context.Context) []counted {
	var all []counted
	for _, o := range []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied, casework.OutcomeUnanswered, casework.OutcomeNotAsked} {
		all = append(all, counted{figure: "outcome", label: ui.T(ctx, "cases.outcome."+string(o)), n: v.counts.ByOutcome[string(o)], href: v.rowsAt(v.counts, "outcome", string(o))})
	}
	return append(all, counted{figure: "endedOtherwise", n: v.counts.EndedOtherwise, href: v.rowsAt(v.counts, "endedOtherwise", "")})
}

// ranks say whose receptions were attended.
func (v view) ranks(ctx context.Context) []counted {
	var all []counted
	for _, rank := range []string{"county_leader", "section_head", "none"} {
		all = append(all, counted{figure: "rank", label: ui.T(ctx, "board.rank."+rank), n: v.counts.AttendedByRank[rank], href: v.rowsAt(v.counts, "rank", rank)})
	}
	return all
}

// projects are the livelihood projects that people asked for, and those of a ballot.
func (v view) projects(ctx context.Context) []counted {
	return []counted{
		{figure: "topics", n: v.counts.Topics, href: v.rowsAt(v.counts, "topics", "")},
		{figure: "chosen", n: v.counts.Chosen, href: v.rowsAt(v.counts, "chosen", "")},
	}
}

// stats are the figures, large, each with its definition.
func (v view) stats(ctx context.Context) []ui.Stat {
	var all []ui.Stat
	for _, f := range v.figures(ctx, v.counts) {
		all = append(all, ui.Stat{Label: f.name(ctx), Value: ui.Number(f.n), Href: f.href, Tone: f.tone, Change: f.beside, How: how(ctx, f.figure)})
	}
	return all
}

package county

import (
	"context"
	"net/url"
	"strconv"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/services/portal/ui"
)

// counted is one number of the board; its address lists exactly the rows that it
// counts.
type counted struct {
	key    string // of its texts
	n      int
	href   string
	tone   ui.Tone // where the number hurts
	beside string  // what it is to be compared with, in words
}

func (f counted) name(ctx context.Context) string { return ui.T(ctx, "county.figure."+f.key) }

// how says how it is counted: insight.Counts in words.
func (f counted) how(ctx context.Context, year int) string {
	return ui.T(ctx, "county.how."+f.key, year)
}

// figuresOf are the seven figures of a division or station. A year that runs is
// compared with the same days of the one before.
func figuresOf(ctx context.Context, c insight.Counts, runs bool) []counted {
	before := func(n, then int) string { return change(ctx, n, then, runs) }
	return []counted{
		{"received", c.Received, casesAt(c, "all", yearly), "", before(c.Received, c.Before.Received)},
		{"open", c.Open, casesAt(c, "open", nil), "", ""},
		{"late", c.ByLight["red"], stuckAt(c, late), hurts(c.ByLight["red"], ui.Bad), ""},
		{"supervised", c.Supervised, stuckAt(c, supervised), hurts(c.Supervised, ui.Warn), ""},
		{"closed", c.Closed, casesAt(c, "closed", yearly), "", before(c.Closed, c.Before.Closed)},
		{"satisfied", c.Satisfied, outcomeAt(c, casework.Content), "", rateOf(c).words(ctx)},
		{"receptions", c.Receptions, receptionsAt(c), "", before(c.Receptions, c.Before.Receptions)},
	}
}

func hurts(n int, tone ui.Tone) ui.Tone {
	if n == 0 {
		return ""
	}
	return tone
}

// fewest is from how many on a change is told in percent: of fewer, one case more
// would look like a trend.
const fewest = 20

// change compares with the year before in words.
func change(ctx context.Context, n, then int, runs bool) string {
	key := "county.before.year"
	if runs {
		key = "county.before.days"
	}
	words := ui.T(ctx, key, ui.Number(then))
	switch {
	case then < fewest || n == then:
		return words
	case n > then:
		return words + ui.T(ctx, "county.before.more", ui.Percent(n-then, then))
	}
	return words + ui.T(ctx, "county.before.less", ui.Percent(then-n, then))
}

// closings are how the people whose cases were closed answered, and what ended
// otherwise: they add up to all that ended in the year.
func closings(ctx context.Context, c insight.Counts) []counted {
	var all []counted
	for _, o := range []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied, casework.OutcomeUnanswered, casework.OutcomeNotAsked} {
		all = append(all, counted{key: string(o), n: c.ByOutcome[string(o)], href: outcomeAt(c, string(o))})
	}
	return append(all, counted{key: "otherwise", n: c.EndedOtherwise, href: casesAt(c, "otherwise", yearly)})
}

func yearly(c insight.Counts) url.Values { return url.Values{"year": {strconv.Itoa(c.Year)}} }

// casesAt lists the cases of a queue; more narrows it.
func casesAt(c insight.Counts, queue string, more func(insight.Counts) url.Values) string {
	q := where(c)
	q.Set("queue", queue)
	if more != nil {
		for name, values := range more(c) {
			q[name] = values
		}
	}
	return base + "/cases?" + q.Encode()
}

func outcomeAt(c insight.Counts, outcome string) string {
	return casesAt(c, "closed", func(c insight.Counts) url.Values {
		q := yearly(c)
		q.Set("outcome", outcome)
		return q
	})
}

func stuckAt(c insight.Counts, show string) string {
	q := where(c)
	q.Set("show", show)
	return base + "?" + q.Encode()
}

func receptionsAt(c insight.Counts) string {
	q := where(c)
	q.Set("year", strconv.Itoa(c.Year))
	q.Set("state", "held")
	return base + "/board/receptions?" + q.Encode()
}

// where names the place that the counts are of.
func where(c insight.Counts) url.Values {
	if c.Station != "" {
		return url.Values{"station": {c.Station}}
	}
	return url.Values{"area": {c.Area}}
}

// placeAt is the page about the place: a division's own board, or the station.
func placeAt(c insight.Counts) string {
	if c.Station != "" {
		return org + "/stations/" + c.Station
	}
	return boardAt(c.Area, c.Year)
}

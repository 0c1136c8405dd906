package county

import (
	"context"
	"strconv"
	"time"

	"lianluo/services/portal/ui"
)

// day is a date, "–" for none.
func day(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return ui.Day(ctx, t)
}

// term is a stretch of days, open where it has no end.
func term(ctx context.Context, from, until time.Time) string {
	if until.IsZero() {
		return ui.T(ctx, "county.since", ui.Day(ctx, from))
	}
	return ui.T(ctx, "county.from-until", ui.Day(ctx, from), ui.Day(ctx, until))
}

// dateValue is what a date field holds.
func dateValue(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(ui.Zone).Format(time.DateOnly)
}

// figure is what a number field holds, empty for 0.
func figure(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func ticked(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

// over reports whether a term has ended.
func over(until, now time.Time) bool { return !until.IsZero() && !now.Before(until) }

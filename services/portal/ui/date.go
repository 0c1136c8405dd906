package ui

import (
	"context"
	"strconv"
	"time"
)

// Zone is where the portal's people live: all times are shown in it. China has
// had no summer time since 1991, so a fixed offset needs no time-zone data.
var Zone = time.FixedZone("Asia/Shanghai", 8*3600)

// Date shows a point in time, such as "11月22日 周日 9:00", with the year only
// when it is not the present one.
func Date(ctx context.Context, t time.Time) string {
	return T(ctx, "date.with-time", Day(ctx, t), TimeOfDay(t))
}

// TimeOfDay shows hours and minutes as people here write them, such as "9:00".
func TimeOfDay(t time.Time) string {
	t = t.In(Zone)
	return strconv.Itoa(t.Hour()) + t.Format(":04")
}

// Day shows a date without its time, such as "11月22日 周日".
func Day(ctx context.Context, t time.Time) string {
	t = t.In(Zone)
	key := "date.day"
	if t.Year() != PrefsOf(ctx).Now.In(Zone).Year() {
		key = "date.day-year"
	}
	month := T(ctx, "date.month."+t.Format("1"))
	return T(ctx, key, month, t.Day(), Weekday(ctx, t.Weekday()), t.Year())
}

// DayText shows a date that is written down as "2026-11-22"; anything else as it is.
func DayText(ctx context.Context, text string) string {
	t, err := time.ParseInLocation(time.DateOnly, text, Zone)
	if err != nil {
		return text
	}
	return Day(ctx, t)
}

// FullDay shows a date as papers bear it, such as "2026年11月22日".
func FullDay(ctx context.Context, t time.Time) string {
	t = t.In(Zone)
	return T(ctx, "date.full", T(ctx, "date.month."+t.Format("1")), t.Day(), t.Year())
}

// Weekday shows the short name of a day of the week, such as "周日".
func Weekday(ctx context.Context, d time.Weekday) string {
	return T(ctx, "date.weekday."+string(rune('0'+int(d))))
}

// Month shows a month, such as "2026年11月".
func Month(ctx context.Context, t time.Time) string {
	t = t.In(Zone)
	return T(ctx, "date.month-year", T(ctx, "date.month."+t.Format("1")), t.Year())
}

// Span shows a stretch within one day, such as "11月22日 周日 9:00–11:30".
func Span(ctx context.Context, from, to time.Time) string {
	return T(ctx, "date.span", Date(ctx, from), TimeOfDay(to))
}

// When shows a point in time relative to now if it is less than 24 hours away
// ("3 小时前"), and as Date otherwise.
func When(ctx context.Context, t time.Time) string {
	gap := t.Sub(PrefsOf(ctx).Now)
	past := gap < 0
	if past {
		gap = -gap
	}
	switch {
	case gap >= 24*time.Hour:
		return Date(ctx, t)
	case gap < time.Minute:
		return T(ctx, "date.now")
	case gap < time.Hour:
		return T(ctx, direction("date.minutes", past), int(gap.Minutes()))
	default:
		return T(ctx, direction("date.hours", past), int(gap.Hours()))
	}
}

func direction(key string, past bool) string {
	if past {
		return key + "-ago"
	}
	return key + "-ahead"
}

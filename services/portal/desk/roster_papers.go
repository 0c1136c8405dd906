package desk

import (
	"slices"
	"time"

	"lianluo/api/roster"
	"lianluo/pkg/calendar"
)

// recorded reports whether there can be a record of the day: it has begun, or passed.
func (v dayView) recorded(now time.Time) bool {
	took := v.State == roster.DayPublished || v.State == roster.DayHeld || v.State == roster.DayMissed
	return took && calendar.DateOf(v.Start) <= calendar.DateOf(now)
}

// announced reports whether there are days that a notice can tell of.
func (v monthView) announced() bool {
	return slices.ContainsFunc(v.Days, func(d roster.ReceptionDay) bool {
		return d.State == roster.DayPublished || d.State == roster.DayHeld
	})
}

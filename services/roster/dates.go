package roster

import (
	"slices"
	"time"

	"lianluo/pkg/calendar"
)

// monthOf reads "2026-03"; the chain has checked the form.
func monthOf(s string) (calendar.Date, error) { return calendar.ParseDate(s + "-01") }

// ruleDates are up to n days of the month by the rule: on working days, not
// earlier than earliest, none of them taken. Fewer come back where the month has
// no more.
func ruleDates(r Rules, cal *calendar.Calendar, first, earliest calendar.Date, taken map[calendar.Date]bool, n int) []calendar.Date {
	next := first.AddMonths(1)
	free := func(d calendar.Date) bool { return d >= earliest && cal.IsWorkday(d) && !taken[d] }
	var out []calendar.Date
	wishes := slices.DeleteFunc(wished(r, first, next), func(d calendar.Date) bool { return taken[d] })
	for _, want := range wishes[max(0, len(wishes)-n):] { // the later ones: earlier ones are held or moved
		if d, ok := nearest(max(want, earliest), first, next, free); ok {
			out = append(out, d)
			taken[d] = true
		}
	}
	for len(out) < n { // days of the rule were taken: anything left will do
		d, ok := nearest(max(first, earliest), first, next, free)
		if !ok {
			break
		}
		out = append(out, d)
		taken[d] = true
	}
	slices.Sort(out)
	return out
}

// nearest is the first free day from a day on, or else the last before it.
func nearest(from, first, next calendar.Date, free func(calendar.Date) bool) (calendar.Date, bool) {
	for d := from; d < next; d++ {
		if free(d) {
			return d, true
		}
	}
	for d := min(from, next) - 1; d >= first; d-- {
		if free(d) {
			return d, true
		}
	}
	return 0, false
}

// wished are the days that the rule names, rest days included.
func wished(r Rules, first, next calendar.Date) []calendar.Date {
	var out []calendar.Date
	if r.Nth == 0 {
		step := max(1, 28/r.PerMonth)
		for i := range r.PerMonth {
			out = append(out, first+calendar.Date((min(r.Day, int(next-first))-1+i*step)%int(next-first)))
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for d := first; d < next; d++ {
		if d.Weekday() == time.Weekday(r.Weekday) {
			out = append(out, d)
		}
	}
	start := min(r.Nth, len(out)) - 1
	end := min(start+r.PerMonth, len(out))
	return out[max(0, end-r.PerMonth):end]
}

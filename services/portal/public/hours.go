package public

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/station"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/ui"
)

const week = 7

// hours words opening hours, Monday first: days that follow each other with the
// same hours stand together, "周一至周五 8:30–12:00、14:30–17:30".
func hours(ctx context.Context, all []station.Hours) []string {
	open := openings(ctx, all)
	var lines []string
	for first := 0; first < week; {
		last := first
		for last+1 < week && open[last+1] == open[first] {
			last++
		}
		if open[first] != "" {
			lines = append(lines, days(ctx, first, last)+" "+open[first])
		}
		first = last + 1
	}
	return lines
}

// openings are the hours of each day from Monday on, "" for a closed one.
func openings(ctx context.Context, all []station.Hours) [week]string {
	sorted := slices.Clone(all)
	sorting.By(sorted, func(a, b station.Hours) int { return cmp.Compare(a.From, b.From) })
	var open [week]string
	for _, h := range sorted {
		day := &open[(h.Weekday+week-1)%week]
		if *day != "" {
			*day += ui.T(ctx, "public.and")
		}
		*day += ui.T(ctx, "public.hours", short(h.From), short(h.To))
	}
	return open
}

func days(ctx context.Context, first, last int) string {
	name := func(day int) string { return ui.Weekday(ctx, time.Weekday((day+1)%week)) }
	if first == last {
		return name(first)
	}
	return ui.T(ctx, "public.days", name(first), name(last))
}

// short drops the zero that clocks write and people do not say: "09:00" is "9:00".
func short(clock string) string { return strings.TrimPrefix(clock, "0") }

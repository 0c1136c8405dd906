package public

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"lianluo/api/station"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// station is a station's page.
func (s pages) station(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulletin(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, stationPage(b))
}

// hours words opening hours: days that follow each other with the same times
// stand together, Monday first.
func hours(ctx context.Context, all []station.Hours) []string {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b station.Hours) int {
		if day := weekday(a) - weekday(b); day != 0 {
			return day
		}
		return strings.Compare(a.From, b.From)
	})
	var lines []string
	for i := 0; i < len(sorted); {
		last := i
		for last+1 < len(sorted) && follows(sorted[last], sorted[last+1]) {
			last++
		}
		lines = append(lines, ui.T(ctx, "public.hours", days(ctx, sorted[i], sorted[last]), short(sorted[i].From), short(sorted[i].To)))
		i = last + 1
	}
	return lines
}

// weekday counts from Monday, 0 to 6.
func weekday(h station.Hours) int { return (h.Weekday + 6) % 7 }

func follows(a, b station.Hours) bool {
	return a.From == b.From && a.To == b.To && weekday(b) == weekday(a)+1
}

func days(ctx context.Context, from, to station.Hours) string {
	first := ui.Weekday(ctx, time.Weekday(from.Weekday))
	if from == to {
		return first
	}
	return ui.T(ctx, "public.days", first, ui.Weekday(ctx, time.Weekday(to.Weekday)))
}

// short drops the zero that clocks write and people do not say: "09:00" is "9:00".
func short(clock string) string { return strings.TrimPrefix(clock, "0") }

// roles are what a deputy is: mandates, post, electoral district.
func roles(ctx context.Context, d station.BulletinDeputy) []string {
	var levels []string
	for _, level := range d.Levels {
		levels = append(levels, word(ctx, "public.level.", level))
	}
	all := []string{ui.T(ctx, "public.deputy-of", strings.Join(levels, ui.T(ctx, "public.and")))}
	for _, one := range []string{d.Post, d.District} {
		if one != "" {
			all = append(all, one)
		}
	}
	return all
}

// word is the text of a value, the value itself where there is none.
func word(ctx context.Context, prefix, value string) string {
	if key := prefix + value; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return value
}

// heldBy are the names of a reception's deputies in one line.
func heldBy(ctx context.Context, d station.BulletinDay) string {
	return strings.Join(d.Deputies, ui.T(ctx, "public.and"))
}

// tone shows how a finished case ended; only what the person said counts as good.
func tone(outcome string) ui.Tone {
	switch outcome {
	case "satisfied", "basically_satisfied":
		return ui.Good
	case "dissatisfied":
		return ui.Warn
	}
	return ui.Plain
}

package public

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"lianluo/api/station"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// station is a station's page.
func (s pages) station(w http.ResponseWriter, r *http.Request) error {
	b, err := s.bulletin(r)
	if err != nil {
		return err
	}
	b.Deputies = onDutyFirst(b)
	return session.Render(w, r, stationPage(b))
}

// atOnce is how many deputies a page shows before the others are asked for: a
// station may have sixty.
const atOnce = 6

// onDutyFirst puts the deputies of the next receptions first, in their order.
func onDutyFirst(b station.Bulletin) []station.BulletinDeputy {
	next := map[string]int{}
	for i, day := range b.Receptions {
		for _, name := range day.Deputies {
			if _, known := next[name]; !known {
				next[name] = i - len(b.Receptions) // others are 0
			}
		}
	}
	all := slices.Clone(b.Deputies)
	sorting.Stably(all, func(x, y station.BulletinDeputy) int { return next[x.Name] - next[y.Name] })
	return all
}

// roles are what a deputy is: mandates, post, electoral district.
func roles(ctx context.Context, d station.BulletinDeputy) []string {
	var levels []string
	for _, level := range d.Levels {
		levels = append(levels, ui.Worded(ctx, level, "public.level."))
	}
	all := []string{ui.T(ctx, "public.deputy-of", strings.Join(levels, ui.T(ctx, "public.and")))}
	return append(all, ui.Parts(d.Post, d.District)...)
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

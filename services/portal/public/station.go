package public

import (
	"context"
	"net/http"
	"strings"

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

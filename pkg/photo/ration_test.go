package photo_test

import (
	"testing"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/photo"
)

func TestRation(t *testing.T) {
	day, sum := "", 0
	evening := time.Date(2026, time.March, 2, 23, 0, 0, 0, calendar.Zone)
	for i, c := range []struct {
		size   int
		at     time.Time
		within bool
		rest   time.Duration
	}{
		{1 << 20, evening, true, time.Hour},
		{1, evening.Add(time.Minute), false, 59 * time.Minute}, // a begun kilobyte counts
		{1 << 20, evening.Add(time.Hour), true, 24 * time.Hour},
		{2 << 20, evening.Add(2 * time.Hour), false, 23 * time.Hour},
	} {
		if rest, within := photo.Ration(&day, &sum, c.size, 1, c.at); within != c.within || rest != c.rest {
			t.Errorf("%d: %v, %s", i, within, rest)
		}
	}
}

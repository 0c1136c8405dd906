package lived

import (
	"testing"
	"time"
)

var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func TestRetentionGoesByTheTimeLivedThrough(t *testing.T) {
	at := func(d time.Duration) time.Time { return monday.Add(d) }
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		l    Time
		now  time.Time
		want time.Time
	}{
		"an hour":                    {Time{At: at(0), Seen: at(0)}, at(time.Hour), at(time.Hour)},
		"a long weekend off":         {Time{At: at(0), Seen: at(0)}, at(4 * day), at(4 * day)},
		"a jump":                     {Time{At: at(0), Seen: at(0)}, at(4*day + 1), at(0)},
		"a day after a jump":         {Time{At: at(0), Seen: at(900 * day)}, at(901 * day), at(25 * time.Hour)},
		"caught up, never beyond":    {Time{At: at(0), Seen: at(0)}, at(day), at(day)},
		"set back":                   {Time{At: at(5 * day), Seen: at(900 * day)}, at(day), at(day)},
		"set back to where it stood": {Time{At: at(0), Seen: at(900 * day)}, at(day), at(0)},
	} {
		if c.l.pass(c.now); !c.l.At.Equal(c.want) || !c.l.Seen.Equal(c.now) {
			t.Errorf("%s: %+v, not %s", name, c.l, c.want)
		}
	}
}

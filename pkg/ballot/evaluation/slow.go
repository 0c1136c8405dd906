package evaluation

import (
	"cmp"
	"time"

	"lianluo/pkg/sorting"
)

// SlowRule is when a project goes onto the list of slow projects; a reason with 0
// is not used.
type SlowRule struct {
	YellowDays int `json:"yellow_days"` // yellow for so many days
	SilentDays int `json:"silent_days"` // no report for so many days
}

// DefaultSlow puts a project on the list after a month of yellow or two of silence.
var DefaultSlow = SlowRule{YellowDays: 30, SilentDays: 60}

// Slowness is why a project is on the list.
type Slowness string

// The reasons.
const (
	SlowRed    Slowness = "red"
	SlowYellow Slowness = "yellow_long"
	SlowSilent Slowness = "silent"
)

// Course is how a project goes, as far as the list needs it.
type Course struct {
	ID       string
	Behind   int // percentage points
	Light    Light
	Since    time.Time // when it took that colour
	Reported time.Time // the last report
}

// Slow is one line of the list.
type Slow struct {
	Course
	Reasons []Slowness
}

// SlowList is the projects that are slow at a moment, with all reasons: those
// furthest behind first, then those longest without a report, then by id.
func (r SlowRule) SlowList(courses []Course, at time.Time) []Slow {
	out := []Slow{}
	for _, c := range courses {
		if slow, ok := r.Slow(c, at); ok {
			out = append(out, slow)
		}
	}
	SortSlow(out)
	return out
}

// SortSlow puts lines, of whatever rules, into the order of the list.
func SortSlow(list []Slow) {
	sorting.By(list, func(a, b Slow) int {
		return cmp.Or(cmp.Compare(b.Behind, a.Behind), a.Reported.Compare(b.Reported), cmp.Compare(a.ID, b.ID))
	})
}

// Slow is a project's line of the list, where it is on it.
func (r SlowRule) Slow(c Course, at time.Time) (Slow, bool) {
	reasons := r.reasons(c, at)
	return Slow{c, reasons}, len(reasons) > 0
}

func (r SlowRule) reasons(c Course, at time.Time) (out []Slowness) {
	if c.Light == Red {
		out = append(out, SlowRed)
	}
	if c.Light == Yellow && past(c.Since, r.YellowDays, at) {
		out = append(out, SlowYellow)
	}
	if past(c.Reported, r.SilentDays, at) {
		out = append(out, SlowSilent)
	}
	return out
}

// past reports whether so many days have gone since a moment; days of 24 hours, so
// that the list is the same wherever it is made.
func past(since time.Time, days int, at time.Time) bool {
	return days > 0 && at.Sub(since) >= time.Duration(days)*24*time.Hour
}

package script

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/sorting"
)

// Options say how large a county is written down, and which one of the many that
// have its figures.
type Options struct {
	Scale float64 // 1 where 0
	Seed  uint64
}

// Script is two years of a county.
type Script struct {
	Figures
	People     []Person
	Receptions []Reception
	Plans      []Month // of a station
	Leaves     []Absence
	Cases      []Case
	Asked      []Topic
	Sessions   []Ballot
	Acts       []Act // in order of time
}

// Month is a station's month with its reception days.
type Month struct {
	Station    int
	Month      calendar.Date // its first day
	Receptions []int
}

// Absence is a deputy's leave.
type Absence struct {
	Person   int
	From, To calendar.Date
	Reason   string
}

type writer struct {
	Options
	*Script
	weights weights
}

// Write writes the script. Its sums are the published figures at the scale.
func Write(o Options) *Script {
	o.Scale = cmp.Or(o.Scale, 1)
	w := &writer{Options: o, Script: &Script{Figures: Published.Scaled(o.Scale)}}
	w.people()
	w.receptions()
	w.plans()
	w.leaves()
	w.arrivals()
	w.lives()
	w.ballots()
	inOrder(w.Acts)
	return w.Script
}

// lives lets every case run its course, at the slowest pace at which as many are
// closed by the last day as the figures say; those that are closed last beyond
// them wait for their last step.
func (w *writer) lives() {
	w.speed()
	pace, best := fastest, w.run(fastest)
	for step := 1.6; step > 0.01; step /= 2 {
		if slower := w.run(pace + step); count(slower) >= w.Closed {
			pace, best = pace+step, slower
		}
	}
	w.hold(best)
	for _, l := range best {
		w.Acts = append(w.Acts, slices.DeleteFunc(l.acts, func(a Act) bool { return a.At.After(Until) })...)
	}
}

// fastest is the pace at which nobody loses a day.
const fastest = 0.2

// speed clears the way of old cases, where too few are closed at any pace.
func (w *writer) speed() {
	for _, l := range w.run(fastest) {
		c := l.Case
		c.brisk = !l.over() && !c.recent() && (c.fate == handed || c.fate == explained)
	}
	if n := count(w.run(fastest)); n < w.Closed {
		panic(fmt.Sprintf("script: %d of %d can be closed by the last day", n, w.Closed)) // a property test shows that it is not so
	}
}

func (w *writer) run(pace float64) []*life {
	var out []*life
	for n := range w.Cases {
		out = append(out, w.live(n, pace))
	}
	return out
}

// over reports whether it is closed by the last day.
func (l *life) over() bool { return !l.closed.IsZero() && !l.closed.After(Until) }

func count(all []*life) int {
	n := 0
	for _, l := range all {
		if l.over() {
			n++
		}
	}
	return n
}

// hold takes the last step from the cases that are too many.
func (w *writer) hold(all []*life) {
	last := slices.DeleteFunc(slices.Clone(all), func(l *life) bool { return !l.over() || l.byItself })
	sorting.Stably(last, func(a, b *life) int { return b.closed.Compare(a.closed) })
	for _, l := range last[:count(all)-w.Closed] {
		l.acts, l.closed = l.acts[:len(l.acts)-1], time.Time{}
	}
}

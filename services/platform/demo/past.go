package demo

import (
	"context"
	"slices"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/sorting"
)

// Past is a clock that begins some weeks ago. Set moves it on, Arrive brings it
// to the real time for good.
type Past interface {
	Set(at time.Time)
	Arrive()
}

// Times of a working day at which something happens.
const (
	opening   = 8*time.Hour + 30*time.Minute
	morning   = 10 * time.Hour
	noon      = 11*time.Hour + 30*time.Minute
	afternoon = 15 * time.Hour
)

// act is something that happened at a moment of the past.
type act struct {
	at time.Time
	do func(ctx context.Context) error
}

// livePast plays the weeks before today, moment by moment, and arrives at today.
func (l *Loader) livePast(ctx context.Context) error {
	if l.Past == nil {
		return nil
	}
	defer l.Past.Arrive()
	if err := l.receiveWeekly(ctx); err != nil {
		return err
	}
	days := l.workdays()
	acts := slices.Concat(l.receptionActs(days), l.storyActs(days), l.recentActs(days), l.chainActs(days), l.yearActs(days), l.judgingActs(days))
	sorting.Stably(acts, func(a, b act) int { return a.at.Compare(b.at) })
	for len(acts) > 0 {
		n := 1
		for n < len(acts) && acts[n].at.Equal(acts[0].at) {
			n++
		}
		if err := l.moment(ctx, acts[:n]); err != nil {
			return err
		}
		acts = acts[n:]
	}
	return l.bringForward(ctx, time.Now())
}

// A round of the timers that was under way when the clock moved comes again after
// so long; while the acts of a moment wait for it, the clock goes on.
const (
	round     = 31 * time.Second
	lookAgain = 250 * time.Millisecond
)

// moment does what happens at one moment.
func (l *Loader) moment(ctx context.Context, acts []act) error {
	l.dawn(acts[0].at)
	l.Past.Set(acts[0].at)
	over, goOn := context.WithCancel(ctx)
	defer goOn()
	go func() {
		for sleep(over, lookAgain) == nil {
			l.Past.Set(l.Now().Add(round))
		}
	}()
	return each(ctx, acts, func(ctx context.Context, _ int, a act) error { return a.do(ctx) })
}

// dawn lets the days until a moment begin one by one: what is done daily is done
// on days without acts, too.
func (l *Loader) dawn(at time.Time) {
	for day := calendar.DateOf(l.Now()) + 1; day <= calendar.DateOf(at); day++ {
		l.Past.Set(day.Start().Add(6 * time.Hour))
	}
}

// workdays are those from the day after the clock's beginning to yesterday.
func (l *Loader) workdays() []calendar.Date {
	var out []calendar.Date
	for d := calendar.DateOf(l.Now()) + 1; d < calendar.DateOf(time.Now()); d++ {
		if calendar.Default().IsWorkday(d) {
			out = append(out, d)
		}
	}
	return out
}

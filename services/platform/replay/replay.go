// Package replay plays two years of Chenxi county through the public operations,
// on a virtual clock: a script is written first, then its acts are performed in
// order of time by the people of the county. What was done is kept in a diary
// beside the data, and every act has an idempotency key of its own, so that a
// replay that was interrupted at any point is completed by starting it again, and
// one that is complete changes nothing.
package replay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

// System is what is played on: the gateway's address as everybody reaches it,
// the machine owner's voice, and the clock.
type System struct {
	Client func(token func(context.Context) string) *rpc.Client
	Host   *rpc.Client // to identity
	Clock  *calendar.Virtual
	// Keep is told where the clock stands, at the end of each day; the system is
	// to be started there the next time.
	Keep func(time.Time) error
}

// Options say what is played.
type Options struct {
	script.Options
	File     string // the diary; it holds passwords
	Progress func(words string)
}

// Began reports where a diary's replay has come to, and whether there is one.
func Began(file string) (at time.Time, ok bool, err error) {
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return at, false, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return at, false, err
	}
	d := &diary{file: f, made: map[string][]string{}}
	_, err = d.read()
	if d.last.IsZero() {
		d.last = opening
	}
	return d.last, true, errors.Join(err, f.Close())
}

// opening is when the county is set up.
var opening = script.Opened.Start().Add(9 * time.Hour)

// Run plays what has not been played, waits until all of it is counted, and says
// what was counted. It fails with what an operation fails with; run it again to
// go on.
func Run(ctx context.Context, s System, o Options) (Report, error) {
	d, err := openDiary(o.File, header{Scale: o.Scale, Seed: o.Seed})
	if err != nil {
		return Report{}, err
	}
	p := &player{System: s, diary: d, script: script.Write(o.Options), say: o.Progress}
	report, err := p.run(ctx)
	return report, errors.Join(err, d.close())
}

// run sets the county up, plays the acts and counts.
func (p *player) run(ctx context.Context) (Report, error) {
	p.reach(opening)
	if err := p.open(ctx); err != nil {
		return Report{}, fmt.Errorf("replay: %w", err)
	}
	if err := p.play(ctx); err != nil {
		return Report{}, fmt.Errorf("replay: %w", err)
	}
	p.reach(script.Until)
	if err := p.Keep(p.Clock.Now()); err != nil {
		return Report{}, err
	}
	return p.count(ctx)
}

// reach moves the clock on, never back: an interrupted replay begins where it was.
func (p *player) reach(t time.Time) {
	if t.After(p.Clock.Now()) {
		p.Clock.Set(t)
	}
}

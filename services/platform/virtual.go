package platform

import (
	"context"
	"errors"
	"io"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// Virtual serves like Main, on a virtual clock that the caller moves: tests live
// through months with it, as the replay does. ready is called once, when everything
// answers. It returns when ctx ends, and fails for words that do not ask for the
// virtual clock (-clock=virtual).
func Virtual(ctx context.Context, p Process, ready func(clock *calendar.Virtual)) error {
	loaded, _, err := load(p)
	if err != nil {
		return err
	}
	return virtual(ctx, loaded.Config, p.Out, func(_ *system, clock *calendar.Virtual) { ready(clock) })
}

// virtual builds and serves a system on a virtual clock.
func virtual(ctx context.Context, c Config, out io.Writer, ready func(s *system, clock *calendar.Virtual)) error {
	clocked, err := c.clock()
	if err != nil {
		return err
	}
	s, err := awaited(ctx, c, clocked, out)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	clock, ok := s.clock.(*calendar.Virtual)
	if !ok {
		return errors.Join(fault.Invalid("clock", "请加上 -clock=virtual", "Add -clock=virtual"), s.Close())
	}
	err = s.serve(ctx, out, func(context.Context) { ready(s, clock) })
	return errors.Join(err, s.Close())
}

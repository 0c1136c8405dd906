package replay

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

// player performs the acts.
type player struct {
	System
	*diary
	script *script.Script
	say    func(string)

	onDuty sync.Map // roster person → number in the script
	meter  meter
}

// width is how many people act at the same moment.
const width = 16

// play performs the acts that have no page in the diary yet, moment by moment.
func (p *player) play(ctx context.Context) error {
	acts := p.script.Acts
	p.meter = meter{say: p.say, all: len(acts), began: time.Now()}
	for len(acts) > 0 {
		n := 1
		for n < len(acts) && acts[n].At.Equal(acts[0].At) {
			n++
		}
		now, rest := acts[:n], acts[n:]
		if now[0].At.After(p.last) {
			if err := p.moment(ctx, now); err != nil {
				return err
			}
			if err := p.turnPage(now[0].At, rest); err != nil {
				return err
			}
			p.meter.did(now[0].At, n)
		} else {
			p.meter.skipped += n
		}
		acts = rest
	}
	return nil
}

// turnPage writes the moment down; with the last of a day for good.
func (p *player) turnPage(at time.Time, rest []script.Act) error {
	dayOver := len(rest) == 0 || calendar.DateOf(rest[0].At) != calendar.DateOf(at)
	if err := p.turn(at, dayOver); err != nil {
		return err
	}
	if dayOver {
		return p.Keep(p.Clock.Now())
	}
	return nil
}

// moment performs acts that happen at the same time.
func (p *player) moment(ctx context.Context, acts []script.Act) error {
	p.reach(acts[0].At)
	if p.expires(countyLogin).AddDate(0, 0, -renewDays).Before(acts[0].At) {
		if err := p.handOut(ctx, acts[0].At); err != nil {
			return err
		}
	}
	return each(ctx, acts, func(ctx context.Context, _ int, a script.Act) error {
		if err := p.act(ctx, a); err != nil {
			return fmt.Errorf("%s, %s: %w", a.At.Format("2006-01-02 15:04"), a.Key(), err)
		}
		return nil
	})
}

// each runs fn for every item, several at a time, and stops at the first error.
func each[T any](ctx context.Context, items []T, fn func(ctx context.Context, i int, item T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(width)
	for i, item := range items {
		g.Go(func() error { return fn(ctx, i, item) })
	}
	return g.Wait()
}

func (p *player) act(ctx context.Context, a script.Act) error {
	switch a.What {
	case script.Plan, script.Publish, script.Leave:
		return p.planAct(ctx, a)
	case script.Invite, script.Confirm, script.Ask, script.Swap, script.Cancel, script.Come, script.Missing, script.Go:
		return p.dayAct(ctx, a)
	case script.Call, script.Topical, script.Screen, script.Session, script.Vote:
		return p.projectAct(ctx, a)
	}
	return p.caseAct(ctx, a)
}

// Waiting for what others have to learn first, or for what time brings about.
const (
	patience = time.Minute
	look     = 20 * time.Millisecond
	nudge    = 31 * time.Second // of virtual time: the next round of the timers
)

// do calls an operation as somebody under a key. What another service has to
// learn first is waited for, and what time brings about.
func do[Req, Res any](ctx context.Context, p *player, login string, op rpc.Op[Req, Res], req Req, key string) (Res, error) {
	return insist(ctx, p, p.as(login), op, req, key)
}

func insist[Req, Res any](ctx context.Context, p *player, c *rpc.Client, op rpc.Op[Req, Res], req Req, key string) (Res, error) {
	deadline := time.Now().Add(patience)
	for looks := 1; ; looks++ {
		res, err := rpc.Call(rpc.WithKey(ctx, "replay/"+key), c, op, req)
		if err == nil || !early(err) || time.Now().After(deadline) {
			if err != nil {
				err = fmt.Errorf("%s: %w", op.Name, err)
			}
			return res, err
		}
		if looks%25 == 0 && fault.HasCode(err, "case.step") {
			p.Clock.Advance(nudge) // a round was under way when the clock moved
		}
		select {
		case <-ctx.Done():
			return res, ctx.Err()
		case <-time.After(look):
		}
	}
}

// early reports whether an operation fails since something is not known yet, or
// the store is away for a moment: the same key acts once.
func early(err error) bool {
	return fault.Is(err, fault.KindUnavailable) || fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindUnauthenticated) || fault.HasCode(err, "denied") ||
		fault.HasCode(err, "case.step") || fault.HasCode(err, "case.received_by") || fault.HasCode(err, "case.reception_day") ||
		fault.HasCode(err, "project.unit")
}

package notification

import (
	"context"
	"errors"
	"sync"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// sender hands over what goes by one channel, on one replica at a time. Every step is durable before
// the next begins and fenced by the lease, so that a message whose outcome is
// not known is never sent a second time, whoever dies when.
type sender struct {
	*Service
	channel channel
	holder  string
	lease   time.Duration
	workers int
	wake    chan struct{}
}

const (
	// sendLease outlasts two renewals that fail; a dead sender's messages wait for it.
	sendLease   = 20 * time.Second
	sendWorkers = 4
	// pollEvery finds what is due by time or was stored by another replica.
	pollEvery = time.Second
)

var (
	errLost = errors.New("notification: the try belongs to another sender")
	errAway = errors.New("notification: nobody takes messages of this channel")
)

// poke makes the sender look at once.
func (p *sender) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Run sends what is due until ctx ends.
func (p *sender) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := p.turn(store.System(ctx))
		rest := pollEvery
		if err != nil && ctx.Err() == nil {
			p.log.Warn("messages will be tried again", "channel", p.channel.name, "error", err)
			rest = 10 * pollEvery
		}
		p.rest(ctx, rest)
	}
	return nil
}

// rest waits on the machine's clock, as leases and networks do.
func (p *sender) rest(ctx context.Context, d time.Duration) {
	passed, stop := calendar.System().Timer(d)
	defer stop()
	select {
	case <-ctx.Done():
	case <-passed:
	case <-p.wake:
	}
}

// turn sends everything that is due now, if no other replica does.
func (p *sender) turn(ctx context.Context) error {
	if any, err := p.anything(ctx); err != nil || !any {
		return err
	}
	lease, err := p.db.Acquire(ctx, p.channel.name, p.holder, p.lease)
	if errors.Is(err, store.ErrLease) {
		return nil
	}
	if err != nil {
		return err
	}
	kept, letGo := context.WithCancel(context.WithoutCancel(ctx))
	var keeper sync.WaitGroup
	keeper.Go(func() { p.keep(kept) })
	err = errors.Join(p.clearUp(ctx, lease), p.drain(ctx, lease))
	letGo()
	keeper.Wait()
	return errors.Join(err, p.db.Release(context.WithoutCancel(ctx), lease))
}

// anything reports whether there is work, without writing.
func (p *sender) anything(ctx context.Context) (bool, error) {
	_, due, err := p.deliveries.First(ctx, p.due())
	if due || err != nil {
		return due, err
	}
	_, left, err := p.deliveries.First(ctx, p.sending())
	return left, err
}

func (p *sender) due() store.Query {
	return store.Query{Index: "due_by", Eq: store.Key{p.channel.name}, Below: p.clock.Now().Add(time.Microsecond)}
}

func (p *sender) sending() store.Query {
	return store.Query{Index: "sending_by", Eq: store.Key{p.channel.name}}
}

// keep renews the lease while the turn lasts, also past a stop that waits for
// the dialogues under way.
func (p *sender) keep(ctx context.Context) {
	for calendar.Sleep(ctx, calendar.System(), p.lease/4) == nil {
		if _, err := p.db.Acquire(ctx, p.channel.name, p.holder, p.lease); err != nil && ctx.Err() == nil {
			p.log.Warn("the lease on a channel was not renewed", "channel", p.channel.name, "error", err)
		}
	}
}

// clearUp ends the tries that a dead sender left.
func (p *sender) clearUp(ctx context.Context, lease store.Lease) error {
	return p.deliveries.Each(ctx, p.sending(), func(d Delivery) error {
		return p.change(ctx, lease, d.ID, func(d *Delivery) []event.Event { return d.recover(lease.Epoch, p.clock.Now()) })
	})
}

// fenced does something only while the lease is held.
func (p *sender) fenced(ctx context.Context, lease store.Lease, fn func(context.Context) error) error {
	return p.db.Transact(ctx, func(ctx context.Context) error {
		if _, err := p.db.Held(ctx, lease, nil); err != nil {
			return err
		}
		return fn(ctx)
	})
}

// change changes a delivery only while the lease is held.
func (p *sender) change(ctx context.Context, lease store.Lease, id string, fn func(*Delivery) []event.Event) error {
	return p.fenced(ctx, lease, func(ctx context.Context) error {
		_, err := p.Service.update(ctx, id, func(d *Delivery) ([]event.Event, error) { return fn(d), nil })
		return err
	})
}

// drain hands what is due to the workers until nothing is left.
func (p *sender) drain(ctx context.Context, lease store.Lease) error {
	for ctx.Err() == nil {
		page, err := p.deliveries.List(ctx, p.due())
		if err != nil || len(page.Items) == 0 {
			return err
		}
		if err := p.share(ctx, lease, page.Items); err != nil {
			return err
		}
	}
	return nil
}

// share lets workers send a page, each in a dialogue of its own, and stops at
// the first error that is not one message's.
func (p *sender) share(ctx context.Context, lease store.Lease, page []Delivery) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan Delivery)
	var work sync.WaitGroup
	for range min(p.workers, len(page)) {
		work.Go(func() {
			w := &worker{sender: p, lease: lease, line: p.channel.line()}
			defer w.line.Close()
			for d := range queue {
				if err := w.send(ctx, d); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, d := range page {
		if ctx.Err() != nil {
			break
		}
		queue <- d
	}
	close(queue)
	work.Wait()
	return context.Cause(ctx)
}

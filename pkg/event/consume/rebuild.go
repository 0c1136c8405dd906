package consume

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// rebuildLease is how long a dead rebuild keeps others from starting one.
const rebuildLease = time.Minute

var (
	errNoView     = fault.FailedPrecondition("rebuild.no_view", "这个消费者没有可重建的读模型", "This consumer has no read model that can be built anew")
	errUnsure     = fault.Unavailable(errors.New("consume: the store did not say whether it stored a part of a read model"))
	errRebuilding = fault.FailedPrecondition("rebuild.running", "正在重建，请等它完成", "A rebuild is running already; wait for it to finish")
)

// Rebuild builds the read model anew from the origins' journals while the old
// one keeps serving, changes over when it has caught up, and clears the old
// one. It takes as long as reading the journals does; Generation tells how far
// it is. Asked of an older version of the program, it brings that version's
// folding back into service. It fails with failed_precondition without a View or while another
// rebuild runs, and with unavailable when an origin or the store is away, then
// leaving the old one in service.
func (c *Consumer) Rebuild(ctx context.Context) error {
	if c.generations == nil {
		return errNoView
	}
	ctx = store.System(ctx)
	lease, err := c.DB.Acquire(ctx, "rebuild "+c.Name, c.DB.NewID(), rebuildLease)
	if errors.Is(err, store.ErrLease) {
		return errRebuilding
	}
	if err != nil {
		return err
	}
	b := &rebuild{Consumer: c, lease: lease, most: wholeUnit}
	err = b.run(withFence(ctx, b.held))
	if errors.Is(err, store.ErrLease) {
		return errRebuilding.Because(err)
	}
	if err != nil {
		err = errors.Join(err, c.changeGeneration(ctx, func(g *Generation) { g.Building = nil }))
	}
	return errors.Join(err, c.DB.Release(context.WithoutCancel(ctx), b.lease))
}

type rebuild struct {
	*Consumer
	lease store.Lease
	next  *slot
	read  int64
	shown time.Time // when it was last shown how far it is
	last  *step     // being stored; nil for none
	most  int       // events in one unit of work
	// unsure: something was stored of which the view, that keeps things in memory,
	// was not told; or may have been, and cannot be written twice.
	unsure bool
}

// held fences the rebuild: no unit of work of it commits once another began.
func (b *rebuild) held(ctx context.Context) error {
	_, err := b.DB.Held(ctx, b.lease, nil)
	return err
}

func (b *rebuild) run(ctx context.Context) error {
	old, err := b.Generation(ctx)
	if err != nil {
		return err
	}
	serving := b.slot(old.Suffix)
	b.next = b.other(serving)
	started := b.DB.Clock().Now().UTC()
	steps := []func(context.Context) error{
		func(ctx context.Context) error {
			return b.changeGeneration(ctx, func(g *Generation) { g.Building = &Building{Started: started, Updated: started} })
		},
		b.next.clear, // of an attempt that broke off, and of what came late to an old place
		b.readWhole,
		b.catchUp, // what came while the first look took its time
		b.change,
		b.catchUp, // what the old place took in between the last look and the change
		func(ctx context.Context) error { return b.Wait(ctx, b.Grace) },
		serving.clear,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// catchUp reads all journals to their ends.
func (b *rebuild) catchUp(ctx context.Context) error {
	for _, service := range b.next.services {
		err := b.sweep(ctx, b.next, service, func(rows int) error { return b.progress(ctx, rows) })
		if err != nil {
			return err
		}
	}
	return nil
}

// progress renews the lease and shows how far the rebuild is, each second: what is
// done after every page would take more syncs than the pages themselves.
func (b *rebuild) progress(ctx context.Context, rows int) error {
	b.read += int64(rows)
	if time.Since(b.shown) < time.Second {
		return nil
	}
	b.shown = time.Now()
	if err := b.await(ctx); err != nil { // it holds the lease, too
		return err
	}
	lease, err := b.DB.Acquire(ctx, b.lease.Name, b.lease.Holder, rebuildLease)
	if err != nil {
		return err
	}
	if lease.Epoch != b.lease.Epoch {
		return store.ErrLease
	}
	b.lease = lease
	return b.changeGeneration(ctx, func(g *Generation) {
		if g.Building != nil {
			g.Building.Events, g.Building.Updated = b.read, b.DB.Clock().Now().UTC()
		}
	})
}

// change puts the new place into service.
func (b *rebuild) change(ctx context.Context) error {
	return b.DB.Transact(ctx, func(ctx context.Context) error {
		if err := b.held(ctx); err != nil {
			return err
		}
		return b.changeGeneration(ctx, func(g *Generation) {
			g.Number, g.Suffix, g.Revision = g.Number+1, b.next.suffix, b.Revision
			g.Since, g.Building = b.DB.Clock().Now().UTC(), nil
		})
	})
}

// other is the slot that does not serve.
func (c *Consumer) other(serving *slot) *slot {
	if c.slots[0] == serving {
		return c.slots[1]
	}
	return c.slots[0]
}

// clear empties the slot.
func (s *slot) clear(ctx context.Context) error {
	return errors.Join(s.view.Clear(ctx), s.parked.Purge(ctx), s.cursors.Purge(ctx), s.marks.Purge(ctx))
}

// renewOutdated builds a read model anew that an older version of the program
// has folded.
func (c *Consumer) renewOutdated(ctx context.Context) {
	g, err := c.Generation(ctx)
	if err != nil || g.Revision >= c.Revision {
		return
	}
	c.Log.Info("consume: building a read model anew", "consumer", c.Group(), "from", g.Revision, "to", c.Revision)
	if err := c.Rebuild(ctx); err != nil && ctx.Err() == nil {
		c.Log.Warn("consume: read model not built anew", "consumer", c.Group(), "error", err)
	}
}

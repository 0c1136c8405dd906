package consume

import (
	"context"
	"errors"
	"slices"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// wholeUnit is how many events a rebuild applies in one unit of work: what follows
// from all that happened to one object is written once, and pages of the database that
// many objects share are, too. Other writers wait while it commits. Where a store does
// not take so much at once, units become smaller.
const wholeUnit = 6 * store.MaxPage

// readWhole reads all journals aggregate by aggregate, which leaves the slot's cursors
// where the journals ended when that began.
func (b *rebuild) readWhole(ctx context.Context) error {
	within, take := ctx, func(bool) []func(context.Context) error { return nil }
	if h, ok := b.next.view.(Holder); ok {
		within, take = h.Hold(b.doubting(ctx))
	}
	var read []cursor
	for _, service := range b.next.services {
		end, err := b.readAll(within, service, take)
		if err != nil {
			return errors.Join(err, b.await(ctx))
		}
		read = append(read, cursor{service, end})
	}
	if err := errors.Join(b.settleAll(ctx, take(true)), b.await(ctx)); err != nil {
		return err
	}
	if b.unsure { // the next rebuild begins anew
		return errUnsure
	}
	for _, at := range read {
		if err := b.advance(ctx, b.next, at); err != nil {
			return err
		}
	}
	return nil
}

// readAll returns the position where the journal ended.
func (b *rebuild) readAll(ctx context.Context, service string, take func(all bool) []func(context.Context) error) (int64, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	end := int64(-1)
	for page := range ahead(ctx, b.aggregates(ctx, service)) {
		switch {
		case fault.Is(page.err, fault.KindInvalid): // an older version reads by position alone, which comes next
			return 0, b.await(ctx)
		case page.err != nil:
			return 0, page.err
		}
		if end < 0 {
			end = page.end
		}
		err := b.applyAll(store.System(ctx), page.events)
		if b.unsure && err == nil {
			err = errUnsure
		}
		if err == nil {
			err = b.settleAll(ctx, take(false))
		}
		if err == nil {
			err = b.progress(ctx, len(page.events))
		}
		if err != nil {
			return 0, err
		}
	}
	return max(end, 0), errors.Join(ctx.Err(), b.await(ctx))
}

// applyAll applies events in as large units as the store takes.
func (b *rebuild) applyAll(ctx context.Context, events []event.Event) error {
	for some := range slices.Chunk(events, b.most) {
		err := b.do(ctx, step{
			unit:      func(ctx context.Context) error { return b.fold(ctx, b.next, some) },
			otherwise: func(ctx context.Context) error { return b.halves(ctx, some) },
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// halves applies what could not be applied at once, so that one event that cannot be
// folded does not make units of their own of all around it.
func (b *rebuild) halves(ctx context.Context, events []event.Event) error {
	middle := len(events) / 2
	if middle < b.Batch {
		return b.deliver(ctx, b.next, events)
	}
	for _, half := range [][]event.Event{events[:middle], events[middle:]} {
		if b.together(ctx, b.next, half) == nil {
			continue
		}
		if err := b.halves(ctx, half); err != nil {
			return err
		}
	}
	return nil
}

// settleAll writes what the view kept.
func (b *rebuild) settleAll(ctx context.Context, parts []func(context.Context) error) error {
	ctx = store.System(ctx)
	for _, part := range parts {
		unit := func(ctx context.Context) error {
			if err := fenced(ctx); err != nil {
				return err
			}
			return part(ctx)
		}
		err := b.do(ctx, step{once: true, unit: unit, otherwise: func(ctx context.Context) error { return b.DB.Transact(ctx, unit) }})
		if err == nil {
			err = b.progress(ctx, 0)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// wholePage is what becomes one unit of work, or why there is none.
type wholePage struct {
	events []event.Event
	end    int64
	err    error
}

// aggregates reads a service's journal, page by page.
func (b *rebuild) aggregates(ctx context.Context, service string) func() (wholePage, bool) {
	after := ""
	return func() (page wholePage, more bool) {
		page, after, more = b.aggregatePage(ctx, service, after)
		return page, more
	}
}

func (b *rebuild) aggregatePage(ctx context.Context, service, after string) (page wholePage, last string, more bool) {
	page.end = -1
	for len(page.events) < wholeUnit {
		rows, end, err := b.Gap.ReadWhole(ctx, service, after, store.MaxPage)
		if err != nil {
			return wholePage{err: err}, after, false
		}
		if page.end < 0 {
			page.end = end
		}
		for _, row := range rows {
			page.events, after = append(page.events, row.Event), row.ID()
		}
		if len(rows) < store.MaxPage {
			return page, after, false
		}
	}
	return page, after, true
}

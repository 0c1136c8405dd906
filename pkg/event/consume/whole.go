package consume

import (
	"context"
	"errors"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// wholeUnit is how many events a rebuild applies in one unit of work: what follows
// from all that happened to one object is written once, and so are numbers that many
// objects change. Other writers wait while it commits.
const wholeUnit = 2 * store.MaxPage

// readWhole reads all journals aggregate by aggregate, which leaves the slot's cursors
// where the journals ended when that began.
func (b *rebuild) readWhole(ctx context.Context) error {
	for _, service := range b.next.services {
		if err := b.readAll(ctx, service); err != nil {
			return err
		}
	}
	return nil
}

func (b *rebuild) readAll(ctx context.Context, service string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	end := int64(-1)
	for page := range ahead(ctx, b.aggregates(ctx, service)) {
		switch {
		case fault.Is(page.err, fault.KindInvalid): // an older version reads by position alone, which comes next
			return nil
		case page.err != nil:
			return page.err
		}
		if end < 0 {
			end = page.end
		}
		if err := b.deliver(ctx, b.next, page.events); err != nil {
			return err
		}
		if err := b.progress(ctx, len(page.events)); err != nil {
			return err
		}
	}
	return errors.Join(ctx.Err(), b.advance(ctx, b.next, cursor{service, max(end, 0)}))
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

package consume

import (
	"context"
	"errors"

	"lianluo/pkg/store"
)

// step is one unit of work of a rebuild, and how it is done where that fails.
type step struct {
	unit, otherwise func(ctx context.Context) error
	prepared        *store.Prepared
	stored          chan error
	once            bool // done again, it would count again
}

// do runs a step beside the storing of the one before it, and begins to store it:
// one core decodes and folds, another writes. What a step reads is as the one before
// leaves it, so that they are as if each was stored before the next began.
func (b *rebuild) do(ctx context.Context, s step) error {
	var before *store.Prepared
	if b.last != nil {
		before = b.last.prepared
	}
	var failed error
	s.prepared, failed = b.DB.Prepare(ctx, before, s.unit)
	was := b.last
	if err := b.await(ctx); err != nil {
		return err
	}
	if failed != nil || was != nil && was.prepared == nil {
		return s.otherwise(ctx)
	}
	s.stored, b.last = make(chan error, 1), &s
	go func() { s.stored <- s.prepared.Commit(ctx) }()
	return nil
}

// await returns when the last step is stored. Where it could not be, what was read
// in its wake does not hold: it has no prepared unit then.
func (b *rebuild) await(ctx context.Context) error {
	s := b.last
	if s == nil {
		return nil
	}
	b.last = nil
	err := <-s.stored
	if err == nil {
		return nil
	}
	if !errors.Is(err, store.ErrVersion) { // else somebody else was quicker, and size has no part in it
		b.most = max(b.most/2, b.Batch)
	}
	if s.once && !errors.Is(err, store.ErrVersion) {
		b.unsure = true
		return errUnsure.Because(err)
	}
	s.prepared = nil
	return s.otherwise(ctx)
}

type doubtKey struct{}

// doubting is a context in which an event that comes a second time is told to the
// rebuild: it reads each once, so that a unit was stored whose end nobody heard of.
func (b *rebuild) doubting(ctx context.Context) context.Context {
	return context.WithValue(ctx, doubtKey{}, b)
}

func doubt(ctx context.Context) {
	if b, ok := ctx.Value(doubtKey{}).(*rebuild); ok {
		b.unsure = true
	}
}

package insight

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// held are changes of counters that a rebuild keeps in memory over many units of
// work: one day of one place is changed by many cases, and by each again and again.
type held struct {
	v   *view
	mu  sync.Mutex
	sum map[string]added
}

// What a rebuild keeps, and writes in one unit of work. A hundred thousand counters
// are some 60 MB.
const (
	heldMost = 100_000
	heldUnit = 2_000
)

type heldKey struct{}

// Hold implements consume.Holder.
func (v *view) Hold(ctx context.Context) (context.Context, func(all bool) []func(context.Context) error) {
	h := &held{v: v, sum: map[string]added{}}
	return context.WithValue(ctx, heldKey{}, h), h.take
}

// keep adds what a unit of work changes once that is stored, and reports whether
// such things are kept.
func (v *view) keep(ctx context.Context, sums map[string]added) bool {
	h, ok := ctx.Value(heldKey{}).(*held)
	if ok {
		v.db.AfterCommit(ctx, func() { h.add(sums) })
	}
	return ok
}

func (h *held) add(sums map[string]added) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, a := range sums {
		if have, ok := h.sum[id]; ok {
			a = have.and(a)
		}
		h.sum[id] = a
	}
}

// take hands over what is kept, in the order of the counters' ids.
func (h *held) take(all bool) (parts []func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !all && len(h.sum) < heldMost {
		return nil
	}
	sums := h.sum
	h.sum = map[string]added{}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(sums)), heldUnit) {
		parts = append(parts, func(ctx context.Context) error { return h.v.changeAll(ctx, ids, sums) })
	}
	return parts
}

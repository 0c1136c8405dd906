package insight

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// turned is one change of a fact.
type turned[F fact] struct {
	id string
	at time.Time
	fn func(F) F
}

// turn replaces a fact and moves the numbers and entries that follow from it, at the
// end of the unit of work: a rebuild reads all that happened to one fact at a time,
// and writes it once.
func turn[F fact](ctx context.Context, v *view, c *store.Collection[F], id string, at time.Time, fn func(F) F) error {
	return v.db.Gather(ctx, c, turned[F]{id, at, fn}, func(ctx context.Context, all []any) error {
		byID, ids := map[string][]turned[F]{}, []string{}
		for _, one := range all {
			t := one.(turned[F])
			if byID[t.id] == nil {
				ids = append(ids, t.id)
			}
			byID[t.id] = append(byID[t.id], t)
		}
		slices.Sort(ids)                              // units of work on several replicas meet in the same order
		if _, err := c.GetAll(ctx, ids); err != nil { // at hand then, with one read
			return err
		}
		for _, id := range ids {
			if err := turnOne(ctx, v, c, byID[id]); err != nil {
				return err
			}
		}
		return nil
	})
}

// turnOne does all that a unit of work changes about one fact.
func turnOne[F fact](ctx context.Context, v *view, c *store.Collection[F], all []turned[F]) error {
	old, err := c.Get(ctx, all[0].id)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	last, counted := old, old.tally()
	for _, t := range all {
		fresh, err := t.done(last)
		if err != nil {
			return err
		}
		if reflect.DeepEqual(last, fresh) {
			continue
		}
		sum := fresh.tally()
		if err := v.count(ctx, change(fresh, sum, last, counted), fresh, t.at); err != nil {
			return err
		}
		last, counted = fresh, sum
	}
	if reflect.DeepEqual(last, old) {
		return nil
	}
	return errors.Join(c.Put(ctx, last), v.enter(ctx, old.entries(), last.entries()))
}

// done is the fact after the change; a panic is its error.
func (t turned[F]) done(before F) (after F, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Internal(fmt.Errorf("change of %s: panic: %v\n%s", t.id, p, debug.Stack()))
		}
	}()
	return t.fn(before), nil
}

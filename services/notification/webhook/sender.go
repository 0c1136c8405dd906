package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

const (
	// lease outlasts two renewals that fail; a dead sender's webhooks wait for it.
	lease     = 20 * time.Second
	leaseName = "webhooks"
	// pollEvery finds what is due by time or was told on another replica.
	pollEvery = time.Second
	// atOnce is how many webhooks are walked at the same time.
	atOnce = 8
	// share is how many events of one webhook go out before others have a turn.
	share = 100
)

// errMoved: somebody replayed, stopped or deleted the webhook meanwhile.
var errMoved = errors.New("webhook: changed meanwhile")

// poke makes the sender look at once.
func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run sends what is due until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		more, err := s.turn(store.System(ctx))
		if err != nil && ctx.Err() == nil {
			s.log.Warn("webhooks will be tried again", "error", err)
		}
		if !more {
			s.rest(ctx)
		}
	}
	return nil
}

// rest waits on the machine's clock, as leases and networks do.
func (s *Service) rest(ctx context.Context) {
	passed, stop := calendar.System().Timer(pollEvery)
	defer stop()
	select {
	case <-ctx.Done():
	case <-passed:
	case <-s.wake:
	}
}

// turn walks every webhook that is due and behind, if no other replica does, and
// reports whether one of them may go on at once.
func (s *Service) turn(ctx context.Context) (more bool, err error) {
	due, err := s.due(ctx)
	if err != nil || len(due) == 0 {
		return false, err
	}
	held, err := s.db.Acquire(ctx, leaseName, s.holder, s.lease)
	if errors.Is(err, store.ErrLease) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	kept, letGo := context.WithCancel(context.WithoutCancel(ctx))
	var keeper sync.WaitGroup
	keeper.Go(func() { s.keep(kept) })
	more, err = s.walkAll(ctx, held, due)
	letGo()
	keeper.Wait()
	return more, errors.Join(err, s.db.Release(context.WithoutCancel(ctx), held))
}

// due are active webhooks behind the feed's head whose time has come.
func (s *Service) due(ctx context.Context) ([]Hook, error) {
	last, err := s.last(ctx)
	var out []Hook
	if err != nil || last == 0 {
		return nil, err
	}
	err = s.hooks.Each(ctx, store.Query{Index: "due", Below: s.clock.Now().Add(time.Microsecond)}, func(h Hook) error {
		if h.Position < last {
			out = append(out, h)
		}
		return nil
	})
	return out, err
}

// keep renews the lease while the turn lasts.
func (s *Service) keep(ctx context.Context) {
	for calendar.Sleep(ctx, calendar.System(), s.lease/4) == nil {
		if _, err := s.db.Acquire(ctx, leaseName, s.holder, s.lease); err != nil && ctx.Err() == nil {
			s.log.Warn("the lease on webhooks was not renewed", "error", err)
		}
	}
}

func (s *Service) walkAll(ctx context.Context, held store.Lease, due []Hook) (bool, error) {
	var work sync.WaitGroup
	var mu sync.Mutex
	var failed []error
	more, places := false, make(chan struct{}, atOnce)
	for _, h := range due {
		places <- struct{}{}
		work.Go(func() {
			defer func() { <-places }()
			again, err := s.walk(ctx, held, h)
			mu.Lock()
			defer mu.Unlock()
			more = more || again
			if err != nil && !errors.Is(err, errMoved) && !fault.Is(err, fault.KindNotFound) {
				failed = append(failed, err)
			}
		})
	}
	work.Wait()
	return more, errors.Join(failed...)
}

// walk sends a webhook's next events, in order, up to the first that fails. A
// stop lets the try under way end.
func (s *Service) walk(ctx context.Context, held store.Lease, h Hook) (more bool, err error) {
	last, err := s.last(ctx) // before the rows: what comes meanwhile is not walked over
	if err != nil {
		return false, err
	}
	var secret string
	if err := s.vault.Open(ctx, sealedUnder(h.ID), h.Sealed, &secret); err != nil {
		return false, err
	}
	scope := store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(h.Area)}})
	page, err := s.feed.List(scope, store.Query{Index: "position", From: h.Position + 1, Limit: share})
	if err != nil {
		return false, err
	}
	at := h.Position
	for _, r := range page.Items {
		if ctx.Err() != nil {
			return false, nil
		}
		if !h.wants(r.Event.Type) {
			continue
		}
		took, err := s.deliver(context.WithoutCancel(ctx), held, h, secret, at, r)
		if err != nil || !took {
			return false, err
		}
		at = r.Position
	}
	end := last
	if page.Next != "" {
		end = page.Items[len(page.Items)-1].Position
	}
	if end <= at {
		return page.Next != "", nil
	}
	return page.Next != "", s.fenced(ctx, held, h.ID, at, func(h *Hook) []event.Event { h.took(end); return nil })
}

// deliver makes one try and records what became of it.
func (s *Service) deliver(ctx context.Context, held store.Lease, h Hook, secret string, at int64, r Row) (took bool, err error) {
	body, err := json.Marshal(r.Event)
	if err != nil {
		return false, fault.Internal(err)
	}
	began := time.Now() //nolint:forbidigo // the receiver compares the signature's time with its own clock
	o := s.post.send(ctx, h.URL, secret, r.Event.ID, began, body)
	lasted := time.Since(began) //nolint:forbidigo // as the receiver's network counts it
	now := s.clock.Now()
	line := Try{ID: s.db.NewID(), Hook: h.ID, WebhookTry: notification.WebhookTry{At: now, Event: r.Event.ID, EventType: r.Event.Type,
		Position: r.Position, OK: o.ok, Status: o.status, Problem: o.problem, Millis: lasted.Milliseconds()}}
	return o.ok, s.db.Transact(ctx, func(ctx context.Context) error {
		err := s.fenced(ctx, held, h.ID, at, func(h *Hook) []event.Event {
			if !o.ok {
				return h.missed(now, o)
			}
			h.took(r.Position)
			return nil
		})
		if err != nil {
			return err
		}
		return s.tries.Create(ctx, line)
	})
}

// fenced changes a webhook only while the lease is held and the webhook stands
// where this walk left it.
func (s *Service) fenced(ctx context.Context, held store.Lease, id string, at int64, fn func(*Hook) []event.Event) error {
	return s.db.Transact(ctx, func(ctx context.Context) error {
		if _, err := s.db.Held(ctx, held, nil); err != nil {
			return err
		}
		_, err := s.hooks.Update(ctx, id, func(h *Hook) ([]event.Event, error) {
			if h.Position != at || h.State != notification.WebhookActive {
				return nil, errMoved
			}
			return fn(h), nil
		})
		return err
	})
}

// Sweep forgets feed and tries that are too old.
func (s *Service) Sweep(ctx context.Context) error {
	before := s.clock.Now().Add(-keep)
	return errors.Join(s.feed.DeleteBelow(ctx, "age", before), s.tries.DeleteBelow(ctx, "age", before))
}

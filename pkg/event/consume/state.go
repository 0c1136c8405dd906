package consume

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// slot is one place that events are applied to: a consumer with handlers has
// one, a read model two, of which one serves.
type slot struct {
	suffix   string
	view     View
	handlers map[string][]event.Handler // by event type, and by service + "*"
	services []string
	marks    *store.Collection[mark]
	parked   *store.Collection[Parked]
	cursors  *store.Collection[cursor]

	mu    sync.Mutex
	kinds map[string]bool // service/aggregate kinds of which a handled event was met
}

// mark is how far an aggregate has been applied. While Parked is not 0, events
// up to it are parked and what follows joins them.
type mark struct {
	ID     string `json:"id"`
	Last   int64  `json:"last"`
	Parked int64  `json:"parked,omitempty"`
}

// cursor is how far a service's journal has been compared.
type cursor struct {
	Service  string `json:"service"`
	Position int64  `json:"position"`
}

func newSlot(c *Consumer, suffix string, view View, handlers []event.Handler) *slot {
	s := &slot{suffix: suffix, view: view, handlers: map[string][]event.Handler{}, kinds: map[string]bool{}}
	for _, h := range handlers {
		key := h.Type
		if h.Type == event.Any {
			key = h.Service + event.Any
		}
		s.handlers[key] = append(s.handlers[key], h)
		s.services = append(s.services, h.Service)
	}
	slices.Sort(s.services)
	s.services = slices.Compact(s.services)
	name := func(what string) string { return c.Name + "_" + what + suffix }
	s.marks = store.NewCollection(c.DB, name("seen"), store.Def[mark]{ID: func(m *mark) string { return m.ID }})
	s.cursors = store.NewCollection(c.DB, name("cursor"), store.Def[cursor]{ID: func(c *cursor) string { return c.Service }})
	s.parked = store.NewCollection(c.DB, name("parked"), parkedDef)
	return s
}

// wanted returns the event's handlers, and whether its aggregate is followed:
// whether any event of that kind of aggregate is handled. Kinds are learned, so
// that aggregates nobody here asks about leave no trace; what passed before a
// kind was known is filled in as a gap.
func (s *slot) wanted(e event.Event) ([]event.Handler, bool) {
	hs := slices.Concat(s.handlers[e.Type], s.handlers[e.Service()+event.Any])
	kind := e.Service() + "/" + e.Aggregate
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(hs) > 0 {
		s.kinds[kind] = true
	}
	return hs, s.kinds[kind]
}

// aggregateID names an aggregate among all services.
func aggregateID(e event.Event) string { return e.Service() + "/" + e.Key() }

func (s *slot) mark(ctx context.Context, id string) (mark, error) {
	if m, ok := marksOf(ctx)[id]; ok {
		return m.mark, nil
	}
	m, err := s.marks.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return mark{ID: id}, nil
	}
	return m, err
}

func (s *slot) setMark(ctx context.Context, m mark) error {
	if all := marksOf(ctx); all != nil {
		all[m.ID] = heldMark{m, true}
		return nil
	}
	return s.marks.Put(ctx, m)
}

// heldMarks are how far the aggregates of one unit of work are, until its end.
type heldMarks map[string]heldMark

type heldMark struct {
	mark
	moved bool
}

type marksKey struct{}

// marksOf are those of the unit of ctx, nil where it keeps none.
func marksOf(ctx context.Context) heldMarks {
	all, _ := ctx.Value(marksKey{}).(heldMarks)
	return all
}

// readMarks reads how far the aggregates of a batch are with one read. Within the
// context that it returns they are kept, and set, in memory.
func (s *slot) readMarks(ctx context.Context, events []event.Event) (context.Context, heldMarks, error) {
	all := heldMarks{}
	for _, e := range events {
		id := aggregateID(e)
		all[id] = heldMark{mark: mark{ID: id}}
	}
	stored, err := s.marks.GetAll(ctx, slices.Sorted(maps.Keys(all)))
	for _, m := range stored {
		all[m.ID] = heldMark{mark: m}
	}
	return context.WithValue(ctx, marksKey{}, all), all, err
}

// write stores those that moved, in a fixed order, so that units of work on several
// replicas meet in the same order.
func (h heldMarks) write(ctx context.Context, s *slot) error {
	for _, id := range slices.Sorted(maps.Keys(h)) {
		if m := h[id]; m.moved {
			if err := s.marks.Put(ctx, m.mark); err != nil {
				return err
			}
		}
	}
	return nil
}

// Parked is an event that could not be applied, or one behind it on the same
// aggregate.
type Parked struct {
	ID        string      `json:"id"`
	Aggregate string      `json:"aggregate,omitempty"` // service/kind/id; "" for what is no event
	Event     event.Event `json:"event,omitzero"`
	Raw       []byte      `json:"raw,omitempty"` // what came, where it is no event
	Reason    string      `json:"reason"`        // why the first try of all failed last, "" behind another
	Tries     int         `json:"tries"`
	Since     time.Time   `json:"since"`
	// Waiting: something it needs was away; it is tried again without being asked.
	Waiting bool     `json:"waiting,omitempty"`
	GivenUp *GivenUp `json:"givenUp,omitempty"`
}

// GivenUp records who decided that an event is never applied, and why.
type GivenUp struct {
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

var parkedDef = store.Def[Parked]{
	ID: func(p *Parked) string { return p.ID },
	Indexes: []store.Index[Parked]{
		{Name: "open", Key: func(p *Parked) store.Key { return when(p.GivenUp == nil, p.Since) }},
		{Name: "aggregate", Key: func(p *Parked) store.Key {
			return when(p.GivenUp == nil && p.Aggregate != "", p.Aggregate, p.Event.Sequence)
		}},
		{Name: "waiting", Key: func(p *Parked) store.Key { return when(p.GivenUp == nil && p.Waiting, p.Since) }},
		{Name: "given_up", Key: func(p *Parked) store.Key {
			if p.GivenUp == nil {
				return nil
			}
			return store.Key{p.GivenUp.At}
		}},
	},
	Missing: fault.NotFound("parked.not_found", "没有这条搁置的事件，可能已重新处理", "There is no such parked event; it may have been applied since"),
}

// when is the key of a partial index.
func when(in bool, key ...any) store.Key {
	if !in {
		return nil
	}
	return key
}

func parkedID(e event.Event) string { return fmt.Sprintf("%s/%012d", aggregateID(e), e.Sequence) }

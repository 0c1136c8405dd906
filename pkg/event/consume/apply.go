package consume

import (
	"context"
	"fmt"
	"runtime/debug"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// gapError: events between last and this one have not come.
type gapError struct {
	last int64
	e    event.Event
}

func (g *gapError) Error() string {
	return fmt.Sprintf("events %d to %d of %s have not come", g.last+1, g.e.Sequence-1, aggregateID(g.e))
}

// apply is one event's part of a unit of work. It drops what was applied or
// parked before, parks what follows a parked one, and fails with a gapError
// when a predecessor is missing.
func (c *Consumer) apply(ctx context.Context, s *slot, e event.Event) error {
	handlers, followed := s.wanted(e)
	if !followed {
		return nil
	}
	m, err := s.mark(ctx, aggregateID(e))
	switch {
	case err != nil:
		return err
	case e.Sequence <= max(m.Last, m.Parked):
		doubt(ctx)
		return nil
	case m.Parked > 0:
		return c.parkBehind(ctx, s, m, e)
	case e.Sequence > m.Last+1:
		return &gapError{last: m.Last, e: e}
	}
	m.Last = e.Sequence
	return c.effect(ctx, s, handlers, e, m)
}

type fenceKey struct{}

// withFence makes check a part of every unit of work done with ctx.
func withFence(ctx context.Context, check func(context.Context) error) context.Context {
	return context.WithValue(ctx, fenceKey{}, check)
}

func fenced(ctx context.Context) error {
	if check, ok := ctx.Value(fenceKey{}).(func(context.Context) error); ok {
		return check(ctx)
	}
	return nil
}

// effect runs the handlers and moves the mark, in the unit of work of ctx.
func (c *Consumer) effect(ctx context.Context, s *slot, handlers []event.Handler, e event.Event, m mark) error {
	for _, h := range handlers {
		if err := c.call(ctx, h, e); err != nil {
			return err
		}
	}
	return s.setMark(ctx, m)
}

var traces = propagation.TraceContext{}

// call runs one handler inside the event's trace; a panic is its error.
func (c *Consumer) call(ctx context.Context, h event.Handler, e event.Event) (err error) {
	carrier := propagation.MapCarrier{"traceparent": e.TraceParent}
	name := "consume " + c.Name
	ctx, span := otel.Tracer("lianluo/pkg/event/consume").Start(traces.Extract(ctx, carrier), name+" "+e.Type)
	defer span.End()
	traces.Inject(ctx, carrier)
	ctx = event.WithCause(ctx, event.Cause{Actor: "system", Operation: name, Trace: carrier["traceparent"]})
	defer func() {
		if p := recover(); p != nil {
			err = fault.Internal(fmt.Errorf("handler of %s: panic: %v\n%s", e.Type, p, debug.Stack()))
		}
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
		}
	}()
	return h.Apply(ctx, e)
}

// missing reads a page of what a gap lacks from the origin's journal.
func (c *Consumer) missing(ctx context.Context, g *gapError) ([]event.Event, error) {
	want := min(int(g.e.Sequence-g.last-1), c.Batch)
	events, err := c.Gap.ReadAggregate(ctx, g.e.Service(), g.e.Key(), g.last, want)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", g, err)
	}
	for i, e := range events {
		if e.Sequence != g.last+int64(i)+1 || aggregateID(e) != aggregateID(g.e) {
			return nil, fault.Internal(fmt.Errorf("%w, and its origin's journal answers with %s %d", g, aggregateID(e), e.Sequence))
		}
	}
	if len(events) == 0 {
		return nil, fault.Internal(fmt.Errorf("%w, and are not in its origin's journal", g))
	}
	return events, nil
}

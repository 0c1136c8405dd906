package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// batches bounds one round of the timers; the next goes on.
const batches = 40

// Timers does what time does to cases: lights, questions about results, ends of
// questions that nobody answers, filing. Every case is a unit of work of its
// own that looks again at what is due, so a round may be cut off anywhere, be
// repeated, and run on several replicas at once.
func (s *Service) Timers(ctx context.Context) error {
	q := store.Query{Index: "timer", Below: s.clock.Now().Add(time.Microsecond), Limit: store.MaxPage}
	var late time.Duration
	var failed []error
	for range batches {
		page, err := s.cases.List(ctx, q)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		for _, c := range page.Items {
			late = max(late, s.clock.Now().Sub(c.nextAt()))
			if err := s.tick(ctx, c.ID); err != nil {
				failed = append(failed, fmt.Errorf("case %s: %w", c.ID, err)) // the others go on
			}
		}
		if q.After = page.Next; page.Next == "" {
			break
		}
	}
	s.late.Record(ctx, late.Seconds())
	return errors.Join(failed...)
}

func (s *Service) tick(ctx context.Context, id string) error {
	ctx = event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job timers"})
	_, err := s.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) { return c.Tick(s.actBy(c.Area)), nil })
	return err
}

func newLate() metric.Float64Gauge {
	// The API returns a working no-op beside an error, which only a bad name causes.
	g, _ := otel.Meter("lianluo/services/casework").Float64Gauge("lianluo.timers.late", metric.WithUnit("s"),
		metric.WithDescription("how late the last round of timers was with what it was latest with; more than a minute after an outage, or under too much work"))
	return g
}

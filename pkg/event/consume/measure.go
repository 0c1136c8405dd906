package consume

import (
	"context"
	"errors"

	"lianluo/pkg/store"
)

const mostCounted = 1000

var errCounted = errors.New("consume: counted enough")

// measure sets the gauges of what waits. What cannot be known now keeps its last
// value.
func (c *Consumer) measure(ctx context.Context) {
	if n, err := c.CountParked(ctx); err == nil {
		c.meters.parked.Record(ctx, n, c.meters.whose)
	}
	if lag, err := c.Transport.Lag(ctx, c.Group(), c.Topics()); err == nil {
		c.meters.lag.Record(ctx, lag, c.meters.whose)
	}
}

// CountParked is how many events are parked in the read model that serves; 1000
// stands for that many or more.
func (c *Consumer) CountParked(ctx context.Context) (int64, error) {
	s, err := c.serving(ctx)
	if err != nil {
		return 0, err
	}
	var n int64
	err = s.parked.Each(store.System(ctx), store.Query{Index: "open", Limit: store.MaxPage}, func(Parked) error {
		if n++; n == mostCounted {
			return errCounted
		}
		return nil
	})
	if errors.Is(err, errCounted) {
		err = nil
	}
	return n, err
}

package notification

import (
	"context"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// ListDeliveries serves notification.ListDeliveries.
func (s *Service) ListDeliveries(ctx context.Context, req notification.ListDeliveriesRequest) (rpc.Page[notification.Delivery], error) {
	out := rpc.Page[notification.Delivery]{Items: []notification.Delivery{}}
	q := store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After}
	switch {
	case req.Object != "" && req.State != "":
		q.Index, q.Eq = "object_state", store.Key{req.Object, req.State}
	case req.Object != "":
		q.Index, q.Eq = "object", store.Key{req.Object}
	case req.State != "":
		q.Index, q.Eq = "state", store.Key{req.State}
	}
	page, err := s.deliveries.List(ctx, q)
	for _, d := range page.Items {
		out.Items = append(out.Items, d.Delivery)
	}
	out.Next = page.Next
	return out, err
}

// SettleDelivery serves notification.SettleDelivery.
func (s *Service) SettleDelivery(ctx context.Context, req notification.SettleRequest) (notification.Delivery, error) {
	now, by := s.clock.Now(), authz.Actor(ctx).ID
	d, err := s.update(ctx, req.ID, func(d *Delivery) ([]event.Event, error) {
		return d.decide(req.Decision, by, req.Reason, now)
	})
	s.db.AfterCommit(ctx, s.poke)
	return d.Delivery, err
}

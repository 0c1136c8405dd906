package notification

import (
	"context"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// ListDeliveries serves notification.ListDeliveries.
func (s *Service) ListDeliveries(ctx context.Context, req notification.ListDeliveriesRequest) (rpc.Page[notification.Delivery], error) {
	out := rpc.Page[notification.Delivery]{Items: []notification.Delivery{}}
	q, err := query(req)
	if err != nil {
		return out, err
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
	by, err := dated(req, authz.Actor(ctx).ID, s.clock.Now())
	if err != nil {
		return notification.Delivery{}, err
	}
	d, err := s.update(ctx, req.ID, func(d *Delivery) ([]event.Event, error) { return d.decide(by) })
	s.db.AfterCommit(ctx, s.poke)
	return d.Delivery, err
}

var errFilters = fault.Invalid("delivery.filters", "这几个条件不能同时使用：按事项、按渠道、按收件人只选一种", "Choose one of object, channel and recipient; only the first two go with a state")

// query is the index that serves what is asked for.
func query(req notification.ListDeliveriesRequest) (store.Query, error) {
	q := store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After}
	chosen := 0
	for index, value := range map[string]string{"object": req.Object, "channel": req.Channel, "recipient": req.Recipient} {
		if value != "" {
			q.Index, q.Eq = index, store.Key{value}
			chosen++
		}
	}
	switch {
	case chosen > 1 || req.Recipient != "" && req.State != "":
		return q, errFilters
	case req.State == "":
		return q, nil
	case chosen == 0:
		q.Index, q.Eq = "state", store.Key{req.State}
	default:
		q.Index, q.Eq = q.Index+"_state", append(q.Eq, req.State)
	}
	return q, nil
}

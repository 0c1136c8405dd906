package notification

import (
	"context"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
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
		if req.Masked {
			d.Delivery.To = s.maskedTo(ctx, d)
		}
		out.Items = append(out.Items, d.Delivery)
	}
	out.Next = page.Next
	return out, err
}

var (
	errDays     = fault.Invalid("delivery.days", "日期应写成 2026-03-02 这样，请修改", "Write days like 2026-03-02")
	errProvider = fault.Invalid("delivery.provider", "按服务商查找时请同时选择渠道", "With a provider choose its channel, too")
)

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

// maskedTo is the address on a delivery's channel as it may be seen; nothing where
// there is none, or its owner is away: the list is good without.
func (s *Service) maskedTo(ctx context.Context, d Delivery) string {
	for _, p := range s.senders {
		if p.channel.name != d.Channel {
			continue
		}
		to, err := s.contact(store.System(ctx), d.Recipient)
		if to.Paper = to.Paper || d.Paper; err != nil {
			return ""
		}
		if d.Channel == byLetter {
			return vault.MaskName(to.Name)
		}
		return masked(p.channel.address(to))
	}
	return ""
}

// query is the index that serves what is asked for, within the days asked for.
func query(req notification.ListDeliveriesRequest) (store.Query, error) {
	q, err := filtered(req)
	for after, text := range []string{req.From, req.Until} {
		if text == "" {
			continue
		}
		day, bad := calendar.ParseDate(text)
		if bad != nil {
			return q, errDays
		}
		*[]*any{&q.From, &q.Below}[after] = (day + calendar.Date(after)).Start() // the last day whole
	}
	return q, err
}

func filtered(req notification.ListDeliveriesRequest) (store.Query, error) {
	q := store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After}
	chosen := 0
	for index, value := range map[string]string{"object": req.Object, "channel": req.Channel, "recipient": req.Recipient} {
		if value != "" {
			q.Index, q.Eq = index, store.Key{value}
			chosen++
		}
	}
	if req.Provider != "" && req.Channel != "" {
		q.Index, q.Eq = q.Index+"_provider", append(q.Eq, req.Provider)
	}
	switch {
	case req.Provider != "" && req.Channel == "":
		return q, errProvider
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

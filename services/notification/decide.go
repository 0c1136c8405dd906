package notification

import (
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var errSettled = fault.FailedPrecondition("delivery.settled", "这条发送记录已有结果或仍在发送中，只有“不确定”和“失败”的可以处理",
	"This delivery has a result or is still on its way; only uncertain and failed ones can be decided")

// decide is a person's word about an uncertain or failed delivery.
func (d *Delivery) decide(decision, by, reason string, now time.Time) ([]event.Event, error) {
	if d.State != notification.Uncertain && d.State != notification.Failed {
		return nil, errSettled
	}
	made := notification.Attempt{At: now, Result: decision, By: by, Note: reason}
	switch decision {
	case "delivered":
		made.Result = "confirmed"
		d.note(made)
		return d.settle(notification.Delivered, now), nil
	case "again":
		d.note(made)
		d.State, d.Tried, d.Next, d.Pinned = notification.Waiting, 0, now, ""
		d.Again++
		return []event.Event{notification.DeliveryRetried.New(d.settled(now))}, nil
	}
	made.Result = "given_up"
	d.note(made)
	return d.settle(notification.GivenUp, now), nil
}

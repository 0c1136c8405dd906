package notification

import (
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errSettled = fault.FailedPrecondition("delivery.settled", "这条发送记录已有结果或仍在发送中，只有“不确定”和“失败”的可以处理",
		"This delivery has a result or is still on its way; only uncertain and failed ones can be decided")
	errNoLetter = fault.FailedPrecondition("delivery.letter", "这封信不在这一步：待寄的才能登记寄出或交付，寄出后才能登记退回。请刷新后核对",
		"The letter is not at this step: one that waits can be posted or handed over, one that went out can come back. Reload and look")
	errDay = fault.Invalid("delivery.on", "日期应在信函产生之后、今天之前（含今天），请修改", "The day lies between the letter's making and today; correct it").
		At("on", "应在信函产生之后、不晚于今天", "not before the letter was made, nor after today")
)

// decision is a person's word about a delivery.
type decision struct {
	what, by, reason string
	on, now          time.Time
}

// dated reads the day of a decision about a letter: today is now, another day is
// its end, so that what was told comes after what it tells of.
func dated(req notification.SettleRequest, by string, now time.Time) (decision, error) {
	made := decision{what: req.Decision, by: by, reason: req.Reason, on: now, now: now}
	if req.On == "" {
		return made, nil
	}
	day, err := calendar.ParseDate(req.On)
	switch today := calendar.DateOf(now); {
	case err != nil || day > today:
		return made, errDay
	case day < today:
		made.on = (day + 1).Start().Add(-time.Second)
	}
	return made, nil
}

// decide is a person's word about an uncertain or failed delivery, or a letter.
func (d *Delivery) decide(by decision) ([]event.Event, error) {
	switch {
	case by.what == "posted" || by.what == "handed" || by.what == "returned":
		return d.brought(by)
	case by.what == "give_up" && d.State == notification.Queued:
	case d.State != notification.Uncertain && d.State != notification.Failed:
		return nil, errSettled
	}
	made := notification.Attempt{At: by.now, Result: by.what, By: by.by, Note: by.reason}
	switch by.what {
	case "delivered":
		made.Result = "confirmed"
		d.note(made)
		return d.settle(notification.Delivered, by.now), nil
	case "again", "letter":
		d.note(made)
		d.again(by)
		return []event.Event{notification.DeliveryRetried.New(d.settled(by.now))}, nil
	}
	made.Result = "given_up"
	d.note(made)
	return d.settle(notification.GivenUp, by.now), nil
}

// again lets it be sent anew, under a key of its own, as it was or as a letter.
func (d *Delivery) again(by decision) {
	d.State, d.Tried, d.Next, d.Pinned = notification.Waiting, 0, by.now, ""
	d.Again++
	if by.what == "letter" {
		d.Channel, d.Route, d.Paper = byLetter, nil, true
	}
}

// brought is what became of a letter outside: posted and handed over count as
// delivered, one that came back as failed.
func (d *Delivery) brought(by decision) ([]event.Event, error) {
	from, to := notification.Queued, notification.Delivered
	if by.what == "returned" {
		from, to = notification.Delivered, notification.Failed
	}
	switch {
	case d.Channel != byLetter || d.State != from:
		return nil, errNoLetter
	case by.on.Before(d.Created):
		return nil, errDay
	}
	d.note(notification.Attempt{At: by.on, Result: by.what, Channel: byLetter, By: by.by, Note: by.reason})
	return d.settle(to, by.on), nil
}

package notification

import (
	"context"
	"errors"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/notification/port"
)

// worker sends one message after another by a line of its own.
type worker struct {
	*sender
	lease store.Lease
	line  port.Line
}

// send makes one try. It fails only for what is no fault of the message: the
// store or the lease gone, the other side away. A stop lets the try end.
func (w *worker) send(ctx context.Context, d Delivery) error {
	if ctx.Err() != nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	to, err := w.contact(ctx, d.Recipient)
	if err != nil {
		w.log.Warn("no contact for a message", "delivery", d.ID, "error", err)
		return w.update(ctx, d, func(d *Delivery) []event.Event { return d.postpone("no_contact", w.clock.Now()) })
	}
	if to.Paper = to.Paper || d.Paper; to.Paper && w.channel.name != byLetter {
		return w.update(ctx, d, func(d *Delivery) []event.Event { return d.onPaper(w.clock.Now()) })
	}
	m, err := w.message(ctx, d, to)
	if err != nil {
		return err
	}
	if m.To == "" {
		return w.update(ctx, d, func(d *Delivery) []event.Event { return d.unreachable(w.without(to), w.clock.Now()) })
	}
	if begun, err := w.begin(ctx, d, to); err != nil || !begun {
		return err
	}
	return w.end(ctx, d, w.line.Send(ctx, m, func(p port.Provider) error { return w.handing(ctx, d, p) }))
}

// noSMS: there is a phone, and nothing here that sends to one.
const noSMS = "no_sms"

// without says what is missing: an address, or in this house the way to it.
func (w *worker) without(to contact) string {
	if to.Phone != "" && !w.has(bySMS) {
		return noSMS
	}
	if len(w.senders) == 1 && to.reachable() {
		return "no_mail"
	}
	return "no_address"
}

// update changes a delivery that still waits.
func (w *worker) update(ctx context.Context, d Delivery, fn func(*Delivery) []event.Event) error {
	return w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event {
		if d.State != notification.Waiting || d.Channel != w.channel.name {
			return nil
		}
		return fn(d)
	})
}

// begin makes the try durable before the dialogue about it, unless the message
// has to wait or is not wanted.
func (w *worker) begin(ctx context.Context, d Delivery, to contact) (begun bool, err error) {
	err = w.fenced(ctx, w.lease, func(ctx context.Context) error {
		_, err := w.Service.update(ctx, d.ID, func(d *Delivery) ([]event.Event, error) {
			begun = false
			if d.Channel != w.channel.name {
				return nil, nil
			}
			told, err := w.admit(ctx, d, w.clock.Now())
			if err != nil || told != nil {
				return told, err
			}
			begun = d.begin(w.lease.Epoch, w.clock.Now())
			return nil, nil
		})
		if err != nil || !begun {
			return err
		}
		return w.rememberAll(ctx, d, to)
	})
	return begun, err
}

// admit lets a message that is due through the gate and counts it, or holds it.
func (w *worker) admit(ctx context.Context, d *Delivery, now time.Time) ([]event.Event, error) {
	if d.State != notification.Waiting || d.Next.After(now) {
		return nil, nil
	}
	v, err := w.gate(ctx, d, now)
	if err == nil && v.why == "" && !d.Counted {
		if d.Counted, err = w.count(ctx, d.Recipient, v.weekly, now); !d.Counted {
			v.why = "budget"
		}
	}
	if err != nil || v.why == "" {
		return nil, err
	}
	return d.hold(v, now), nil
}

// handing makes it durable that the content may have been given, before any of
// it is.
func (w *worker) handing(ctx context.Context, d Delivery, to port.Provider) error {
	mine := false
	err := w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event {
		mine = d.hand(w.lease.Epoch, to)
		return nil
	})
	if err == nil && !mine {
		err = errLost
	}
	return err
}

// end records what became of the try. It fails where the other side is away, so
// that the others need not try one by one.
func (w *worker) end(ctx context.Context, d Delivery, o port.Outcome) error {
	if o.Err != nil && o.Code == "" { // a server's own words often repeat the address
		w.log.Warn("message not handed over", "delivery", d.ID, "result", o.Result, "error", o.Err)
	}
	err := w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event { return d.end(w.lease.Epoch, o, w.clock.Now()) })
	if o.Away {
		return errors.Join(err, errAway)
	}
	return err
}

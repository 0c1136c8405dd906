package notification

import (
	"context"
	"errors"

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
	m := w.message(d, to)
	if m.To == "" {
		return w.update(ctx, d, func(d *Delivery) []event.Event { return d.unreachable(w.clock.Now()) })
	}
	if begun, err := w.begin(ctx, d); err != nil || !begun {
		return err
	}
	return w.end(ctx, d, w.line.Send(ctx, m, func(p port.Provider) error { return w.handing(ctx, d, p) }))
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

// begin makes the try durable before the dialogue about it.
func (w *worker) begin(ctx context.Context, d Delivery) (begun bool, err error) {
	err = w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event {
		begun = d.begin(w.lease.Epoch, w.clock.Now())
		return nil
	})
	return begun, err
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

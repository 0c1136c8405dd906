package notification

import (
	"cmp"
	"context"
	"errors"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/notification/mail"
)

// worker sends one message after another in one dialogue, as long as it lasts.
type worker struct {
	*sender
	lease   store.Lease
	session *mail.Session
}

// send makes one try. It fails only for what is no fault of the message: the
// store or the lease gone, the mail server away. A stop lets the try end.
func (w *worker) send(ctx context.Context, d Delivery) error {
	if ctx.Err() != nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	to, err := w.contact(ctx, d.Recipient)
	if err != nil {
		w.log.Warn("no contact for a mail", "delivery", d.ID, "error", err)
		return w.update(ctx, d, func(d *Delivery) []event.Event { return d.postpone("no_contact", w.clock.Now()) })
	}
	if to.Email == "" {
		return w.update(ctx, d, func(d *Delivery) []event.Event {
			d.note(notification.Attempt{At: w.clock.Now(), Result: "no_address"})
			return d.settle(notification.NoWay, w.clock.Now())
		})
	}
	if begun, err := w.begin(ctx, d); err != nil || !begun {
		return err
	}
	return w.end(ctx, d, w.try(ctx, d, to))
}

// update changes a delivery that still waits.
func (w *worker) update(ctx context.Context, d Delivery, fn func(*Delivery) []event.Event) error {
	return w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event {
		if d.State != notification.Waiting {
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

// try goes through the dialogue. A session that was used before may have ended
// unnoticed: then nothing was said about this message, and a new one is tried.
func (w *worker) try(ctx context.Context, d Delivery, to contact) mail.Outcome {
	used := w.session != nil
	o := w.hand(ctx, d, to)
	if used && o.Result == mail.BrokenOff && w.session == nil {
		o = w.hand(ctx, d, to)
	}
	return o
}

func (w *worker) hand(ctx context.Context, d Delivery, to contact) mail.Outcome {
	if w.session == nil {
		session, err := w.server.Open(ctx)
		if err != nil {
			return mail.Outcome{Result: mail.BrokenOff, Code: mail.Code(err), Err: errors.Join(errAway, err)}
		}
		w.session = session
	}
	o := w.session.Send(ctx, w.compose(d, to), func() error { return w.handing(ctx, d) })
	if o.Result == mail.BrokenOff || o.Result == mail.Uncertain {
		w.hangUp()
	}
	return o
}

// handing makes it durable that the content may have been given, before any of
// it is.
func (w *worker) handing(ctx context.Context, d Delivery) error {
	mine := false
	err := w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event {
		mine = d.hand(w.lease.Epoch)
		return nil
	})
	if err == nil && !mine {
		err = errLost
	}
	return err
}

// end records what became of the try. It fails where the mail server is away, so
// that the others need not try one by one.
func (w *worker) end(ctx context.Context, d Delivery, o mail.Outcome) error {
	if o.Err != nil && o.Code == "" { // a server's own words often repeat the address
		w.log.Warn("mail not handed over", "delivery", d.ID, "result", o.Result, "error", o.Err)
	}
	err := w.change(ctx, w.lease, d.ID, func(d *Delivery) []event.Event { return d.end(w.lease.Epoch, o, w.clock.Now()) })
	if errors.Is(o.Err, errAway) {
		return errors.Join(err, o.Err)
	}
	return err
}

func (w *worker) hangUp() {
	if w.session != nil {
		w.session.Close()
		w.session = nil
	}
}

// compose writes the mail in the recipient's language.
func (w *worker) compose(d Delivery, to contact) mail.Message {
	params := map[string]notification.Text{}
	for name, text := range d.Params {
		params[name] = text
	}
	params["number"] = same(cmp.Or(to.Number, d.Params["number"].ZH))
	r := rowsByKey[d.Template]
	title, body, link := in(fill(r.Title, params), to.Lang), in(fill(r.Body, params), to.Lang), w.base+in(fill(same(d.Link), params), to.Lang)
	return mail.Message{ID: d.ID, From: in(senderName, to.Lang), Name: to.Name, To: to.Email, Subject: title,
		Text: in(fill(letter, map[string]notification.Text{
			"name": or(to.Name, "您好", "Sir or Madam"), "body": same(body), "link": same(link),
		}), to.Lang), At: w.clock.Now()}
}

var senderName = text("人大代表联络站", "Deputy liaison station")

// letter is what stands around every text. It holds nothing personal but the
// name: mail is read on shared screens.
var letter = text(`{name}：

{body}

查看：{link}

这封邮件由系统发送，请不要直接回复。
`, `Dear {name},

{body}

See {link}

This mail was sent by a system. Please do not reply to it.
`)

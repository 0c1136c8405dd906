package notification

import (
	"context"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// fresh is how old news may be to be sent by mail: when this service comes back
// after long, or is built anew from the journals, nobody gets old mail.
const fresh = 72 * time.Hour

func (s *Service) onCase(ctx context.Context, e event.Event, d casework.Changed) error {
	return s.tell(ctx, caseNews(e, d))
}

func (s *Service) onProject(ctx context.Context, e event.Event, d voting.Changed) error {
	return s.tell(ctx, projectNews(e, d))
}

func (s *Service) onAppraisal(ctx context.Context, e event.Event, d voting.AppraisalChanged) error {
	return s.tell(ctx, appraisalNews(e, d))
}

func (s *Service) onDay(ctx context.Context, e event.Event, d roster.DayChanged) error {
	n := dayNews(e, d)
	if n.variant == "late" {
		n.tell = s.offices(d.Day.Area)
	}
	return s.tell(ctx, n)
}

func (s *Service) onShift(ctx context.Context, e event.Event, d roster.ShiftChanged) error {
	return s.tell(ctx, shiftNews(e, d))
}

func (s *Service) onWebhook(ctx context.Context, e event.Event, d notification.WebhookChanged) error {
	return s.tell(ctx, webhookNews(e, d))
}

func (s *Service) onFactors(ctx context.Context, e event.Event, d identity.FactorChanged) error {
	return s.tell(ctx, ownNews(e, d.Area, d.Account))
}

func (s *Service) onLink(ctx context.Context, e event.Event, d identity.LinkChanged) error {
	return s.tell(ctx, ownNews(e, d.Area, d.Account))
}

// offices are those that watch over the announcements of an area: the area's own
// and the county's.
func (s *Service) offices(code string) []string {
	out := []string{"office:" + code}
	for _, c := range s.tree.Ancestors(area.Code(code)) {
		if c.Level() == area.LevelCounty && string(c) != code {
			out = append(out, "office:"+string(c))
		}
	}
	return out
}

// tell makes the deliveries of an event, in the unit of work that applies it.
func (s *Service) tell(ctx context.Context, n news) error {
	rows := rowsByType[n.event.Type]
	if len(rows) == 0 {
		return nil
	}
	if err := s.name(ctx, n); err != nil {
		return err
	}
	told := map[string]bool{}
	for _, r := range rows {
		if r.Variant != "" && r.Variant != n.variant {
			continue
		}
		hearers, err := s.hearers(ctx, n, r.To)
		if err != nil {
			return err
		}
		for _, h := range hearers {
			if told[h.ref] || r.Signed && len(h.accounts) == 0 {
				continue
			}
			told[h.ref] = true
			if err := s.deliver(ctx, n, r, h); err != nil {
				return err
			}
		}
	}
	return nil
}

// name fills in the public names that the words mention.
func (s *Service) name(ctx context.Context, n news) error {
	for param, ref := range map[string]string{"station": "station:" + n.station, "name": "person:" + n.person, "other": "person:" + n.other} {
		found, err := s.named(ctx, ref)
		if err != nil {
			return err
		}
		n.params[param] = or(found.Name, unnamed[param].ZH, unnamed[param].EN)
	}
	return nil
}

var unnamed = map[string]notification.Text{
	"station": text("联络站", "the station"), "name": text("一位代表", "a deputy"), "other": text("另一位代表", "another deputy"),
}

// deliver tells one recipient: by inbox where there is one, and out of the house
// where the table says so or nothing else reaches them.
func (s *Service) deliver(ctx context.Context, n news, r row, h recipient) error {
	if len(h.accounts) > 0 {
		if err := s.inbox(ctx, n, r, h); err != nil {
			return err
		}
		if route := s.route(byWeChat, byMail, bySMS); r.Mail && len(route) > 0 {
			return s.post(ctx, n, r, h, route)
		}
		return nil
	}
	route := s.route(byWeChat, bySMS, byMail)
	if r.written() {
		route = append(route, byLetter)
	}
	return s.post(ctx, n, r, h, route)
}

func (s *Service) inbox(ctx context.Context, n news, r row, h recipient) error {
	d := s.delivery(n, r, h, byInbox)
	now := s.clock.Now()
	d.note(notification.Attempt{At: now, Result: "delivered"})
	told := d.settle(notification.Delivered, now)
	if r.To != toDeputy { // certain, and nobody waits for it
		told = nil
	}
	for _, account := range h.accounts {
		if err := s.drop(ctx, n, r, account); err != nil {
			return err
		}
	}
	return s.record(ctx, d, told)
}

// post makes a delivery that a sender finds, or says at once why there is none.
// It keeps the id of a mail whatever channel it goes by: one for each event and
// recipient.
func (s *Service) post(ctx context.Context, n news, r row, h recipient, route []string) error {
	d := s.delivery(n, r, h, byMail)
	now := s.clock.Now()
	switch {
	case len(route) == 0:
		d.note(notification.Attempt{At: now, Result: "no_mail"})
		return s.record(ctx, d, d.settle(notification.NoWay, now))
	case now.Sub(n.event.Time) > fresh:
		d.note(notification.Attempt{At: now, Result: "stale"})
		return s.record(ctx, d, d.settle(notification.Failed, now))
	}
	d.Channel, d.Route, d.State, d.Next = route[0], route[1:], notification.Waiting, now
	s.db.AfterCommit(ctx, s.poke)
	return s.record(ctx, d, nil)
}

func (s *Service) delivery(n news, r row, h recipient, channel string) Delivery {
	tokens := authz.AreaTokens(s.tree, n.area)
	if n.station != "" {
		tokens = append(tokens, authz.StationToken(n.station))
	}
	return Delivery{Asks: n.asks(r, h), Tokens: tokens, Params: n.params, Link: n.link(r.To), Delivery: notification.Delivery{
		ID: deliveryID(n.event.ID, h.ref, channel), Event: n.event.ID, EventType: n.event.Type, Object: n.object(),
		Area: n.area, Recipient: h.ref, Channel: channel, Template: r.key(), Created: s.clock.Now(),
	}}
}

// record stores a delivery unless it was stored before: one per event, recipient
// and channel, for good.
func (s *Service) record(ctx context.Context, d Delivery, told []event.Event) error {
	_, err := s.deliveries.Get(ctx, d.ID)
	if fault.Is(err, fault.KindNotFound) {
		return s.deliveries.Create(ctx, d, told...)
	}
	return err
}

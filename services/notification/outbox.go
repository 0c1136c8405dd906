package notification

import (
	"context"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
	"lianluo/services/notification/port"
)

// Caught is a message that a trial kept instead of sending it, sealed.
type Caught struct {
	ID       string    `json:"id"`
	Delivery string    `json:"delivery"`
	Channel  string    `json:"channel"`
	Tokens   []string  `json:"tokens"`
	At       time.Time `json:"at"`
	Owner    string    `json:"owner"` // under whose key it lies
	Sealed   []byte    `json:"sealed"`
}

func declareCaught(db *store.DB) *store.Collection[Caught] {
	return store.NewCollection(db, "caught", store.Def[Caught]{
		ID:     func(c *Caught) string { return c.ID },
		Tokens: func(c *Caught) []string { return c.Tokens },
		Indexes: []store.Index[Caught]{
			{Name: "newest", Scoped: true, Key: func(c *Caught) store.Key { return store.Key{c.At, c.ID} }},
			{Name: "age", Key: func(c *Caught) store.Key { return store.Key{c.At} }},
		},
	})
}

// catching is a channel that leads to the outbox.
func (s *Service) catching(name string, words form, address func(contact) string) channel {
	return channel{name, func() port.Line { return catcher{s, name} }, words, address}
}

// catcher takes messages as a provider would that takes each key once.
type catcher struct {
	*Service
	channel string
}

// Close implements port.Line.
func (catcher) Close() {}

// Send implements port.Line.
func (c catcher) Send(ctx context.Context, m port.Message, handing func(port.Provider) error) port.Outcome {
	to := port.Provider{Name: "outbox", Repeatable: true}
	if err := handing(to); err != nil {
		return port.Outcome{Result: port.BrokenOff, Provider: to.Name, Err: err}
	}
	if err := c.keep(store.System(ctx), m); err != nil {
		return port.Outcome{Result: port.Repeatable, Provider: to.Name, Err: err}
	}
	return port.Outcome{Result: port.Delivered, Provider: to.Name}
}

func (c catcher) keep(ctx context.Context, m port.Message) error {
	if _, err := c.caught.Get(ctx, m.Key); !fault.Is(err, fault.KindNotFound) {
		return err
	}
	d, err := c.deliveries.Get(ctx, m.ID)
	if err != nil {
		return err
	}
	owner := "outbox:" + d.Recipient
	sealed, err := c.vault.Seal(ctx, owner, m)
	if err != nil {
		return err
	}
	return c.caught.Create(ctx, Caught{ID: m.Key, Delivery: d.ID, Channel: c.channel, Tokens: d.Tokens, At: c.clock.Now(), Owner: owner, Sealed: sealed})
}

// ListOutbox serves notification.ListOutbox.
func (s *Service) ListOutbox(ctx context.Context, req notification.ListOutboxRequest) (notification.Outbox, error) {
	out := notification.Outbox{On: s.outbox, Items: []notification.OutboxMessage{}}
	page, err := s.caught.List(ctx, store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After})
	if err != nil {
		return out, err
	}
	for _, c := range page.Items {
		var m port.Message
		if err := s.vault.Open(ctx, c.Owner, c.Sealed, &m); err != nil {
			return out, err
		}
		out.Items = append(out.Items, notification.OutboxMessage{ID: c.ID, Delivery: c.Delivery, Channel: c.Channel, At: c.At,
			To: masked(m.To), Subject: m.Subject, Text: m.Text, Link: m.Link})
	}
	out.Next = page.Next
	return out, nil
}

// masked is an address as it may be seen.
func masked(to string) string {
	if mail := vault.MaskEmail(to); mail != "" {
		return mail
	}
	return vault.MaskPhone(to)
}

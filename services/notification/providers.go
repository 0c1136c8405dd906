package notification

import (
	"context"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
	"lianluo/services/notification/port"
)

// lately is how far back it is looked how providers did.
const lately = 24 * time.Hour

// ListProviders serves notification.ListProviders. It reads the deliveries
// themselves: every replica says the same, whichever sends.
func (s *Service) ListProviders(ctx context.Context, _ rpc.None) (notification.Providers, error) {
	out := notification.Providers{Items: []notification.Provider{}}
	for _, p := range s.senders {
		page, err := s.deliveries.List(ctx, store.Query{Index: "channel", Eq: store.Key{p.channel.name}, From: s.clock.Now().Add(-lately), Desc: true, Limit: store.MaxPage})
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, health(p.channel.name, page.Items)...)
	}
	return out, nil
}

// tried is one try with what came after it in the same message.
type tried struct {
	notification.Attempt
	elsewhere bool // another provider took the message then
}

// health is how the providers of a channel did, by name.
func health(channel string, all []Delivery) []notification.Provider {
	tries := map[string][]tried{}
	for _, d := range all {
		for i, t := range d.Tries {
			if t.Channel == channel && t.Provider != "" {
				tries[t.Provider] = append(tries[t.Provider], tried{t, i+1 < len(d.Tries) && d.Tries[i+1].At.Equal(t.At) && d.Tries[i+1].Provider != t.Provider})
			}
		}
	}
	var out []notification.Provider
	for name, of := range tries {
		sorting.Stably(of, func(a, b tried) int { return a.At.Compare(b.At) })
		out = append(out, did(notification.Provider{Channel: channel, Name: name}, of))
	}
	sorting.By(out, func(a, b notification.Provider) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func did(p notification.Provider, of []tried) notification.Provider {
	row := 0
	for _, t := range of {
		switch port.Result(t.Result) {
		case port.Delivered, port.Accepted:
			p.Took, p.LastTook, row = p.Took+1, t.At, 0
			continue
		case port.Uncertain, port.Repeatable:
			p.Open++
		case port.Refused, port.PutOff, port.BrokenOff:
			p.Refused++
		default: // receipts speak of messages, not of tries
			continue
		}
		if p.LastCode, row = t.Code, row+1; t.elsewhere {
			p.Failovers++
		}
	}
	p.Failing = row >= 3
	return p
}

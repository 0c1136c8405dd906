package notification

import (
	"context"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/timers"
)

// lister lists what comes next of one kind, or what is late.
type lister = func(context.Context, timers.Request) (rpc.Page[timers.Row], error)

// timed is one kind of what comes next, and what the cursors of its pages begin with.
type timed struct {
	begin string
	list  lister
}

// listTimers serves notification.ListTimers: messages that wait to be sent, then
// those that wait for a digest, then webhooks that are tried again. Whom messages
// are for is not told.
func (s *Service) listTimers(retries lister) lister {
	kinds := []timed{{"", s.messages(notification.Waiting)}, {"c:", s.messages(notification.Collected)}, {"w:", retries}}
	return func(ctx context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
		var tokens []string
		if st, err := s.named(store.System(ctx), "station:"+req.Station); err == nil && st.Area != "" {
			tokens = append(authz.AreaTokens(s.tree, st.Area), authz.StationToken(req.Station))
		}
		within, err := timers.Within(ctx, s.tree, req, tokens)
		if err != nil {
			return rpc.Page[timers.Row]{Items: []timers.Row{}}, err
		}
		return oneAfterAnother(within, kinds, req)
	}
}

// oneAfterAnother gives a page of one kind: of the next one that has any.
func oneAfterAnother(ctx context.Context, kinds []timed, req timers.Request) (page rpc.Page[timers.Row], err error) {
	at := 0
	for i := 1; i < len(kinds); i++ {
		if after, ok := strings.CutPrefix(req.After, kinds[i].begin); ok {
			at, req.After = i, after
		}
	}
	for ; at < len(kinds) && len(page.Items) == 0 && page.Next == ""; at++ {
		if page, err = kinds[at].list(ctx, req); err != nil {
			return page, err
		}
		if page.Next != "" {
			page.Next = kinds[at].begin + page.Next
		}
		req.After = ""
	}
	if page.Next == "" && at < len(kinds) {
		page.Next = kinds[at].begin
	}
	return page, nil
}

// messages are those in the state.
func (s *Service) messages(state notification.DeliveryState) lister {
	return func(ctx context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
		now := s.clock.Now()
		return rpc.Fill(timers.Rounds, req.Limit, req.After, func(limit int, after string) (store.Page[Delivery], error) {
			return s.deliveries.List(ctx, store.Query{Index: "state", Eq: store.Key{state}, Limit: limit, After: after})
		}, func(d *Delivery) (timers.Row, bool) {
			row := d.upcoming(now)
			return row, row.Late == req.Late
		})
	}
}

// upcoming is when the message is tried next, and why not at once.
func (d *Delivery) upcoming(now time.Time) timers.Row {
	row := timers.Row{At: d.Next, What: "send", For: d.Channel, Kind: "message", ID: d.ID, Label: event.ShortName(d.EventType), Object: d.Object}
	if d.State == notification.Collected {
		row.What = "digest"
	}
	if n := len(d.Tries); n > 0 {
		row.Why = d.Tries[n-1].Result
	}
	if row.Late = now.Sub(d.Next) > timers.Slack; row.Late && row.Why == "" {
		row.Why = "not_run"
	}
	return row
}

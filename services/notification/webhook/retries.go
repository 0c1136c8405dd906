package webhook

import (
	"context"
	"time"

	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/timers"
)

// Retries are the webhooks within the caller's scope that failed: when each is
// tried again, or is late with it, and what came in the way. Where they lead is
// not told.
func (s *Service) Retries(ctx context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
	now := s.clock.Now()
	return rpc.Fill(timers.Rounds, req.Limit, req.After, func(limit int, after string) (store.Page[Hook], error) {
		return s.hooks.List(ctx, store.Query{Index: "again", Limit: limit, After: after})
	}, func(h *Hook) (timers.Row, bool) {
		row := h.again(now)
		return row, row.Late == req.Late
	})
}

// again is the next try; it is late where nobody came to it.
func (h *Hook) again(now time.Time) timers.Row {
	row := timers.Row{At: h.Next, What: "push", Kind: "webhook", ID: h.ID, Label: h.Name, Why: h.Why}
	if now.Sub(h.Next) > timers.Slack {
		row.Late, row.Why = true, "not_run"
	}
	return row
}

package webhook

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// keep is how long feed and tries go back.
const keep = 30 * 24 * time.Hour

// Row is an event in the feed.
type Row struct {
	Position int64       `json:"position"`
	Tokens   []string    `json:"tokens"` // of the event's area
	At       time.Time   `json:"at"`
	Event    event.Event `json:"event"`
}

func declareFeed(db *store.DB) *store.Collection[Row] {
	position := func(r *Row) store.Key { return store.Key{r.Position} }
	return store.NewCollection(db, "feed", store.Def[Row]{
		ID:     func(r *Row) string { return r.Event.ID },
		Tokens: func(r *Row) []string { return r.Tokens },
		Indexes: []store.Index[Row]{
			{Name: "position", Scoped: true, Key: position},
			{Name: "type", Scoped: true, Key: func(r *Row) store.Key { return store.Key{r.Event.Type, r.Position} }},
			{Name: "age", Key: func(r *Row) store.Key { return store.Key{r.At} }},
		},
	})
}

// Head counts positions. Whoever appends changes it in the same unit, so that
// positions become visible in their order and nobody reads past a gap.
type Head struct {
	ID   string `json:"id"`
	Last int64  `json:"last"`
}

func declareHead(db *store.DB) *store.Collection[Head] {
	return store.NewCollection(db, "feed_head", store.Def[Head]{ID: func(h *Head) string { return h.ID }})
}

const head = "feed"

// append puts an event into the feed, once.
func (s *Service) append(ctx context.Context, e event.Event) error {
	var data struct {
		Area string `json:"area"`
		Day  struct {
			Area string `json:"area"`
		} `json:"day"`
	}
	if err := json.Unmarshal(e.Data, &data); err != nil || !slices.Contains(Types(), e.Type) {
		return nil // of no business outside
	}
	if data.Area == "" {
		data.Area = data.Day.Area
	}
	tokens := authz.AreaTokens(s.tree, data.Area)
	if len(tokens) == 0 {
		return nil
	}
	if _, err := s.feed.Get(ctx, e.ID); err == nil || !fault.Is(err, fault.KindNotFound) {
		return err
	}
	h, err := s.head.Upsert(ctx, head, func() Head { return Head{ID: head} }, func(h *Head) ([]event.Event, error) {
		h.Last++
		return nil, nil
	})
	if err != nil {
		return err
	}
	e.TraceParent = "" // ours
	s.db.AfterCommit(ctx, s.poke)
	return s.feed.Create(ctx, Row{Position: h.Last, Tokens: tokens, At: s.clock.Now(), Event: e})
}

// last is the position of the newest event, 0 before the first.
func (s *Service) last(ctx context.Context) (int64, error) {
	h, err := s.head.Get(store.System(ctx), head)
	if fault.Is(err, fault.KindNotFound) {
		return 0, nil
	}
	return h.Last, err
}

// ListEvents serves notification.ListEvents.
func (s *Service) ListEvents(ctx context.Context, req notification.ListEventsRequest) (notification.FeedPage, error) {
	out := notification.FeedPage{Items: []notification.FeedEvent{}, Next: req.After}
	last, err := s.last(ctx) // before the rows: what comes meanwhile is for the next page
	if err != nil {
		return out, err
	}
	q := store.Query{Index: "position", From: req.After + 1, Limit: req.Limit}
	if req.Type != "" {
		q.Index, q.Eq = "type", store.Key{req.Type}
	}
	page, err := s.feed.List(ctx, q)
	for _, r := range page.Items {
		out.Items = append(out.Items, notification.FeedEvent{Position: r.Position, Event: r.Event})
		out.Next = r.Position
	}
	if err == nil && page.Next == "" {
		out.Next = max(out.Next, last)
	}
	return out, err
}

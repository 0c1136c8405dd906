package notification

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// streamLife ends a live inbox after a while: the browser connects again, with a
// token that was checked again.
const streamLife = 10 * time.Minute

// StreamInbox serves notification.StreamInbox.
func (s *Service) StreamInbox(ctx context.Context, _ rpc.None, w *rpc.Writer) error {
	ctx, end := context.WithTimeout(ctx, streamLife)
	defer end()
	who := authz.Actor(ctx)
	e := s.live.open(who.ID, who.Session, end)
	defer s.live.close(e)
	var last notification.Inbox
	for first := true; ; first = false {
		box, err := s.box(ctx, store.Query{Index: "newest", Desc: true, Limit: 1})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if first || changed(last, box) {
			if err := w.Event("inbox", shown(first, box)); err != nil {
				return err
			}
		}
		last = box
		select {
		case <-ctx.Done():
			return nil
		case <-e.news:
		}
	}
}

// shown is what is sent: at first the count alone, later with the newest item.
func shown(first bool, box notification.Inbox) notification.Inbox {
	if first {
		box.Items = []notification.InboxItem{}
	}
	box.Next = ""
	return box
}

func changed(a, b notification.Inbox) bool {
	if a.Unread != b.Unread || len(a.Items) != len(b.Items) {
		return true
	}
	return len(b.Items) > 0 && a.Items[0].ID != b.Items[0].ID
}

// End says that the live inboxes of a session or an account must end.
type End struct {
	ID  string    `json:"id"`
	Rev string    `json:"rev"`
	At  time.Time `json:"at"`
}

func declareEnds(db *store.DB) *store.Collection[End] {
	return store.NewCollection(db, "end", store.Def[End]{
		ID: func(e *End) string { return e.ID },
		Indexes: []store.Index[End]{
			{Name: "rev", Key: func(e *End) store.Key { return store.Key{e.Rev} }},
			{Name: "age", Key: func(e *End) store.Key { return store.Key{e.At} }},
		},
	})
}

func (s *Service) onSignedOut(ctx context.Context, _ event.Event, d identity.SessionChanged) error {
	return s.end(ctx, d.Session)
}

// onRevoked ends all live inboxes of an account: those that may go on connect
// again.
func (s *Service) onRevoked(ctx context.Context, e event.Event, d identity.AccountChanged) error {
	return s.end(ctx, d.Account)
}

func (s *Service) end(ctx context.Context, id string) error {
	s.db.AfterCommit(ctx, func() { s.live.cut(id) })
	return s.ends.Put(ctx, End{ID: id, Rev: s.db.NewID(), At: s.clock.Now()})
}

package portaltest

import (
	"context"
	"slices"
	"sync"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/rpc"
)

// tokenLife is how long access tokens of the fake identity last.
const tokenLife = 5 * time.Minute

// boxes is a fake notification service with one inbox for everybody.
type boxes struct {
	mu      sync.Mutex
	items   []notification.InboxItem
	changed chan struct{}
}

func newBoxes() *boxes {
	return &boxes{changed: make(chan struct{}), items: []notification.InboxItem{
		{ID: "m2", Title: texts["inbox-1"], Text: texts["inbox-1-text"], Link: "/desk/cases/c1", At: Now.Add(-20 * time.Minute)},
		{ID: "m1", Title: texts["inbox-2"], Text: texts["inbox-2-text"], Link: "/d", At: Now.Add(-26 * time.Hour), Read: Now.Add(-25 * time.Hour)},
	}}
}

func (b *boxes) fakes() []Fake {
	return []Fake{Op(notification.ListInbox, b.list), Op(notification.MarkRead, b.markRead), Stream(notification.StreamInbox, b.stream)}
}

func (b *boxes) list(_ context.Context, req notification.ListInboxRequest) (notification.Inbox, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.box(req.Unread), nil
}

// box is called with the lock held.
func (b *boxes) box(unread bool) notification.Inbox {
	var box notification.Inbox
	for _, item := range b.items {
		if item.Read.IsZero() {
			box.Unread++
		}
		if !unread || item.Read.IsZero() {
			box.Items = append(box.Items, item)
		}
	}
	return box
}

func (b *boxes) markRead(_ context.Context, req notification.MarkReadRequest) (notification.Inbox, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, item := range b.items {
		if item.Read.IsZero() && (len(req.IDs) == 0 || slices.Contains(req.IDs, item.ID)) {
			b.items[i].Read = Now
		}
	}
	close(b.changed)
	b.changed = make(chan struct{})
	return b.box(false), nil
}

func (b *boxes) stream(ctx context.Context, _ rpc.None, w *rpc.Writer) error {
	for {
		b.mu.Lock()
		box, changed := b.box(true), b.changed
		b.mu.Unlock()
		if err := w.Event("inbox", box); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

package notification

import (
	"context"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Item is a message in an account's inbox, in both languages as they were.
type Item struct {
	ID      string            `json:"id"`
	Account string            `json:"account"`
	Title   notification.Text `json:"title"`
	Text    notification.Text `json:"text"`
	Link    string            `json:"link"`
	Event   string            `json:"event"`
	At      time.Time         `json:"at"`
	Read    time.Time         `json:"read,omitzero"`
	// Rev is new at every change: what the live inboxes of all replicas look for.
	Rev string `json:"rev"`
}

// unreadCap is how far unread messages are counted.
const unreadCap = 100

func declareItems(db *store.DB) *store.Collection[Item] {
	return store.NewCollection(db, "item", store.Def[Item]{
		ID:     func(i *Item) string { return i.ID },
		Tokens: func(i *Item) []string { return []string{"acct:" + i.Account} },
		Indexes: []store.Index[Item]{
			{Name: "newest", Scoped: true, Key: func(i *Item) store.Key { return store.Key{i.At} }},
			{Name: "unread", Scoped: true, Key: func(i *Item) store.Key {
				if !i.Read.IsZero() {
					return nil
				}
				return store.Key{i.At}
			}},
			{Name: "rev", Key: func(i *Item) store.Key { return store.Key{i.Rev} }},
			{Name: "age", Key: func(i *Item) store.Key { return store.Key{i.At} }},
		},
		Missing: fault.NotFound("inbox.not_found", "没有这条消息，可能已清理", "There is no such message; it may have been cleared away"),
	})
}

// drop puts a message into an account's inbox, once for each event.
func (s *Service) drop(ctx context.Context, n news, r row, account string) error {
	id := deliveryID(n.event.ID, "acct:"+account, byInbox)
	if _, err := s.items.Get(ctx, id); !fault.Is(err, fault.KindNotFound) {
		return err
	}
	s.db.AfterCommit(ctx, func() { s.live.wake(account) })
	title, body, _ := s.said(r, n.area, byInbox)
	return s.items.Create(ctx, Item{ID: id, Account: account, Title: fill(title, n.params), Text: fill(body, n.params),
		Link: n.link(r.To), Event: n.event.ID, At: s.clock.Now(), Rev: s.db.NewID()})
}

func (i Item) show(lang string) notification.InboxItem {
	return notification.InboxItem{ID: i.ID, Title: in(i.Title, lang), Text: in(i.Text, lang), Link: i.Link, Event: i.Event, At: i.At, Read: i.Read}
}

// ListInbox serves notification.ListInbox.
func (s *Service) ListInbox(ctx context.Context, req notification.ListInboxRequest) (notification.Inbox, error) {
	q := store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After}
	if req.Unread {
		q.Index = "unread"
	}
	return s.box(ctx, q)
}

// box is a page of the caller's inbox with the number of unread messages.
func (s *Service) box(ctx context.Context, q store.Query) (notification.Inbox, error) {
	out := notification.Inbox{Items: []notification.InboxItem{}}
	page, err := s.items.List(ctx, q)
	if err != nil {
		return out, err
	}
	unread, err := s.items.List(ctx, store.Query{Index: "unread", Limit: unreadCap})
	if err != nil {
		return out, err
	}
	for _, i := range page.Items {
		out.Items = append(out.Items, i.show(rpc.LangOf(ctx)))
	}
	out.Next, out.Unread = page.Next, len(unread.Items)
	return out, nil
}

// MarkRead serves notification.MarkRead. Ids that are not the caller's are left
// alone: they may have been cleared away.
func (s *Service) MarkRead(ctx context.Context, req notification.MarkReadRequest) (notification.Inbox, error) {
	ids := req.IDs
	if len(ids) == 0 {
		err := s.items.Each(ctx, store.Query{Index: "unread"}, func(i Item) error {
			ids = append(ids, i.ID)
			return nil
		})
		if err != nil {
			return notification.Inbox{}, err
		}
	}
	now := s.clock.Now()
	for _, id := range ids {
		if err := s.read(ctx, id, now); err != nil {
			return notification.Inbox{}, err
		}
	}
	account := authz.Actor(ctx).ID
	s.db.AfterCommit(ctx, func() { s.live.wake(account) })
	return s.box(ctx, store.Query{Index: "newest", Desc: true})
}

func (s *Service) read(ctx context.Context, id string, now time.Time) error {
	_, err := s.items.Update(ctx, id, func(i *Item) ([]event.Event, error) {
		if i.Read.IsZero() {
			i.Read, i.Rev = now, s.db.NewID()
		}
		return nil, nil
	})
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

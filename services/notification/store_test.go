package notification

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
)

// The whole way, on every backend: news, inbox, mail, lists.
func TestOnEveryStore(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		f := mailtest.Start(t, nil)
		d := deskOn(t, db, clock, f)
		d.cast()
		for range 5 {
			d.apply(caseEvent(casework.CaseAssigned, tell("unit:u1")))
		}
		d.people["acct:unit"] = contact{Email: "unit@example.net"}
		d.turn()
		if len(f.Kept()) != 10 {
			t.Errorf("kept %d", len(f.Kept()))
		}
		unit := authz.WithSubject(store.WithScope(t.Context(), store.Scope{Tokens: []string{"acct:unit"}}), authz.Subject{ID: "unit"})
		box, err := d.ListInbox(unit, notification.ListInboxRequest{Limit: 2})
		if err != nil || box.Unread != 5 || len(box.Items) != 2 {
			t.Errorf("%d unread, %d items, %v", box.Unread, len(box.Items), err)
		}
		if box, err = d.MarkRead(unit, notification.MarkReadRequest{}); err != nil || box.Unread != 0 {
			t.Errorf("%d unread, %v", box.Unread, err)
		}
		head := store.WithScope(t.Context(), store.Scope{Tokens: []string{"s:s1"}})
		for _, c := range []struct {
			req  notification.ListDeliveriesRequest
			want int
		}{
			{notification.ListDeliveriesRequest{}, 15}, {notification.ListDeliveriesRequest{State: "delivered"}, 15},
			{notification.ListDeliveriesRequest{Object: "case/c1"}, 15}, {notification.ListDeliveriesRequest{Object: "case/c1", State: "failed"}, 0},
			{notification.ListDeliveriesRequest{Object: "case/c2"}, 0}, {notification.ListDeliveriesRequest{Limit: 4}, 4},
			{notification.ListDeliveriesRequest{Channel: byMail}, 10}, {notification.ListDeliveriesRequest{Channel: byMail, State: "delivered"}, 10},
			{notification.ListDeliveriesRequest{From: "2026-03-02", Until: "2026-03-02"}, 15}, {notification.ListDeliveriesRequest{Until: "2026-03-01"}, 0},
			{notification.ListDeliveriesRequest{Channel: byMail, From: "2026-03-03"}, 0}, {notification.ListDeliveriesRequest{Channel: byMail, State: "delivered", Until: "2026-03-02"}, 10},
			{notification.ListDeliveriesRequest{Channel: bySMS}, 0}, {notification.ListDeliveriesRequest{Recipient: "voice:v1"}, 5},
		} {
			page, err := d.ListDeliveries(head, c.req)
			if err != nil || len(page.Items) != c.want {
				t.Errorf("%+v: %d, want %d, %v", c.req, len(page.Items), c.want, err)
			}
		}
	}, clock)
}

// What is old goes from the inbox; the deliveries stay.
func TestSweep(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	d.apply(caseEvent(casework.CaseReceived, nil))
	must(t, d.end(system(t), "session"))
	d.clock.Move(itemAge / 2)
	d.apply(caseEvent(casework.CaseReceived, nil))
	d.clock.Move(itemAge/2 + time.Second)
	must(t, d.Sweep(system(t)))
	items, err := d.items.List(system(t), store.Query{Index: "newest"})
	must(t, err)
	ends, err := d.ends.List(system(t), store.Query{Index: "age"})
	must(t, err)
	if len(items.Items) != 2 || len(ends.Items) != 0 || len(d.told()) != 4 {
		t.Errorf("%d items, %d ends, %d deliveries", len(items.Items), len(ends.Items), len(d.told()))
	}
}

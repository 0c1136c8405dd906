package notification

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/notification/mail/mailtest"
)

// listen opens a live inbox and returns what comes; the channel closes at its end.
func listen(t testing.TB, c *rpc.Client) <-chan notification.Inbox {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	body, err := rpc.CallStream(ctx, c, notification.StreamInbox, rpc.None{})
	must(t, err)
	t.Cleanup(func() { stop(); body.Close() })
	out := make(chan notification.Inbox, 100)
	go func() {
		defer close(out)
		for e, err := range rpc.ReadEvents(body) {
			var box notification.Inbox
			if err != nil || e.Name != "inbox" || json.Unmarshal(e.Data, &box) != nil {
				return
			}
			out <- box
		}
	}()
	return out
}

func next(t testing.TB, boxes <-chan notification.Inbox) notification.Inbox {
	t.Helper()
	select {
	case box, ok := <-boxes:
		if !ok {
			t.Fatal("the live inbox ended")
		}
		return box
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
	}
	return notification.Inbox{}
}

// ends waits until the live inbox has ended, whatever still comes.
func ends(t testing.TB, boxes <-chan notification.Inbox) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case _, ok := <-boxes:
			if !ok {
				return
			}
		case <-deadline:
			t.Fatal("the live inbox goes on")
		}
	}
}

func TestLiveInbox(t *testing.T) {
	w := newWorld(t, mailtest.Start(t, nil))
	subject := w.account("head", authz.StationHead, identity.Assignment{Area: town, Station: "s1"})
	subject.Session = "session1"
	head := w.Client("notification", subject)
	apptest.Eventually(t, "the head is known", func() bool {
		w.happens(casework.CaseReceived, "c0", nil)
		return inboxOf(t, head, notification.ListInboxRequest{}).Unread > 0
	})
	boxes := listen(t, head)
	if box := next(t, boxes); box.Unread == 0 || len(box.Items) != 0 {
		t.Errorf("at first: %d unread, %v", box.Unread, box.Items)
	}
	w.happens(casework.CaseRegistered, "c7", nil)
	for box := next(t, boxes); box.Items[0].Link != "/desk/cases/c7"; box = next(t, boxes) {
	}
	if _, err := rpc.Call(t.Context(), head, notification.MarkRead, notification.MarkReadRequest{}); err != nil {
		t.Error(err)
	}
	for box := next(t, boxes); box.Unread != 0; box = next(t, boxes) {
	}
	again := listen(t, head)
	next(t, again)
	w.identity.Tell(t, "session", "session1", "head", identity.SignedOut.New(identity.SessionChanged{Session: "session1", Account: "head"}))
	ends(t, boxes)
	ends(t, again)
}

// What another replica stored wakes the live inboxes of this one, once.
func TestOtherReplica(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	end := func() {}
	mine, other := d.live.open("head", "", end), d.live.open("unit", "", end)
	must(t, d.watch(t.Context()))
	elsewhere := *d.Service // the other replica: the same store, ears of its own
	elsewhere.live = newLive()
	there := &desk{Service: &elsewhere, t: t, clock: d.clock, seq: 1000}
	there.apply(caseEvent(casework.CaseReceived, nil))
	must(t, d.watch(t.Context()))
	if len(mine.news) != 1 || len(other.news) != 0 {
		t.Fatalf("woken: %d, %d", len(mine.news), len(other.news))
	}
	<-mine.news
	for range 3 * overlap {
		must(t, d.watch(t.Context()))
	}
	if len(mine.news) != 0 {
		t.Error("woken again by the same")
	}
}

// A revoked account's live inboxes end on every replica; those it opens
// afterwards stay.
func TestRevokedElsewhere(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	ended := 0
	d.live.open("head", "", func() { ended++ })
	must(t, d.watch(t.Context()))
	elsewhere := *d.Service
	elsewhere.live = newLive()
	there := &desk{Service: &elsewhere, t: t, clock: d.clock, seq: 1000}
	there.apply(accountEvent(identity.RoleRevoked, identity.AccountChanged{Account: "head", State: identity.Active}))
	must(t, d.watch(t.Context()))
	if ended != 1 {
		t.Fatalf("ended %d", ended)
	}
	d.live.open("head", "", func() { ended += 10 })
	must(t, d.watch(t.Context()))
	if ended >= 10 {
		t.Error("a live inbox opened afterwards was ended")
	}
}

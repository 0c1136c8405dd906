package notification

import (
	"strings"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/store"
)

// A trial catches what would have been sent, for who looks after the area alone.
func TestOutbox(t *testing.T) {
	d := newTextingDesk(t, Settings{BaseURL: "https://ll.example.org", Outbox: true})
	d.asked()
	d.turn()
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.Delivered || got.Tries[0].Provider != "outbox" {
		t.Errorf("%s %v", got.State, got.Tries)
	}
	box, err := d.ListOutbox(store.WithScope(t.Context(), store.Scope{Tokens: []string{"s:s1"}}), notification.ListOutboxRequest{})
	if err != nil || !box.On || len(box.Items) != 1 || box.Items[0].To != "138****0001" || !strings.Contains(box.Items[0].Text, "N-1") {
		t.Errorf("%+v %v", box, err)
	}
	box, err = d.ListOutbox(store.WithScope(t.Context(), store.Scope{Tokens: []string{"s:s2"}}), notification.ListOutboxRequest{})
	if err != nil || len(box.Items) != 0 {
		t.Errorf("elsewhere: %+v %v", box.Items, err)
	}
	caught, err := d.caught.Get(system(t), d.one("voice:v1").ID)
	if err != nil || strings.Contains(string(caught.Sealed), "13800000001") {
		t.Error("a caught message lies open", err)
	}
	d.clock.Move(caughtAge + time.Second)
	must(t, d.Sweep(system(t)))
	if box, err = d.ListOutbox(system(t), notification.ListOutboxRequest{}); err != nil || len(box.Items) != 0 {
		t.Errorf("after a week: %d %v", len(box.Items), err)
	}
}

func TestNoOutbox(t *testing.T) {
	if box, err := newDesk(t, nil).ListOutbox(system(t), notification.ListOutboxRequest{}); err != nil || box.On {
		t.Errorf("%+v %v", box, err)
	}
}

package notification

import (
	"context"
	"testing"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/timers"
)

// What waits is told with when and why, and not for whom.
func TestTheNextMessages(t *testing.T) {
	d := newDesk(t, nil)
	d.waiting("m1", "voice:v1", town, on(3, 8, 0))
	d.waiting("m2", "voice:v2", town, on(2, 8, 0))
	_, err := d.deliveries.Update(system(t), "m1", func(d *Delivery) ([]event.Event, error) {
		d.Tries = []notification.Attempt{{Result: "quiet"}}
		return nil, nil
	})
	must(t, err)
	made := Delivery{Delivery: notification.Delivery{ID: "m3", Channel: bySMS, State: notification.Collected, Created: on(2, 8, 0), Next: on(9, 9, 0)}, Tokens: []string{"a:" + county}}
	must(t, d.deliveries.Create(system(t), made))
	ctx := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + county}})
	hooks := rpc.Page[timers.Row]{Items: []timers.Row{{What: "push", ID: "w1"}}}
	list := d.listTimers(func(ctx context.Context, req timers.Request) (rpc.Page[timers.Row], error) {
		if scope, _ := store.ScopeOf(ctx); req.Late || !scope.Permits([]string{"a:" + county}) {
			return rpc.Page[timers.Row]{}, nil
		}
		return hooks, nil
	})
	page, err := list(ctx, timers.Request{})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].ID != "m1" || page.Items[0].Why != "quiet" || !page.Items[0].At.Equal(on(3, 8, 0)) || page.Items[0].Late {
		t.Fatalf("%+v", page)
	}
	page, err = list(ctx, timers.Request{After: page.Next})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].What != "digest" || page.Next == "" {
		t.Errorf("%+v", page)
	}
	hooks.Next = "2"
	page, err = list(ctx, timers.Request{After: page.Next})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].What != "push" || page.Next != "w:2" {
		t.Errorf("%+v", page)
	}
	hooks.Next = ""
	page, err = list(ctx, timers.Request{After: page.Next})
	must(t, err)
	if len(page.Items) != 1 || page.Next != "" {
		t.Errorf("%+v", page)
	}
	page, err = list(ctx, timers.Request{Late: true})
	must(t, err)
	if len(page.Items) != 1 || page.Items[0].ID != "m2" || page.Items[0].Why != "not_run" {
		t.Errorf("%+v", page)
	}
	elsewhere := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:431222"}})
	if page, err = list(elsewhere, timers.Request{}); err != nil || len(page.Items) != 0 {
		t.Errorf("%+v %v", page, err)
	}
	for _, bad := range []timers.Request{{Area: county}, {Station: "s1"}} {
		if _, err := list(elsewhere, bad); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := list(ctx, timers.Request{After: "c:???"}); !fault.Is(err, fault.KindInvalid) {
		t.Error(err)
	}
}

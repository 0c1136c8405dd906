package webhook

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/timers"
)

func (d *desk) retries(code string, req timers.Request) []timers.Row {
	d.t.Helper()
	page, err := d.Retries(as(d.t, code), req)
	must(d.t, err)
	return page.Items
}

// What failed is listed in its area with when it is tried again and why, until it
// gets through or is stopped.
func TestRetriesAreToldOf(t *testing.T) {
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		clock := storetest.NewClock(start)
		d := deskOn(t, db, clock)
		r := newReceiver(t)
		r.answers(500)
		made := d.hook(county, r.URL).Webhook
		d.happens(casework.CaseRegistered, town)
		if got := d.retries(county, timers.Request{}); len(got) != 0 {
			t.Fatalf("before it was tried: %+v", got)
		}
		d.goes()
		next := d.now(made.ID).Next
		got := d.retries(county, timers.Request{})
		want := timers.Row{At: next, What: "push", Kind: "webhook", ID: made.ID, Label: "推送", Why: "refused"}
		if len(got) != 1 || !got[0].At.Equal(next) || got[0].Why != want.Why || got[0].Label != want.Label || got[0].Late {
			t.Fatalf("%+v, want %+v", got, want)
		}
		for _, away := range []string{"431222", town} { // its area is the county
			if got := d.retries(away, timers.Request{}); len(got) != 0 {
				t.Errorf("in %s: %+v", away, got)
			}
		}
		if got := d.retries(county, timers.Request{Late: true}); len(got) != 0 {
			t.Errorf("late: %+v", got)
		}
		clock.Move(next.Sub(clock.Now()) + timers.Slack + time.Second)
		if got := d.retries(county, timers.Request{Late: true}); len(got) != 1 || got[0].Why != "not_run" {
			t.Errorf("late: %+v", got)
		}
		r.answers(204)
		d.goes()
		if got := d.retries(county, timers.Request{}); len(got) != 0 || d.now(made.ID).Why != "" {
			t.Errorf("after it got through: %+v", got)
		}
	})
}

// A webhook that was stopped is not tried again; no address names what failed.
func TestStoppedWebhooksComeNoMore(t *testing.T) {
	d := newDesk(t)
	made := d.hook(county, "http://127.0.0.1:1/").Webhook
	d.happens(casework.CaseRegistered, town)
	d.goes()
	if got := d.retries(county, timers.Request{}); len(got) != 1 || got[0].Why != "unreachable" {
		t.Fatalf("%+v", got)
	}
	_, err := d.SetWebhookState(as(t, county), notification.WebhookStateRequest{ID: made.ID, State: notification.WebhookDisabled})
	must(t, err)
	if got := d.retries(county, timers.Request{}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if _, err := d.Retries(as(t, county), timers.Request{After: "???"}); err == nil {
		t.Error("a cursor that is none is taken")
	}
}

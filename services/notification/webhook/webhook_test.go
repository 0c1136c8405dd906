package webhook

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

func TestOnEveryStore(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		d, r := deskOn(t, db, clock), newReceiver(t)
		d.happens(casework.CaseRegistered, town) // before there was a webhook
		made := d.hook(county, r.URL, casework.CaseRegistered.Name, casework.CaseClosed.Name)
		r.secret = made.Secret
		one := d.happens(casework.CaseRegistered, town)
		d.happens(casework.CaseAssigned, town)        // not asked for
		d.happens(casework.CaseRegistered, "431224")  // another county
		two := d.happens(casework.CaseClosed, county) // the county's own
		d.goes()
		r.want(t, "in order, in the area, of the types", one, two)
		if h := d.now(made.Webhook.ID); h.Position != 5 || r.forged != 0 {
			t.Errorf("at %d, %d forged", h.Position, r.forged)
		}
		var e event.Event
		if err := json.Unmarshal(r.bodies[0], &e); err != nil || e.ID != one || e.Type != casework.CaseRegistered.Name || e.TraceParent != "" {
			t.Errorf("%+v %v", e, err)
		}
		page, err := d.ListWebhookTries(as(t, county), notification.ListTriesRequest{ID: made.Webhook.ID, Limit: 1})
		if err != nil || page.Next == "" || !page.Items[0].OK || page.Items[0].Status != http.StatusNoContent {
			t.Errorf("%+v %v", page, err)
		}
		_, err = d.ReplayWebhook(as(t, county), notification.ReplayWebhookRequest{ID: made.Webhook.ID, After: 0})
		must(t, err)
		d.goes()
		r.want(t, "replayed", "e1", one, two)
	}, clock)
}

func TestTheFeed(t *testing.T) {
	d := newDesk(t)
	for i := range 6 {
		d.happens([]event.Type[casework.Changed]{casework.CaseRegistered, casework.CaseClosed}[i%2], []string{town, other, town}[i%3])
	}
	read := func(code string, req notification.ListEventsRequest) ([]string, int64) {
		page, err := d.ListEvents(as(t, code), req)
		must(t, err)
		ids := []string{}
		for _, i := range page.Items {
			ids = append(ids, i.Event.ID)
		}
		return ids, page.Next
	}
	for what, c := range map[string]struct {
		code string
		req  notification.ListEventsRequest
		want []string
		next int64
	}{
		"all":           {county, notification.ListEventsRequest{}, []string{"e1", "e2", "e3", "e4", "e5", "e6"}, 6},
		"a township's":  {other, notification.ListEventsRequest{}, []string{"e2", "e5"}, 6},
		"from":          {county, notification.ListEventsRequest{After: 4}, []string{"e5", "e6"}, 6},
		"a page":        {county, notification.ListEventsRequest{After: 1, Limit: 2}, []string{"e2", "e3"}, 3},
		"of a type":     {town, notification.ListEventsRequest{Type: casework.CaseClosed.Name}, []string{"e4", "e6"}, 6},
		"the end":       {county, notification.ListEventsRequest{After: 6}, []string{}, 6},
		"beyond it":     {county, notification.ListEventsRequest{After: 99}, []string{}, 99},
		"other county":  {"431224", notification.ListEventsRequest{}, []string{}, 6},
		"no such type":  {county, notification.ListEventsRequest{Type: "x"}, []string{}, 6},
		"page of types": {county, notification.ListEventsRequest{Type: casework.CaseClosed.Name, Limit: 1}, []string{"e2"}, 2},
	} {
		if ids, next := read(c.code, c.req); !slices.Equal(ids, c.want) || next != c.next {
			t.Errorf("%s: %v and %d, want %v and %d", what, ids, next, c.want, c.next)
		}
	}
	if _, err := d.ListEvents(t.Context(), notification.ListEventsRequest{}); !fault.Is(err, fault.KindDenied) {
		t.Errorf("without a scope: %v", err)
	}
}

// Nothing goes into the feed that has no place, is not listed or cannot be read.
func TestWhatStaysOutOfTheFeed(t *testing.T) {
	d := newDesk(t)
	for _, e := range []event.Event{
		casework.CaseClosed.New(casework.Changed{}), casework.CaseClosed.New(casework.Changed{Area: "999999"}),
		casework.CaseNoted.New(casework.Changed{Area: town}), station.StaffAppointed.New(station.StaffChanged{}),
		{Type: casework.CaseClosed.Name, Data: json.RawMessage(`{"area":7}`)}, {Type: casework.CaseClosed.Name, Data: json.RawMessage(`[`)},
	} {
		e.ID = "x"
		must(t, d.append(system(t), e))
	}
	if last, err := d.last(system(t)); last != 0 || err != nil {
		t.Errorf("%d %v", last, err)
	}
}

// What fails is tried again, later and later, nothing goes out before it, and
// after a day the webhook is disabled and its owner hears of it; resumed, it goes
// on where it stopped.
func TestFailuresRetriesAndTheEnd(t *testing.T) {
	d, r := newDesk(t), newReceiver(t)
	made := d.hook(town, r.URL)
	one, two := d.happens(casework.CaseRegistered, town), d.happens(casework.CaseClosed, town)
	for _, status := range []int{500, 302, 404, 429} {
		r.answers(status)
		d.goes()
		h := d.now(made.Webhook.ID)
		if h.Position != 0 || h.Tried == 0 || !h.Next.After(d.clock.Now()) || !h.Failing.Equal(start) && status == 500 {
			t.Errorf("%d: %+v", status, h)
		}
		d.goes() // too early
		if again := d.now(made.Webhook.ID); again.Tried != h.Tried {
			t.Error("tried before its time")
		}
		d.clock.Move(h.Next.Sub(d.clock.Now()))
	}
	r.answers(200)
	d.goes()
	r.want(t, "in order at last", one, two)
	if h := d.now(made.Webhook.ID); h.Tried != 0 || !h.Failing.IsZero() {
		t.Errorf("%+v", h)
	}
	r.answers(503)
	three := d.happens(casework.CaseArchived, town)
	for range 60 {
		d.goes()
		d.clock.Move(time.Hour)
	}
	if h := d.now(made.Webhook.ID); h.State != notification.WebhookDisabled || !d.told(t, h.ID, notification.WebhookFailed.Name) {
		t.Errorf("after a day: %+v", h)
	}
	r.answers(200)
	d.goes()
	r.want(t, "disabled")
	_, err := d.SetWebhookState(as(t, town), notification.WebhookStateRequest{ID: made.Webhook.ID, State: notification.WebhookActive})
	must(t, err)
	d.goes()
	r.want(t, "resumed", three)
}

// told reports whether the service told an event of the type about the webhook.
func (d *desk) told(t *testing.T, id, name string) bool {
	t.Helper()
	rows, err := d.db.Journal().ReadAggregate(t.Context(), "webhook/"+id, 0, 50)
	must(t, err)
	return slices.ContainsFunc(rows, func(r store.JournalRow) bool { return r.Event.Type == name })
}

func TestGoneDisablesAtOnce(t *testing.T) {
	d, r := newDesk(t), newReceiver(t)
	made := d.hook(town, r.URL)
	d.happens(casework.CaseRegistered, town)
	r.answers(http.StatusGone)
	d.goes()
	if h := d.now(made.Webhook.ID); h.State != notification.WebhookDisabled {
		t.Errorf("%+v", h)
	}
}

// One webhook that fails holds up no other.
func TestOneFailingWebhookHoldsUpNoOther(t *testing.T) {
	d, good, bad := newDesk(t), newReceiver(t), newReceiver(t)
	bad.answers(500)
	d.hook(town, bad.URL)
	d.hook(town, good.URL)
	var ids []string
	for range share + 5 {
		ids = append(ids, d.happens(casework.CaseRegistered, town))
	}
	d.goes()
	good.want(t, "all", ids...)
}

func TestANewSecretIsTheOnlyOne(t *testing.T) {
	d, r := newDesk(t), newReceiver(t)
	made := d.hook(town, r.URL)
	renewed, err := d.RenewWebhookSecret(as(t, town), notification.WebhookByID{ID: made.Webhook.ID})
	must(t, err)
	r.secret = renewed.Secret
	id := d.happens(casework.CaseRegistered, town)
	d.goes()
	r.want(t, "under the new one", id)
	raw, err := json.Marshal(d.now(made.Webhook.ID))
	must(t, err)
	if renewed.Secret == made.Secret || strings.Contains(string(raw), renewed.Secret) {
		t.Error("the secret lies open")
	}
}

func TestOfficesReachTheirOwnWebhooks(t *testing.T) {
	d, r := newDesk(t), newReceiver(t)
	id := d.hook(town, r.URL).Webhook.ID
	for _, code := range []string{other, "431224"} {
		ctx := as(t, code)
		_, state := d.SetWebhookState(ctx, notification.WebhookStateRequest{ID: id, State: notification.WebhookDisabled})
		_, renew := d.RenewWebhookSecret(ctx, notification.WebhookByID{ID: id})
		_, replay := d.ReplayWebhook(ctx, notification.ReplayWebhookRequest{ID: id})
		_, gone := d.DeleteWebhook(ctx, notification.WebhookByID{ID: id})
		_, tries := d.ListWebhookTries(ctx, notification.ListTriesRequest{ID: id})
		_, create := d.CreateWebhook(ctx, notification.CreateWebhookRequest{Area: county, Name: "推送", URL: r.URL})
		for what, err := range map[string]error{"state": state, "renew": renew, "replay": replay, "delete": gone, "tries": tries, "create": create} {
			if !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s from %s: %v", what, code, err)
			}
		}
		if page, err := d.ListWebhooks(ctx, notification.ListWebhooksRequest{}); err != nil || len(page.Items) != 0 {
			t.Errorf("%v %v", page, err)
		}
	}
	_, err := d.ReplayWebhook(as(t, town), notification.ReplayWebhookRequest{ID: id, After: 9})
	if !fault.HasCode(err, "webhook.ahead") {
		t.Errorf("ahead: %v", err)
	}
	_, err = d.DeleteWebhook(as(t, county), notification.WebhookByID{ID: id})
	must(t, err)
	d.happens(casework.CaseClosed, town)
	d.goes()
	r.want(t, "deleted")
}

func TestSweepingForgetsWhatIsOld(t *testing.T) {
	d, r := newDesk(t), newReceiver(t)
	id := d.hook(town, r.URL).Webhook.ID
	d.happens(casework.CaseClosed, town)
	d.goes()
	d.clock.Move(keep + time.Hour)
	must(t, d.Sweep(system(t)))
	page, err := d.ListEvents(as(t, town), notification.ListEventsRequest{})
	must(t, err)
	tries, err := d.ListWebhookTries(as(t, town), notification.ListTriesRequest{ID: id})
	if err != nil || len(page.Items) != 0 || len(tries.Items) != 0 || page.Next != 1 {
		t.Errorf("%+v %+v %v", page, tries, err)
	}
}

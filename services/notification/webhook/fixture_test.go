package webhook

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/vault"
)

// Places of these tests: two townships of 辰溪县.
const (
	county = "431223"
	town   = "431223100"
	other  = "431223101"
)

var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)

var master = []byte("only-for-tests-only-for-tests-00")

// desk is the service on a store of its own.
type desk struct {
	*Service
	t     testing.TB
	clock *storetest.Clock
	seq   int
}

func newDesk(t testing.TB) *desk {
	clock := storetest.NewClock(start)
	return deskOn(t, storetest.DB(t, "notification", clock), clock)
}

func deskOn(t testing.TB, db *store.DB, clock *storetest.Clock) *desk {
	d := &desk{t: t, clock: clock, Service: New(db, vault.New(db, master), clock, area.Default(), slog.New(slog.DiscardHandler), Settings{Loopback: true})}
	must(t, db.Open(t.Context()))
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func system(t testing.TB) context.Context { return store.System(t.Context()) }

// as acts for an office.
func as(t testing.TB, code string) context.Context {
	return authz.WithSubject(store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + code}}), authz.Subject{ID: "office-" + code})
}

// happens lets the service hear of a case's event as its consumer would.
func (d *desk) happens(kind event.Type[casework.Changed], code string) string {
	d.t.Helper()
	d.seq++
	e := kind.New(casework.Changed{Case: fmt.Sprint("c", d.seq), Area: code})
	e.SpecVersion, e.ID, e.Source, e.Subject, e.Aggregate = "1.0", fmt.Sprintf("e%d", d.seq), "lianluo/casework", fmt.Sprint("c", d.seq), "case"
	e.Time, e.Sequence, e.TraceParent = d.clock.Now(), 1, "00-trace"
	for range 2 { // at least once
		must(d.t, d.db.Transact(system(d.t), func(ctx context.Context) error { return d.append(ctx, e) }))
	}
	return e.ID
}

func (d *desk) hook(code, url string, types ...string) notification.CreatedWebhook {
	d.t.Helper()
	made, err := d.CreateWebhook(as(d.t, code), notification.CreateWebhookRequest{Area: code, Name: "推送", URL: url, Types: types})
	must(d.t, err)
	return made
}

func (d *desk) now(id string) Hook {
	d.t.Helper()
	h, err := d.hooks.Get(system(d.t), id)
	must(d.t, err)
	return h
}

// goes sends until nothing goes on at once.
func (d *desk) goes() {
	d.t.Helper()
	for more := true; more; {
		var err error
		more, err = d.turn(system(d.t))
		must(d.t, err)
	}
}

// receiver is the other side: it takes what is signed with its secret.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	secret string
	status int
	got    []string
	bodies [][]byte
	forged int
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.secret != "" {
		wh, err := standardwebhooks.NewWebhook(r.secret)
		if err != nil || wh.Verify(body, req.Header) != nil {
			r.forged++
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
	}
	if r.status/100 == 2 {
		r.got, r.bodies = append(r.got, req.Header.Get("webhook-id")), append(r.bodies, body)
	}
	if r.status == http.StatusFound {
		w.Header().Set("Location", r.URL+"/elsewhere")
	}
	w.WriteHeader(r.status)
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) want(t testing.TB, what string, ids ...string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Equal(r.got, ids) {
		t.Errorf("%s: got %v, want %v", what, r.got, ids)
	}
	r.got = nil
}

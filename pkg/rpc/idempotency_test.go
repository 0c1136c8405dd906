package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

const note1 = `{"title":"路灯","area":"431223"}`

func (d *demo) post(body string, headers ...string) (int, string, bool) {
	w := d.raw("POST", "/api/demo/v1/notes", body, append([]string{asJSON, asOfficer}, headers...)...)
	return w.Code, w.Body.String(), w.Header().Get("Idempotency-Replayed") == "true"
}

func TestTheSameKeyActsOnce(t *testing.T) {
	d := newDemo(t)
	code, first, replayed := d.post(note1, withKey)
	if code != 200 || replayed {
		t.Fatalf("got %d %s", code, first)
	}
	// Another spelling of the same request is the same request.
	code, second, replayed := d.post(` { "area" : "431223", "title":"\u8def灯", "tags": [] }`, withKey)
	if code != 200 || second != first || !replayed {
		t.Fatalf("got %d %s, want %s", code, second, first)
	}
	if told := d.told(t, noteCreated.Name); len(told) != 1 {
		t.Fatalf("acted %d times", len(told))
	}
}

func TestTheSameKeyWithAnotherBodyConflicts(t *testing.T) {
	d := newDemo(t)
	d.post(note1, withKey)
	code, body, _ := d.post(`{"title":"水渠","area":"431223"}`, withKey)
	if p := problem(t, body); code != 409 || p.Code != "rpc.key_reused" {
		t.Fatalf("got %d %s", code, body)
	}
}

// A device that does not know whether it was heard sends again, with when it was
// said: that is the same request.
func TestWhatIsFreeToDifferIsTheSameRequest(t *testing.T) {
	d := newDemo(t)
	_, first, _ := d.post(note1, withKey)
	code, second, replayed := d.post(`{"title":"路灯","area":"431223","said":"2026-11-09T09:00:00Z"}`, withKey)
	if code != 200 || second != first || !replayed {
		t.Fatalf("got %d %s, want %s", code, second, first)
	}
}

func TestKeysBelongToCallerAndOperation(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) { return Note{ID: "acted"}, nil }
	d.post(note1, withKey)
	w := d.raw("POST", "/api/demo/v1/act", note1, asJSON, withKey)
	if !strings.Contains(w.Body.String(), "acted") {
		t.Errorf("another operation with the same key: %s", w.Body)
	}
	w = d.raw("POST", "/api/demo/v1/notes", `{"title":"别处","area":"431224"}`, asJSON, withKey, "Authorization: Bearer other")
	if w.Code != 200 {
		t.Errorf("another caller with the same key: %s", w.Body)
	}
}

func TestKeysMustBeGivenAndWellFormed(t *testing.T) {
	d := newDemo(t)
	for _, key := range []string{"", "short", strings.Repeat("k", 129), "with space 1", "汉字汉字汉字汉字"} {
		code, body, _ := d.post(note1, "Idempotency-Key: "+key)
		if p := problem(t, body); code != 400 || p.Code != "rpc.idempotency_key" || len(p.Fields) != 1 {
			t.Errorf("%q: got %d %s", key, code, body)
		}
	}
	w := d.raw("POST", "/api/demo/v1/preview", note1, asJSON, asOfficer)
	if w.Code != 200 {
		t.Errorf("what changes nothing needs no key: %s", w.Body)
	}
}

func TestFaultsAreNotRemembered(t *testing.T) {
	d := newDemo(t)
	fail := true
	d.act = func(ctx context.Context, req CreateNote) (Note, error) {
		n, err := d.create(store.System(ctx), req)
		if fail && err == nil {
			err = fault.FailedPrecondition("not.yet", "还不行", "Not yet")
		}
		return n, err
	}
	send := func() int { return d.raw("POST", "/api/demo/v1/act", note1, asJSON, withKey).Code }
	if code := send(); code != 422 {
		t.Fatalf("got %d", code)
	}
	if told := d.told(t, noteCreated.Name); len(told) != 0 {
		t.Fatal("a failed operation must leave nothing")
	}
	fail = false
	if code := send(); code != 200 {
		t.Fatalf("got %d", code)
	}
}

func TestKeepCommitsAndStillFails(t *testing.T) {
	d := newDemo(t)
	wrong := fault.Unauthenticated("signin.wrong", "账号或密码不对", "Wrong login or password")
	d.act = func(ctx context.Context, req CreateNote) (Note, error) {
		_, err := d.create(store.System(ctx), req)
		return Note{}, rpc.Keep(errors.Join(err, wrong))
	}
	w := d.raw("POST", "/api/demo/v1/act", note1, asJSON, withKey)
	if p := problem(t, w.Body.String()); p.Code != "signin.wrong" || len(d.told(t, noteCreated.Name)) != 1 {
		t.Fatalf("got %+v, told %v", p, d.told(t, noteCreated.Name))
	}
	if len(d.refusals(t)) != 1 {
		t.Fatal("a kept refusal is recorded like any other")
	}
}

func TestConcurrentCallsWithOneKeyActOnce(t *testing.T) {
	d := newDemo(t)
	bodies := make([]string, 24)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() { _, bodies[i], _ = d.post(note1, withKey) })
	}
	wg.Wait()
	for _, body := range bodies {
		if body != bodies[0] || !strings.Contains(body, `"title":"路灯"`) {
			t.Fatalf("answers differ: %s and %s", body, bodies[0])
		}
	}
	if told := d.told(t, noteCreated.Name); len(told) != 1 {
		t.Fatalf("acted %d times", len(told))
	}
}

func TestALateTwinGetsTheFirstOnesAnswer(t *testing.T) {
	d := newDemo(t)
	var runs atomic.Int32
	inside, release := make(chan struct{}), make(chan struct{})
	d.act = func(ctx context.Context, req CreateNote) (Note, error) {
		if runs.Add(1) == 1 {
			close(inside)
			<-release // the twin acts while this one is inside
			return Note{}, fault.FailedPrecondition("done.already", "已办", "Done already")
		}
		return d.create(store.System(ctx), req)
	}
	late := make(chan string)
	send := func() string { return d.raw("POST", "/api/demo/v1/act", note1, asJSON, withKey).Body.String() }
	go func() { late <- send() }()
	<-inside
	first := send()
	close(release)
	if second := <-late; second != first || !strings.Contains(first, "路灯") {
		t.Fatalf("got %s and %s", first, second)
	}
}

func TestUnitsOfWorkAreRetried(t *testing.T) {
	d := newDemo(t)
	type count struct {
		N int `json:"n"`
	}
	counts := store.NewCollection(d.db, "count", store.Def[count]{ID: func(*count) string { return "one" }})
	if err := d.db.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	d.act = func(ctx context.Context, _ CreateNote) (Note, error) {
		c, err := counts.Upsert(store.System(ctx), "one", func() count { return count{} }, func(c *count) ([]event.Event, error) {
			c.N++
			return nil, nil
		})
		return Note{Title: fmt.Sprint(c.N)}, err
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			w := d.raw("POST", "/api/demo/v1/act", note1, asJSON, fmt.Sprintf("Idempotency-Key: key-%08d", i))
			if w.Code != 200 {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
		})
	}
	wg.Wait()
	if c, err := counts.Get(store.System(context.Background()), "one"); err != nil || c.N != 8 {
		t.Fatalf("got %+v, %v", c, err)
	}
}

func TestKeysAreForgottenAfterSevenDays(t *testing.T) {
	d := newDemo(t)
	ctx := context.Background()
	_, first, _ := d.post(note1, withKey)
	d.clock.Move(7*24*time.Hour - time.Second)
	sweep := func(left int) {
		t.Helper()
		err := d.server.Sweep(ctx)
		recs, failed := d.back.All(ctx, "idem", "", 1000)
		if err != nil || failed != nil || len(recs) != left {
			t.Fatalf("%d are left, not %d: %v %v", len(recs), left, err, failed)
		}
	}
	sweep(1)
	if _, body, replayed := d.post(note1, withKey); body != first || !replayed {
		t.Fatalf("got %s", body)
	}
	d.clock.Move(2 * time.Second)
	other := `{"title":"水渠","area":"431223"}` // the expired key is free, swept or not
	if code, body, replayed := d.post(other, withKey); code != 200 || replayed {
		t.Fatalf("got %d %s", code, body)
	}
	d.clock.Move(8 * 24 * time.Hour)
	sweep(0)
	sweep(0)
	d.act = func(context.Context, CreateNote) (Note, error) { return Note{ID: "acted"}, nil }
	const many = store.MaxPage + 20 // a busy hour's are more than one page
	for i := range many {
		d.raw("POST", "/api/demo/v1/act", note1, asJSON, fmt.Sprintf("Idempotency-Key: many-%08d", i))
	}
	sweep(many)
	d.clock.Move(8 * 24 * time.Hour)
	sweep(0)
}

func TestAnswersAreSealedAtRest(t *testing.T) {
	d := newDemo(t)
	d.act = func(context.Context, CreateNote) (Note, error) { return Note{Title: "secret-code-4711"}, nil }
	d.raw("POST", "/api/demo/v1/act", `{"title":"phone-13800138000","area":"43"}`, asJSON, withKey)
	for _, doc := range d.stored(t, "idem") {
		if strings.Contains(doc, "4711") || strings.Contains(doc, "13800138000") || strings.Contains(doc, "key-12345678") {
			t.Fatalf("stored in the clear: %s", doc)
		}
	}
}

func TestUploadsCountTheirFiles(t *testing.T) {
	d := newDemo(t)
	send := func(data string) (Attached, error) {
		ctx := rpc.WithKey(context.Background(), "key-12345678")
		return rpc.Call(ctx, d.client("officer"), attach, Attach{ID: "1", Title: "x", Scan: rpc.File{Name: "a.txt", Data: []byte(data)}})
	}
	if _, err := send("one"); err != nil {
		t.Fatal(err)
	}
	if _, err := send("one"); err != nil {
		t.Fatal(err)
	}
	if _, err := send("two"); !fault.HasCode(err, "rpc.key_reused") {
		t.Fatalf("another file under the same key: %v", err)
	}
}

// Package hostiletest sends what nobody should send to every door of a running
// system: each answer must be a refusal that says what to do, nothing may leak,
// nothing may change.
package hostiletest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/operations"
	"lianluo/services/platform/platformtest"
	"lianluo/services/platform/platformtest/world"
)

// leaks are what the inside looks like; none of it may be seen outside.
var leaks = []string{"goroutine ", ".go:", "runtime error", "panic", "sqlite", "SQL", "UNIQUE constraint", "mongo", "casbin",
	"/tmp/", "/home/", "/root/", "json:", "jsontext", "encoding/", "reflect", "multipart:", "http:", "image:", "png:", "jpeg:", "unexpected EOF", "strconv", "nil pointer"}

// shot is one hostile request.
type shot struct {
	what string
	world.Message
}

// refused expects a problem of the 400s with a code and a sentence, and nothing
// from inside.
func refused(t *testing.T, op rpc.Operation, what string, a world.Answer) {
	t.Helper()
	var p fault.Problem
	err := json.Unmarshal(a.Body, &p)
	switch {
	case a.Status < 400 || a.Status >= 500:
		t.Errorf("%s, %s: %d %.300s", op.Name, what, a.Status, a.Body)
	case err != nil || p.Code == "" || p.Detail == "" || p.Status != a.Status:
		t.Errorf("%s, %s: %d is no problem that says something: %.300s", op.Name, what, a.Status, a.Body)
	case a.Header.Get("Content-Type") != "application/problem+json":
		t.Errorf("%s, %s: %s", op.Name, what, a.Header.Get("Content-Type"))
	}
	tight(t, op, what, a)
}

// tight expects that nothing from inside is seen.
func tight(t *testing.T, op rpc.Operation, what string, a world.Answer) {
	t.Helper()
	for _, leak := range leaks {
		if strings.Contains(string(a.Body), leak) {
			t.Errorf("%s, %s: the answer holds %q: %.300s", op.Name, what, leak, a.Body)
		}
	}
}

// caller is the token of somebody who may do the operation to Town's objects.
func caller(ctx context.Context, w *world.World, op rpc.Operation) string {
	switch {
	case op.Public:
		return ""
	case op.Internal:
		return w.Host().Token(ctx)
	case op.SignedIn:
		return w.Client("maker").Token(ctx)
	}
	for _, row := range authz.DefaultPolicy().Rows {
		if row.Action == op.Permission {
			return w.Client(world.Name(row.Role, world.Own)).Token(ctx)
		}
	}
	return ""
}

// TestHostileInput tries everything in one world; first what changes nothing.
func TestHostileInput(t *testing.T) {
	w := world.New(t)
	t.Run("barrage", func(t *testing.T) { tryBarrage(t, w) })
	t.Run("uploads", func(t *testing.T) { tryUploads(t, w) })
	t.Run("file names", func(t *testing.T) { tryNames(t, w) })
	t.Run("positions", func(t *testing.T) { tryPosition(t, w) })
	t.Run("stolen photos", func(t *testing.T) { tryStolenPhotos(t, w) })
	t.Run("replays", func(t *testing.T) { tryReplays(t, w) })
	t.Run("codes", func(t *testing.T) { tryCodes(t, w) })
	t.Run("forms", func(t *testing.T) { tryForms(t, w) })
	t.Run("redirects", func(t *testing.T) { tryRedirects(t, w) })
	t.Run("scripts", func(t *testing.T) { tryScripts(t, w) })
	t.Run("texts", func(t *testing.T) { tryTexts(t, w) })
}

// tryBarrage sends every kind of broken request to every operation.
func tryBarrage(t *testing.T, w *world.World) {
	t.Helper()
	messages := map[string]world.Message{} // made before anything is counted: some need an object of their own
	for _, o := range operations.All() {
		op := o.Declared()
		req, _ := world.Request(op, w.Town)
		m, err := world.MessageOf(op, req)
		if err != nil {
			t.Fatalf("%s: %v", op.Name, err)
		}
		messages[op.Name] = m
	}
	var before string
	same := 0
	platformtest.Eventually(t, "what the world's making caused is over", func() bool {
		last := before
		if before = happened(t, w); before != last {
			same = 0
		}
		same++
		return same == 20
	})
	var mu sync.Mutex
	shots := 0
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(8)
	for _, o := range operations.All() {
		op := o.Declared()
		g.Go(func() error {
			all := shotsAt(op, messages[op.Name])
			for _, s := range all {
				a, err := w.Send(ctx, s.Message, caller(ctx, w, op))
				if err != nil {
					t.Errorf("%s, %s: %v", op.Name, s.what, err)
					continue
				}
				refused(t, op, s.what, a)
			}
			mu.Lock()
			defer mu.Unlock()
			shots += len(all)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests", shots)
	if after := happened(t, w); after != before {
		t.Errorf("something changed:\n%s\nwas\n%s", after, before)
	}
}

// echoes follow from other events, or record that something was refused.
var echoes = []string{"Refused.v1", "SignInFailed.v1", "ToldRecorded.v1"}

// happened counts the events of all services, without the echoes.
func happened(t *testing.T, w *world.World) string {
	t.Helper()
	var out strings.Builder
	for _, service := range append([]string{"gateway"}, operations.Services...) {
		counts := map[string]int{}
		for after := int64(0); ; {
			page, err := rpc.Call(t.Context(), w.Host(), app.JournalOp(service), app.JournalRequest{After: after, Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Rows) == 0 {
				break
			}
			for _, row := range page.Rows {
				after = row.Position
				counts[row.Event.Type]++
			}
		}
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			if !slices.ContainsFunc(echoes, func(e string) bool { return strings.HasSuffix(name, "."+e) }) {
				fmt.Fprintf(&out, "%s %d\n", name, counts[name])
			}
		}
	}
	return out.String()
}

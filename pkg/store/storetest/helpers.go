package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// everywhere is the context of system work in the test.
func everywhere(t *testing.T) context.Context { return store.System(t.Context()) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// together runs n goroutines and reports their errors.
func together(t *testing.T, n int, fn func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make(chan error, n)
	for i := range n {
		wg.Go(func() {
			if err := fn(i); err != nil {
				errs <- fmt.Errorf("goroutine %d: %w", i, err)
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
}

func expectKind(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func expectCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	if !fault.HasCode(err, code) {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

// within is the context of a caller who reaches the tokens.
func within(t *testing.T, tokens ...string) context.Context {
	return store.WithScope(t.Context(), store.Scope{Tokens: tokens})
}

// ids pages through a query and returns what it finds, in order.
func ids(t *testing.T, ctx context.Context, notes *store.Collection[note], q store.Query) []string {
	t.Helper()
	var out []string
	for {
		page, err := notes.List(ctx, q)
		must(t, err)
		for _, n := range page.Items {
			out = append(out, n.ID)
		}
		if q.After = page.Next; q.After == "" {
			return out
		}
	}
}

func expectIDs(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

package rpc_test

import (
	"context"
	"errors"
	"testing"

	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func TestMemoWorksOnceHoweverOftenTheUnitRuns(t *testing.T) {
	d := newDemo(t)
	runs, worked, failed := 0, 0, 0
	d.act = func(ctx context.Context, _ CreateNote) (Note, error) {
		runs++
		got, err := rpc.Memo(ctx, "hash", func() (string, error) { worked++; return "hashed", nil })
		if err != nil || got != "hashed" {
			t.Errorf("got %q, %v", got, err)
		}
		_, err = rpc.Memo(ctx, "refused", func() (int, error) { failed++; return 0, errors.New("not now") })
		if err == nil {
			t.Error("an error was taken for a result")
		}
		if runs%3 != 0 {
			return Note{}, store.ErrVersion // somebody else was quicker
		}
		return Note{Title: got}, nil
	}
	for range 2 {
		if _, err := rpc.Call(t.Context(), d.client(""), act, CreateNote{Title: "t", Area: "43"}); err != nil {
			t.Fatal(err)
		}
	}
	if runs != 6 || worked != 2 || failed != 6 {
		t.Errorf("two requests: %d runs, %d times hashed, %d failures", runs, worked, failed)
	}
}

func TestMemoElsewhereWorksEachTime(t *testing.T) {
	worked := 0
	for range 3 {
		if _, err := rpc.Memo(t.Context(), "hash", func() (int, error) { worked++; return worked, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if worked != 3 {
		t.Errorf("worked %d times", worked)
	}
}

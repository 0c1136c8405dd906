package rules

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"

	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type chosen struct {
	Method string `json:"method" oneof:"ballot hands" doc:"how it is decided"`
	Free   string `json:"free" doc:"any words"`
}

func openChosen(t *testing.T, check func(chosen) error) (*Set[chosen], context.Context) {
	t.Helper()
	db := storetest.DB(t, "wordstest")
	s := Declare(db, slog.New(slog.DiscardHandler), area.Default(), chosen{Method: "ballot"}, check)
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, event.WithCause(store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + hunan}}), event.Cause{Actor: "admin"})
}

func TestARuleOfWordsTakesItsWordsOnly(t *testing.T) {
	for name, check := range map[string]func(chosen) error{"no check": nil, "a check": func(chosen) error { return nil }} {
		s, ctx := openChosen(t, check)
		set := func(values string) error {
			_, err := s.Put(ctx, Override{Area: chenxi, From: day, Values: json.RawMessage(values), Reason: "试点"})
			return err
		}
		for _, bad := range []string{`{"method":"lottery"}`, `{"method":""}`, `{"method":"Ballot"}`, `{"method":"ballot hands"}`} {
			err := set(bad)
			if f := fault.Of(err); !fault.HasCode(err, "rules.values") || len(f.Fields) != 1 || f.Fields[0].Name != "method" {
				t.Errorf("%s: %s: %v", name, bad, err)
			}
		}
		if err := set(`{"method":"hands","free":"lottery"}`); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if v, _ := s.At(chenxi, day); v.Method != "hands" || v.Free != "lottery" {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestShownRulesSayWhichWordsTheyTake(t *testing.T) {
	s, ctx := openChosen(t, nil)
	shown, err := s.Show(ctx, ShowRequest{Area: chenxi, At: day})
	if err != nil || len(shown.Values) != 2 || !slices.Equal(shown.Values[0].OneOf, []string{"ballot", "hands"}) || len(shown.Values[1].OneOf) != 0 {
		t.Fatalf("%+v, %v", shown.Values, err)
	}
}

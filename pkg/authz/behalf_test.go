package authz

import (
	"context"
	"testing"
	"time"

	"lianluo/pkg/store"
)

func TestOnWhoseBehalf(t *testing.T) {
	d, err := NewDecider(DefaultPolicy())
	if err != nil {
		t.Fatal(err)
	}
	decide := func(_ context.Context, s Subject, action string) (store.Scope, error) {
		return d.Authorize(s, action, time.Unix(100, 0))
	}
	own := Assignment{Role: LiaisonOfficer, Station: "s1"}
	lent := Assignment{Role: StationHead, Station: "s2", For: "w", ForName: "王某"}
	s := Subject{ID: "l", Kind: Person, Name: "李某", Assignments: []Assignment{own, lent}}
	if BehalfIn(t.Context(), decide, Subject{Assignments: []Assignment{own}}, "case.read") != nil {
		t.Error("nothing is delegated, and yet somebody is behind it")
	}
	for _, c := range []struct {
		action string
		tokens []string
		want   string
	}{
		{"case.note", []string{"a:4", "s:s1"}, "李某"},
		{"case.note", []string{"a:4", "s:s2"}, "李某 代 王某"},
		{"case.note", []string{"s:s1", "s:s2"}, "李某"},
		{"case.note", nil, "李某"},
		{"case.extend", nil, "李某 代 王某"},
		{"case.extend", []string{"s:s2"}, "李某 代 王某"},
		{"case.extend", []string{"s:s3"}, "李某"},
	} {
		ctx := WithBehalf(WithSubject(t.Context(), s), BehalfIn(t.Context(), decide, s, c.action))
		if got := ActingName(ctx, c.tokens); got != c.want {
			t.Errorf("%s on %v: %q", c.action, c.tokens, got)
		}
	}
}

func TestADelegatedAssignmentMayBeLimited(t *testing.T) {
	d, err := NewDecider(DefaultPolicy())
	if err != nil {
		t.Fatal(err)
	}
	s := Subject{Kind: Person, Assignments: []Assignment{{Role: StationHead, Station: "s2", For: "w", Actions: []string{"case.note"}}}}
	if _, err := d.Authorize(s, "case.note", time.Unix(100, 0)); err != nil {
		t.Error(err)
	}
	if _, err := d.Authorize(s, "case.read", time.Unix(100, 0)); err == nil {
		t.Error("more than was handed on is allowed")
	}
}

package identity

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
)

// newer are permissions that an installation of before did not know.
func newer(action string) bool {
	return strings.HasPrefix(action, "issuer.") || strings.HasPrefix(action, "client.") || strings.HasPrefix(action, "paper.") ||
		slices.Contains([]string{"letter.print", "delivery.read", "division.manage", "factor.reset"}, action)
}

// olderRows are those of the default policy of then.
func olderRows() []identity.PolicyRow {
	return slices.DeleteFunc(defaultRows(), func(r identity.PolicyRow) bool { return newer(r.Action) })
}

// left stores versions as an older program did: each told, nothing said of what
// their makers knew.
func (w *world) left(versions ...identity.Policy) {
	w.t.Helper()
	for _, v := range versions {
		_, err := w.svc.policies.Upsert(w.system(), policyID, func() policy { return policy{ID: policyID} }, func(p *policy) ([]event.Event, error) {
			events := w.svc.put(p, v)
			p.Known = nil
			return events, nil
		})
		w.ok(err)
	}
}

func (w *world) policy() policy {
	w.t.Helper()
	p, err := w.svc.policies.Get(w.system(), policyID)
	w.ok(err)
	return p
}

var first = identity.Policy{Rows: olderRows(), SetBy: byItself, Reason: "default"}

func TestAnOlderPolicyFollowsTheProgram(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	w.left(first)
	w.ok(w.built[0].Prepare(t.Context())) // what lianluo migrate does
	if p := w.policy(); p.Version != 2 || p.SetBy != byItself || !slices.Equal(p.Rows, defaultRows()) || !slices.Equal(p.Known, permissions) {
		t.Errorf("version %d by %s, %d rows", p.Version, p.SetBy, len(p.Rows))
	}
}

// What was taken away, widened and put as a prefix by hand stays; what nobody can
// have decided about gets its default rows, and it shows in the history.
func TestAnEditedPolicyGetsWhatItsMakerDidNotKnow(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	wider := identity.PolicyRow{Role: "supervisor", Action: "case.*", Scope: "area"}
	edited := append(slices.DeleteFunc(olderRows(), func(r identity.PolicyRow) bool {
		return r.Action == "webhook.manage" || r.Role == "county_admin" && r.Action == "case.unmask"
	}), wider)
	w.left(first, identity.Policy{Rows: edited, SetBy: "chen", Reason: "no webhooks here"})
	w.ok(w.svc.upkeep(w.system()))
	p := w.policy()
	if p.Version != 3 || p.SetBy != byVersion || p.Reason != "upgrade" || !slices.Equal(p.Rows[:len(edited)], edited) {
		t.Fatalf("version %d by %s: what was set by hand has changed", p.Version, p.SetBy)
	}
	for _, r := range p.Rows[len(edited):] {
		if !newer(r.Action) {
			t.Errorf("%+v came back", r)
		}
	}
	for _, r := range defaultRows() {
		if newer(r.Action) && !slices.Contains(p.Rows, r) {
			t.Errorf("%+v is missing", r)
		}
	}
	w.ok(w.svc.upkeep(w.system()))
	if again := w.policy(); again.Version != 3 {
		t.Errorf("done twice: version %d", again.Version)
	}
	page, err := w.svc.ListPolicyVersions(w.system(), identity.ListPolicyVersionsRequest{})
	w.ok(err)
	if top := page.Items[0]; top.SetBy != byVersion || len(top.Removed) != 0 || len(top.Added) != len(p.Rows)-len(edited) {
		t.Errorf("the history: %+v", top)
	}
}

// Somebody who knew all permissions took one from everybody: it stays away.
func TestWhatWasTakenAwayKnowinglyStaysAway(t *testing.T) {
	w := newWorld(t)
	keeper := w.user("security", "", role(authz.SecurityAdmin, province))
	rows := slices.DeleteFunc(defaultRows(), func(r identity.PolicyRow) bool { return r.Action == "letter.print" })
	do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: rows, Reason: "r"})
	w.ok(w.svc.upkeep(w.system()))
	if p := w.policy(); p.Version != 2 || !slices.Equal(p.Rows, rows) || !slices.Equal(p.Known, permissions) {
		t.Errorf("version %d, %d rows", p.Version, len(p.Rows))
	}
}

// A policy whose powers were dealt otherwise by hand is given nothing that would
// join two of them.
func TestUpgradesJoinNoPowers(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	old := slices.DeleteFunc(defaultRows(), func(r identity.PolicyRow) bool { return r.Action == "audit.read" })
	dealt := append(slices.Clone(old), identity.PolicyRow{Role: "auditor", Action: "account.manage", Scope: "area"})
	w.left(identity.Policy{Rows: old, SetBy: byItself, Reason: "default"}, identity.Policy{Rows: dealt, SetBy: "chen", Reason: "r"})
	w.ok(w.svc.upkeep(w.system()))
	if p := w.policy(); slices.ContainsFunc(p.Rows, func(r identity.PolicyRow) bool { return r.Action == "audit.read" && r.Role == "auditor" }) {
		t.Error("one role has two powers")
	}
}

// Replicas of several versions at once: it is done once, and an older one takes
// nothing back.
func TestReplicasBringThePolicyUpOnce(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	w.left(first, identity.Policy{Rows: append(olderRows(), identity.PolicyRow{Role: "deputy", Action: "case.urge", Scope: "self"}), SetBy: "chen", Reason: "r"})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { w.ok(w.svc.bringPolicy(w.system())) })
	}
	all.Wait()
	if p := w.policy(); p.Version != 3 {
		t.Errorf("version %d", p.Version)
	}
	newest, err := w.svc.policies.Update(w.system(), policyID, func(p *policy) ([]event.Event, error) {
		p.Known, p.SetBy, p.Rows = append(slices.Clone(permissions), "zebra.ride"), byItself, append(defaultRows(), identity.PolicyRow{Role: "deputy", Action: "zebra.ride", Scope: "self"})
		return nil, nil
	})
	w.ok(err)
	w.ok(w.svc.bringPolicy(w.system()))
	if p := w.policy(); p.Version != newest.Version || !slices.Equal(p.Rows, newest.Rows) {
		t.Error("an older replica took back what a newer one had brought")
	}
}

// An installation of before that lacks nothing is only noted.
func TestAPolicyThatLacksNothingKeepsItsVersion(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	w.left(identity.Policy{Rows: defaultRows(), SetBy: byItself, Reason: "default"})
	w.ok(w.svc.upkeep(w.system()))
	if p := w.policy(); p.Version != 1 || !slices.Equal(p.Known, permissions) {
		t.Errorf("version %d, known %d", p.Version, len(p.Known))
	}
}

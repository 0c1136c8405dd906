package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/audit"
)

// audited is a world with a past: sign-ins, refusals, grants, other services'
// events, and a signed head.
func audited(t *testing.T, adjust ...func(*Settings)) (w *world, auditor *user) {
	w = newWorld(t, adjust...)
	auditor = w.user("auditor", "", role(authz.Auditor, province))
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	target := w.user("township", "", role(authz.TownshipAdmin, town))
	w.ok(admin.grantTo(target.id, role(authz.Supervisor, town)))
	if err := admin.grantTo(admin.id, role(authz.Supervisor, town)); err == nil {
		t.Fatal("granted to oneself")
	}
	_, _ = w.signIn("county", "wrong")
	w.station("s1", town)
	w.unit("u1", county)
	w.keeper.Refused(t.Context(), authz.Subject{ID: admin.id}, "roster.CreateUnit", fault.Denied("denied", "x", "x"))
	w.deliver()
	w.ok(w.svc.audit.publish(w.system()))
	w.clock.Advance(time.Minute)
	w.station("s2", town)
	return w, auditor
}

func verify(w *world, u *user, heads ...identity.AuditHead) identity.AuditVerdict {
	w.t.Helper()
	w.clock.Advance(settling + time.Second)
	_, err := w.signIn("county", goodPassword) // by now everything before has had its time
	w.ok(err)
	w.position(w.dbs["identity"]) // told, and not chained yet
	c := u.client()
	c.Lang = func(context.Context) string { return "en" }
	return do(w, c, identity.VerifyAudit, identity.VerifyAuditRequest{Heads: heads})
}

func TestEverythingIsChained(t *testing.T) {
	w, auditor := audited(t)
	types := map[string]int{}
	rows := do(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Limit: 500}).Items
	for i, r := range rows {
		types[r.Type]++
		if r.Number != int64(len(rows)-i) || r.Hash != audit.Hash(r) {
			t.Errorf("row %+v", r)
		}
	}
	for _, name := range []string{"identity.AccountInvited", "identity.SignedIn", "identity.SignInFailed", "identity.RoleGranted", "identity.Refused",
		"identity.PolicyChanged", "identity.KeyPublished", "station.StationOpened", "roster.UnitCreated", "roster.Refused"} {
		if types["lianluo."+name+".v1"] == 0 {
			t.Errorf("%s is not in the chain: %v", name, types)
		}
	}
	v := verify(w, auditor)
	if !v.Intact || v.Rows < int64(len(rows)) || v.Events != v.Rows+1 || v.Heads != 2 { // stored and filed
		t.Errorf("got %+v", v)
	}
}

func TestTheChainIsReadByActorAndObject(t *testing.T) {
	w, auditor := audited(t)
	admin, err := w.svc.byLogin(w.system(), "county")
	w.ok(err)
	list := func(req identity.ListAuditRequest) []identity.AuditRow {
		return do(w, auditor.client(), identity.ListAudit, req).Items
	}
	for _, r := range list(identity.ListAuditRequest{Actor: admin.ID}) {
		if r.Actor != admin.ID {
			t.Errorf("got %+v", r)
		}
	}
	if n := len(list(identity.ListAuditRequest{Actor: admin.ID})); n < 3 { // a grant, two refusals
		t.Errorf("%d rows", n)
	}
	if rows := list(identity.ListAuditRequest{Object: "account/" + admin.ID}); len(rows) < 3 || rows[0].Number < rows[1].Number {
		t.Errorf("got %+v", rows)
	}
	for _, r := range list(identity.ListAuditRequest{Kind: "sign_in", Limit: 500}) {
		if eventType := "lianluo.identity.SignedIn.v1"; r.Type == eventType && r.Actor == "public" {
			t.Errorf("nobody knows who signed in: %+v", r)
		}
	}
	refuses(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Kind: "gossip"}, "invalid")
	for kind, want := range map[string]string{"sign_in": "lianluo.identity.SignInFailed.v1", "refusal": "lianluo.roster.Refused.v1", "power": "lianluo.identity.RoleGranted.v1"} {
		found := false
		for _, r := range list(identity.ListAuditRequest{Kind: kind, Limit: 500}) {
			found = found || r.Type == want
			if kindOf(r.Type) != kind {
				t.Errorf("%s holds %s", kind, r.Type)
			}
		}
		if !found {
			t.Errorf("%s lacks %s", kind, want)
		}
	}
	first := do(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Limit: 3})
	second := do(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Limit: 3, After: first.Next})
	if second.Items[0].Number != first.Items[2].Number-1 {
		t.Errorf("got %d after %d", second.Items[0].Number, first.Items[2].Number)
	}
	county := &user{w: w, session: do(w, w.client(""), identity.SignIn, identity.SignInRequest{Login: "county", Password: goodPassword})}
	refuses(w, county.client(), identity.ListAudit, identity.ListAuditRequest{}, "denied")
	refuses(w, county.client(), identity.VerifyAudit, identity.VerifyAuditRequest{}, "denied")
	refuses(w, county.client(), identity.GetAuditState, rpc.None{}, "denied")
	refuses(w, county.client(), identity.NameAccounts, identity.NameAccountsRequest{IDs: []string{admin.ID}}, "denied")
}

func TestWhereTheChainStands(t *testing.T) {
	w, auditor := audited(t)
	w.ok(w.svc.audit.publish(w.system()))
	state := do(w, auditor.client(), identity.GetAuditState, rpc.None{})
	last := do(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Limit: 1}).Items[0]
	if state.Rows != last.Number || state.Hash != last.Hash {
		t.Errorf("the chain ends at %d %s, and its state says %+v", last.Number, last.Hash, state)
	}
	if state.Head == nil || state.Head.Number > state.Rows || state.Unsent != 0 {
		t.Errorf("the newest head: %+v, %d unsent", state.Head, state.Unsent)
	}
}

func TestIdsHaveNamesForThoseWhoLookOnly(t *testing.T) {
	w, auditor := audited(t)
	admin, err := w.svc.byLogin(w.system(), "county")
	w.ok(err)
	got := do(w, auditor.client(), identity.NameAccounts, identity.NameAccountsRequest{IDs: []string{admin.ID, "system", "gone"}})
	if len(got.Items) != 1 || got.Items[0] != (identity.AccountName{ID: admin.ID, Name: admin.Name, Login: "county"}) {
		t.Errorf("got %+v", got)
	}
	refuses(w, auditor.client(), identity.NameAccounts, identity.NameAccountsRequest{}, "invalid")
}

// overwrite changes what is stored behind everybody's back, as somebody with the
// database open would.
func overwrite[T any](w *world, c *store.Collection[T], id string, fn func(*T)) {
	w.t.Helper()
	_, err := c.Update(w.system(), id, func(doc *T) ([]event.Event, error) {
		fn(doc)
		return nil, nil
	})
	w.ok(err)
}

// TestTamperingIsFound does harm in the stores and expects it to be named.
func TestTamperingIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(w *world)
		want string
	}{
		"a changed row": {func(w *world) {
			overwrite(w, w.svc.audit.rows, "0000000000000005", func(r *identity.AuditRow) { r.Actor = "somebody else" })
		}, "row 5 ("},
		"a dropped row": {func(w *world) {
			w.ok(w.svc.audit.rows.Delete(w.system(), "0000000000000005"))
		}, "before row 6, 1 rows are missing"},
		"a cut end": {func(w *world) {
			end, err := w.svc.audit.end(w.system())
			w.ok(err)
			w.ok(w.svc.audit.rows.Delete(w.system(), numbered(end.Number)))
		}, "its end was cut off"},
		"an end moved back": {func(w *world) {
			end, err := w.svc.audit.end(w.system())
			w.ok(err)
			row, err := w.svc.audit.rows.Get(w.system(), numbered(end.Number-1))
			w.ok(err)
			w.ok(w.svc.audit.rows.Delete(w.system(), numbered(end.Number)))
			overwrite(w, w.svc.audit.ends, theEnd, func(e *chainEnd) { e.Link = audit.At(row) })
		}, "events that are not in the chain"},
		"reordered rows": {func(w *world) {
			five, err := w.svc.audit.rows.Get(w.system(), numbered(5))
			w.ok(err)
			six, err := w.svc.audit.rows.Get(w.system(), numbered(6))
			w.ok(err)
			overwrite(w, w.svc.audit.rows, numbered(5), func(r *identity.AuditRow) { *r = six; r.Number = 5 })
			overwrite(w, w.svc.audit.rows, numbered(6), func(r *identity.AuditRow) { *r = five; r.Number = 6 })
		}, "row 5 does not follow the row before it"},
		"a journal changed": {func(w *world) { rewriteJournal(w, "station", `"a":1`) }, "in the journal of station, event 1 of station/s1 was changed"},
		"a stored head forged": {func(w *world) {
			head, _, err := w.svc.audit.heads.First(w.system(), store.Query{Index: "number"})
			w.ok(err)
			overwrite(w, w.svc.audit.heads, numbered(head.Number), func(h *keptHead) { h.Hash = strings.Repeat("0", 64) })
		}, "no valid signature"},
		"a filed head broken": {func(w *world) {
			files, err := filepath.Glob(filepath.Join(w.dir, headsDir, "*.json"))
			w.ok(err)
			w.ok(os.WriteFile(files[0], []byte("{"), 0o600))
		}, "has no valid signature"},
		"a rewritten whole": {func(w *world) { rewriteAll(w) }, "tells of another row"},
	} {
		w, auditor := audited(t)
		c.harm(w)
		v := verify(w, auditor)
		if all := strings.Join(v.Findings, "\n"); v.Intact || !strings.Contains(all, c.want) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// rewriteJournal puts other data into the first event of a service's journal.
func rewriteJournal(w *world, service, members string) {
	w.t.Helper()
	rows, err := w.dbs[service].Journal().ReadAfter(w.system(), 0, 1)
	w.ok(err)
	rows[0].Event.Data = json.RawMessage("{" + members + "}")
	w.rawWrite(service, "journal", rows[0].Event.Key()+"/000000000001", rows[0])
}

// rewriteAll chains everything anew with another actor, and signs new heads with
// the system's own key, over the old ones.
func rewriteAll(w *world) {
	w.t.Helper()
	at := audit.Link{}
	var all []identity.AuditRow
	for row, err := range w.svc.audit.all(w.system()) {
		w.ok(err)
		all = append(all, row)
	}
	for _, row := range all {
		row.Actor, row.Prev = "nobody", at.Hash
		row.Hash = audit.Hash(row)
		at = audit.At(row)
		overwrite(w, w.svc.audit.rows, numbered(row.Number), func(r *identity.AuditRow) { *r = row })
	}
	overwrite(w, w.svc.audit.ends, theEnd, func(e *chainEnd) { e.Link = at })
}

// TestAHeadKeptElsewhereTells: whoever owns the machine can write everything on
// it anew, heads and journals as well; a head kept elsewhere cannot be.
func TestAHeadKeptElsewhereTells(t *testing.T) {
	w, auditor := audited(t)
	kept, _, err := w.svc.audit.heads.First(w.system(), store.Query{Index: "number"})
	w.ok(err)
	rewriteAll(w)
	w.ok(w.svc.audit.heads.Delete(w.system(), numbered(kept.Number)))
	w.ok(os.RemoveAll(filepath.Join(w.dir, headsDir)))
	w.ok(w.svc.audit.publish(w.system()))
	if v := verify(w, auditor); !v.Intact {
		t.Fatalf("the forgery is not perfect, the test shows nothing: %+v", v)
	}
	w.deliver()
	v := verify(w, auditor, kept.AuditHead)
	if v.Intact || len(v.Findings) != 1 || !strings.Contains(v.Findings[0], "-head") || !strings.Contains(v.Findings[0], "rewritten") {
		t.Errorf("got %+v", v)
	}
	w.deliver()
	if v := do(w, w.host(), identity.HostVerifyAudit, identity.VerifyAuditRequest{Heads: []identity.AuditHead{kept.AuditHead}}); v.Intact {
		t.Errorf("got %+v", v)
	}
}

func TestHeadsGoOutOnceTheChainHasGrown(t *testing.T) {
	var mu sync.Mutex
	var received []identity.AuditHead
	down := true
	hook := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if down {
			rw.WriteHeader(http.StatusBadGateway)
			return
		}
		raw, _ := io.ReadAll(r.Body)
		var h identity.AuditHead
		if err := json.Unmarshal(raw, &h); err != nil || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("got %s, %v", raw, err)
		}
		received = append(received, h)
	}))
	defer hook.Close()
	w := newWorld(t, func(s *Settings) { s.AuditWebhook = hook.URL })
	if err := w.svc.audit.publish(w.system()); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("the webhook is down: %v", err)
	}
	w.station("s1", town)
	_ = w.svc.audit.publish(w.system())
	mu.Lock()
	down = false
	mu.Unlock()
	w.ok(w.svc.audit.publish(w.system()))
	w.ok(w.svc.audit.publish(w.system())) // nothing new
	mu.Lock()
	defer mu.Unlock()
	if len(received) != 2 || received[0].Number >= received[1].Number || !audit.Genuine(received[1]) {
		t.Errorf("received %+v", received)
	}
	files, err := filepath.Glob(filepath.Join(w.dir, headsDir, "*"))
	if err != nil || len(files) != 2 {
		t.Errorf("files: %v, %v", files, err)
	}
	raw, err := os.ReadFile(files[1])
	w.ok(err)
	want, _ := json.Marshal(received[1])
	if !bytes.Equal(bytes.TrimSpace(raw), want) {
		t.Errorf("filed %s, sent %s", raw, want)
	}
}

func TestAServiceThatDoesNotAnswerIsNamed(t *testing.T) {
	w, auditor := audited(t)
	w.routes.Add("insight", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rpc.WriteProblem(rw, r, fault.Denied("denied", "x", "x"))
	}))
	v := verify(w, auditor)
	if v.Intact || len(v.Findings) != 1 || !strings.Contains(v.Findings[0], "insight") {
		t.Errorf("got %+v", v)
	}
}

// TestTwoWritersMakeOneChain: replicas that chain at once do not fork it.
func TestTwoWritersMakeOneChain(t *testing.T) {
	w, auditor := audited(t)
	var all sync.WaitGroup
	for i := range 2 {
		all.Go(func() {
			for n := range 20 {
				e := event.Event{ID: w.svc.db.NewID(), Source: "lianluo/casework", Type: "x", Subject: "s", Aggregate: "thing", Sequence: int64(i*100 + n + 1), Time: start}
				if err := w.svc.audit.append(w.system(), e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	v := verify(w, auditor)
	for _, f := range v.Findings {
		if !strings.Contains(f, "is gone from the journal of casework") { // these events were made up
			t.Error(f)
		}
	}
}

package identity

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// pages are all rows that a search finds, page by page, and how many pages it took.
func (u *user) auditPages(req identity.ListAuditRequest) (rows []identity.AuditRow, pages int) {
	u.w.t.Helper()
	c := u.client()
	for {
		page := do(u.w, c, identity.ListAudit, req)
		rows, pages = append(rows, page.Items...), pages+1
		if len(page.Items) > max(req.Limit, 0) && req.Limit > 0 {
			u.w.t.Fatalf("%d rows on a page of %d", len(page.Items), req.Limit)
		}
		if req.After = page.Next; page.Next == "" {
			return rows, pages
		}
	}
}

// TestTheChainIsSearchedByAllAtOnce compares every combination of criteria with
// a look at every row.
func TestTheChainIsSearchedByAllAtOnce(t *testing.T) {
	w, auditor := audited(t)
	admin, err := w.svc.byLogin(w.system(), "county")
	w.ok(err)
	w.deliver()
	all, _ := auditor.auditPages(identity.ListAuditRequest{Limit: 500})
	empty := []string{"", "nothing"}
	with := func(more ...string) []string { return append(slices.Clone(empty), more...) }
	for _, actor := range with(admin.ID) {
		for _, object := range []string{"", "account/" + admin.ID} {
			for _, operation := range with("identity.GrantRole", "identity.SignIn") {
				for _, at := range []string{"", county, town, city} {
					for _, kind := range []string{"", "refusal", "power"} {
						for _, outcome := range []string{"", "done", "refused"} {
							req := identity.ListAuditRequest{Actor: actor, Object: object, Operation: operation, Area: at, Kind: kind, Outcome: outcome, Limit: 3}
							got, err := w.svc.audit.search(w, req)
							w.ok(err)
							same(t, req, got, all)
						}
					}
				}
			}
		}
	}
}

// search is every page of a search, without the door.
func (a *auditor) search(w *world, req identity.ListAuditRequest) (out []identity.AuditRow, err error) {
	for {
		page, err := a.ListAudit(w.system(), req)
		out = append(out, page.Items...)
		if req.After = page.Next; err != nil || page.Next == "" {
			return out, err
		}
	}
}

func same(t *testing.T, req identity.ListAuditRequest, got, all []identity.AuditRow) {
	t.Helper()
	var want []int64
	for _, r := range all {
		if matches(req, r) {
			want = append(want, r.Number)
		}
	}
	var numbers []int64
	for i, r := range got {
		numbers = append(numbers, r.Number)
		if i > 0 && r.Time.After(got[i-1].Time) {
			t.Errorf("%+v: not newest first", req)
		}
	}
	slices.Sort(numbers)
	slices.Sort(want)
	if !slices.Equal(numbers, want) {
		t.Errorf("%+v: got %v, want %v", req, numbers, want)
	}
}

func TestTheChainIsSearchedByTime(t *testing.T) {
	w, auditor := audited(t)
	w.clock.Advance(10 * time.Minute)
	day := w.clock.Now()
	w.station("s9", otherTown)
	got, _ := auditor.auditPages(identity.ListAuditRequest{From: day})
	if len(got) == 0 || slices.ContainsFunc(got, func(r identity.AuditRow) bool { return r.Time.Before(day) }) {
		t.Errorf("got %+v", got)
	}
	before, _ := auditor.auditPages(identity.ListAuditRequest{To: day, Limit: 7})
	all, _ := auditor.auditPages(identity.ListAuditRequest{Limit: 500})
	if len(before) == 0 || len(before)+len(got) > len(all) || slices.ContainsFunc(before, func(r identity.AuditRow) bool { return !r.Time.Before(day) }) {
		t.Errorf("%d before, %d after, %d in all", len(before), len(got), len(all))
	}
	refuses(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{From: day, To: day}, "audit.dates")
	refuses(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Area: "nowhere"}, "invalid")
	refuses(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Outcome: "pending"}, "invalid")
	refuses(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Actor: "county", After: "no cursor"}, "invalid")
}

func TestWhereAndByWhomARowWas(t *testing.T) {
	w, auditor := audited(t)
	admin, err := w.svc.byLogin(w.system(), "county")
	w.ok(err)
	at := func(req identity.ListAuditRequest) []identity.AuditRow {
		rows, _ := auditor.auditPages(req)
		return rows
	}
	stations := at(identity.ListAuditRequest{Area: town, Object: "station/s1"})
	if len(stations) != 1 || !slices.Contains(stations[0].Areas, province) || len(at(identity.ListAuditRequest{Area: otherTown, Object: "station/s1"})) != 0 {
		t.Errorf("a station's opening is in its township: %+v", stations)
	}
	if refused := at(identity.ListAuditRequest{Area: county, Outcome: "refused", Actor: admin.ID}); len(refused) < 2 { // granting to oneself, another service's
		t.Errorf("a refusal is where the account is: %+v", refused)
	}
	if byLogin := at(identity.ListAuditRequest{Actor: "COUNTY", Kind: "refusal"}); len(byLogin) == 0 || byLogin[0].Actor != admin.ID {
		t.Errorf("by login: %+v", byLogin)
	}
	w.user("system", "", role(authz.Supervisor, town)) // an account may be called so
	if got := at(identity.ListAuditRequest{Actor: "public", Operation: "identity.SignIn"}); len(got) == 0 {
		t.Error("what nobody did is not found")
	}
}

// TestASparseSearchGoesOn: what is rare is found although one call looks through
// some thousand rows only.
func TestASparseSearchGoesOn(t *testing.T) {
	w := newWorld(t)
	auditor := w.user("auditor", "", role(authz.Auditor, province))
	w.deliver()
	first, err := w.svc.audit.end(w.system())
	w.ok(err)
	for i := range auditLook + 10 {
		w.ok(w.svc.audit.rows.Create(w.system(), identity.AuditRow{Number: first.Number + int64(i) + 1, Type: "lianluo.casework.CaseNoted.v1", Actor: "a", Operation: fmt.Sprintf("op.%d", i), Time: start.Add(time.Hour)}))
	}
	c := auditor.client()
	req := identity.ListAuditRequest{Actor: "a", Outcome: "done", Area: town}
	page := do(w, c, identity.ListAudit, req)
	if len(page.Items) != 0 || page.Next == "" {
		t.Fatalf("got %d rows, next %q", len(page.Items), page.Next)
	}
	req.After = page.Next
	if page = do(w, c, identity.ListAudit, req); page.Next != "" {
		t.Errorf("the search does not end: %q", page.Next)
	}
	if _, err := rpc.Call(t.Context(), w.client(""), identity.ListAudit, req); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("the public searches: %v", err)
	}
}

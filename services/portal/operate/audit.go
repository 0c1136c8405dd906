package operate

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const auditPath = base + "/audit"

// auditKinds are the views of the chain, "" for all of it.
var auditKinds = []string{"", "sign_in", "refusal", "unmasking", "power"}

// auditView is the page of the audit chain.
type auditView struct {
	req      identity.ListAuditRequest
	page     rpc.Page[identity.AuditRow]
	state    identity.AuditState
	names    names
	more     string
	areas    []ui.Option
	days     [2]string   // from and to as they were chosen
	wrong    ui.Problems // with the search
	heads    string      // as the auditor pasted them
	verdict  *identity.AuditVerdict
	problems ui.Problems
}

// audit lists the chain, newest first.
func (s pages) audit(w http.ResponseWriter, r *http.Request) error {
	v, err := s.auditView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, auditPage(s.shell(r, "operate.audit"), v))
}

func (s pages) auditView(r *http.Request) (v auditView, err error) {
	const shown = 50
	ctx := r.Context()
	if v.req, err = session.Decode[identity.ListAuditRequest](r); err != nil {
		return v, err
	}
	v.days = [2]string{session.Value(r, "from"), session.Value(r, "to")}
	asked := v.req
	if !asked.To.IsZero() { // to the end of the day that was named
		asked.To = asked.To.AddDate(0, 0, 1)
	}
	if asked.Limit == 0 {
		asked.Limit = shown
	}
	v.page, err = session.Call(ctx, s.Portal, identity.ListAudit, asked)
	if fault.Is(err, fault.KindInvalid) {
		v.wrong, err = session.Problems(ctx, err, labels), nil
	}
	if err != nil {
		return v, err
	}
	if v.state, err = session.Call(ctx, s.Portal, identity.GetAuditState, rpc.None{}); err != nil {
		return v, err
	}
	ids := []string{v.req.Actor}
	for _, row := range v.page.Items {
		ids = append(ids, row.Actor, row.OnBehalf)
		if row.Aggregate == "account" {
			ids = append(ids, row.Subject)
		}
	}
	v.areas = s.areasOf(ctx, authz.Auditor, v.req.Area)
	v.more = session.More(r, v.page.Next)
	v.names, err = s.namesOf(ctx, ids)
	return v, err
}

// areasOf are the divisions to narrow to where a role holds, all of them first.
func (s pages) areasOf(ctx context.Context, role authz.Role, chosen string) []ui.Option {
	mine := session.UserOf(ctx).As(role).Area
	return append([]ui.Option{{Label: ui.T(ctx, "operate.audit.everywhere")}}, s.Divisions(mine, cmp.Or(chosen, mine))...)
}

// query is what the list is narrowed to, but for one thing.
func (v auditView) query(but string) url.Values {
	q := url.Values{}
	for _, one := range [][2]string{{"kind", v.req.Kind}, {"actor", v.req.Actor}, {"object", v.req.Object}, {"operation", v.req.Operation},
		{"area", v.req.Area}, {"outcome", v.req.Outcome}, {"from", v.days[0]}, {"to", v.days[1]}} {
		if one[0] != but && one[1] != "" {
			q.Set(one[0], one[1])
		}
	}
	return q
}

// with is the address of the list narrowed to one thing more.
func (v auditView) with(name, value string) string {
	q := v.query(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return auditPath
	}
	return auditPath + "?" + q.Encode()
}

// tabs are the kinds; the other filters stay.
func (v auditView) tabs(ctx context.Context) ui.Tabs {
	t := ui.Tabs{Label: ui.T(ctx, "operate.audit.kinds")}
	for i, kind := range auditKinds {
		key := "operate.kind.all"
		if kind != "" {
			key = "operate.kind." + kind
		}
		t.Items = append(t.Items, ui.NavItem{Href: v.with("kind", kind), Label: ui.T(ctx, key)})
		if kind == v.req.Kind {
			t.Open = i
		}
	}
	return t
}

// keep are the filters that have no field.
func (v auditView) keep() map[string]string {
	if v.req.Kind == "" {
		return nil
	}
	return map[string]string{"kind": v.req.Kind}
}

// outcomes are the choices of how things ended.
func outcomes(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: ui.T(ctx, "operate.outcome.any")}}
	for _, one := range []string{"done", "refused", "unmasked"} {
		all = append(all, ui.Option{Value: one, Label: ui.T(ctx, "operate.outcome."+one)})
	}
	return all
}

// filtered names whose rows these are, and that a search has not come to its end.
func (v auditView) filtered(ctx context.Context) string {
	switch {
	case v.req.Actor != "" && v.names[v.req.Actor] != "":
		return ui.T(ctx, "operate.audit.of-actor", v.names.of(ctx, v.req.Actor))
	case v.more != "" && len(v.page.Items) == 0:
		return ui.T(ctx, "operate.audit.so-far")
	}
	return ""
}

// verify recomputes the chain, also against heads that were kept elsewhere.
func (s pages) verify(w http.ResponseWriter, r *http.Request) error {
	v, err := s.auditView(r)
	if err != nil {
		return err
	}
	v.heads = session.Value(r, "heads")
	heads, ok := parseHeads(v.heads)
	if !ok {
		err = session.Mend(r.Context(), "heads", "operate.heads.bad")
	} else {
		var verdict identity.AuditVerdict
		verdict, err = session.Call(r.Context(), s.Portal, identity.VerifyAudit, identity.VerifyAuditRequest{Heads: heads})
		v.verdict = &verdict
	}
	if err != nil {
		v.verdict = nil
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return auditPage(s.shell(r, "operate.audit"), v)
		})
	}
	return session.Render(w, r, auditPage(s.shell(r, "operate.audit"), v))
}

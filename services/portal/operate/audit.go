package operate

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/api/identity"
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
	heads    string // as the auditor pasted them
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
	v.req.Limit = shown
	if v.page, err = session.Call(ctx, s.Portal, identity.ListAudit, v.req); err != nil {
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
	v.more = session.More(r, v.page.Next)
	v.names, err = s.namesOf(ctx, ids)
	return v, err
}

// tabs are the kinds; one leaves the other filters behind, since the chain is
// searched by one thing at a time.
func (v auditView) tabs(ctx context.Context) ui.Tabs {
	t := ui.Tabs{Label: ui.T(ctx, "operate.audit.kinds")}
	for i, kind := range auditKinds {
		href, key := auditPath, "operate.kind.all"
		if kind != "" {
			href, key = auditPath+"?"+url.Values{"kind": {kind}}.Encode(), "operate.kind."+kind
		}
		t.Items = append(t.Items, ui.NavItem{Href: href, Label: ui.T(ctx, key)})
		if kind == v.req.Kind {
			t.Open = i
		}
	}
	return t
}

// filtered names what the list is narrowed to, "" for a whole view.
func (v auditView) filtered(ctx context.Context) string {
	switch {
	case v.req.Actor != "":
		return ui.T(ctx, "operate.audit.of-actor", v.names.of(ctx, v.req.Actor))
	case v.req.Object != "":
		return ui.T(ctx, "operate.audit.of-object", v.req.Object)
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

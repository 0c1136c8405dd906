package account

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// auditView is the page of the audit chain.
type auditView struct {
	req      identity.ListAuditRequest
	page     rpc.Page[identity.AuditRow]
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
	return session.Render(w, r, s.auditPage(r, v))
}

func (s pages) auditPage(r *http.Request, v auditView) templ.Component {
	return auditPage(s.shell(r, ui.T(r.Context(), "account.audit")), v)
}

func (s pages) auditView(r *http.Request) (v auditView, err error) {
	const shown = 50
	if v.req, err = session.Decode[identity.ListAuditRequest](r); err != nil {
		return v, err
	}
	v.req.Limit = shown
	v.page, err = session.Call(r.Context(), s.Portal, identity.ListAudit, v.req)
	return v, err
}

// more is the address of the next page.
func (v auditView) more() string {
	if v.page.Next == "" {
		return ""
	}
	return "/me/audit?" + url.Values{"actor": {v.req.Actor}, "object": {v.req.Object}, "after": {v.page.Next}}.Encode()
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
		err = session.Mend(r.Context(), "heads", "account.heads.bad")
	} else {
		var verdict identity.AuditVerdict
		verdict, err = session.Call(r.Context(), s.Portal, identity.VerifyAudit, identity.VerifyAuditRequest{Heads: heads})
		v.verdict = &verdict
	}
	if err != nil {
		v.verdict = nil
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return s.auditPage(r, v)
		})
	}
	return session.Render(w, r, s.auditPage(r, v))
}

// parseHeads reads signed heads as files and minutes have them: JSON objects,
// one after the other, or in a list. Nothing is no heads.
func parseHeads(text string) ([]identity.AuditHead, bool) {
	var heads []identity.AuditHead
	decoder := json.NewDecoder(strings.NewReader(strings.NewReplacer("[", " ", "]", " ", "},", "} ").Replace(text)))
	for decoder.More() {
		var head identity.AuditHead
		if decoder.Decode(&head) != nil || head.Hash == "" {
			return nil, false
		}
		heads = append(heads, head)
	}
	return heads, true
}

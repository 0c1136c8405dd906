package why

import (
	"cmp"
	"context"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// History is what happened to an account, as its owner and administrators read it.
type History struct {
	ui.Timeline
	next string
}

// NewHistory puts a page of an account's history into words; next is the address
// of the page after, "" where there is none.
func NewHistory(ctx context.Context, p *session.Portal, page rpc.Page[identity.HistoryEntry], next string) History {
	out := History{Timeline: ui.Timeline{Label: ui.T(ctx, "history.title")}, next: next}
	told := &Answer{Names: map[string]string{}, Area: p.AreaName}
	for _, e := range page.Items {
		one := ui.Entry{Kind: ui.EventEntry, Who: doer(ctx, e.By), What: ui.T(ctx, "history."+string(e.What)), At: e.At, Why: e.Reason}
		if e.Token != "" {
			one.Body = e.Token
		}
		if x := e.Assignment; x != nil {
			p.LearnPlace(ctx, told.Names, *x)
			one.Body = told.held(ctx, e)
		}
		out.Entries = append(out.Entries, one)
	}
	return out
}

// held is the assignment that an entry is about: what, where, for whom, how long.
func (a *Answer) held(ctx context.Context, e identity.HistoryEntry) string {
	x := *e.Assignment
	if !e.Ended.IsZero() {
		x.Until = e.Ended
	}
	words := a.post(ctx, x)
	switch {
	case e.What == identity.RoleHandedOn && e.To != "":
		words = ui.T(ctx, "why.post-at", words, ui.T(ctx, "account.delegation.to", e.To))
	case e.What != identity.RoleHandedOn && x.ForName != "":
		words = ui.T(ctx, "why.post-at", words, ui.T(ctx, "account.delegation.for", x.ForName))
	}
	if e.EndedFor != "" {
		words = ui.T(ctx, "why.post-at", words, ui.T(ctx, "history.ended-early", e.EndedFor))
	}
	return ui.T(ctx, "why.post-at", words, Term(ctx, x.From, x.Until))
}

// doer is who did something, by name where the reader may know it.
func doer(ctx context.Context, by identity.Granter) string {
	if by.Host {
		return ui.T(ctx, "history.host")
	}
	return cmp.Or(by.Name, roles(ctx, by.Roles))
}

// Page is the history within a page's frame.
func (h History) Page() templ.Component { return history(h) }

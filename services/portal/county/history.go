package county

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
	"lianluo/services/portal/why"
)

// history is what an account was given and lost, by whom, when and why.
func (s pages) history(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := session.Call(ctx, s.Portal, identity.GetAccount, identity.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	page, err := session.Call(ctx, s.Portal, identity.ListAccountHistory,
		identity.AccountHistoryRequest{ID: a.ID, HistoryPage: identity.HistoryPage{After: session.Value(r, "after")}})
	if err != nil {
		return err
	}
	h := why.NewHistory(ctx, s.Portal, page, session.More(r, page.Next))
	return session.Render(w, r, historyPage(s.shell(r, ui.T(ctx, "history.title")), a, h))
}

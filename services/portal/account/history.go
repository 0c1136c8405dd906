package account

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
	"lianluo/services/portal/why"
)

const historyPath = "/me/history"

// history is what the person's account was given and lost.
func (s pages) history(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, identity.ListMyHistory, identity.HistoryPage{After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	h := why.NewHistory(ctx, s.Portal, page, session.More(r, page.Next))
	return session.Render(w, r, historyPage(s.Own(r, ui.T(ctx, "history.title")), h))
}

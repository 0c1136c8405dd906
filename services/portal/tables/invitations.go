package tables

import (
	"context"
	"net/http"
	"strings"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// invites: the import made accounts that wait for their owners.
func (v importView) invites() bool {
	return v.Kind == identity.ImportStaff && !v.busy() && v.Made > 0
}

// handed is a list of invitations to hand out.
type handed struct {
	at, up string
	items  []identity.Invitation
	more   string // where the next list begins, "" after the last
	open   string // the address that a code is entered at
	area   func(code string) string
}

// handOut shows new invitations for those who have not opened their accounts,
// this once: neither the page nor the codes are kept anywhere.
func (s importPages) handOut(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	page, err := session.Call(r.Context(), s.Portal, identity.HandOutInvitations, identity.HandOutRequest{ID: id, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	up := s.office.Base + "/imports/" + identity.ImportStaff + "/" + id
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, handedPage(handed{at: up + "/invitations", up: up, items: page.Items, more: page.Next, open: s.URL("/invitation"), area: s.AreaName}))
}

// roles are the roles that an invitation is for, with where.
func (v handed) roles(ctx context.Context, a identity.Account) string {
	var words []string
	for _, x := range a.Assignments {
		words = append(words, ui.T(ctx, "session.role-in", v.area(x.Area), ui.T(ctx, "session.role."+x.Role)))
	}
	return strings.Join(words, ui.T(ctx, "county.semicolon"))
}

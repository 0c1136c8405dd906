package search

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// usersAt is where administrators, who alone see the list of users, look at one.
const usersAt = "/county/org/users/"

// findStaff finds people by their accounts, where the person may see these. Who is
// on a roster is found as what they are there.
func (s pages) findStaff(ctx context.Context, r *http.Request, v *view, after string) error {
	found, err := session.Call(ctx, s.Portal, identity.ListAccounts, identity.ListAccountsRequest{Words: v.typed, Limit: perPage, After: after})
	if v.staff = -1; fault.Is(err, fault.KindDenied) {
		return nil
	}
	if fault.HasCode(err, "account.short") { // a number may be short of letters
		err = nil
	}
	if err != nil {
		return err
	}
	found.Items = slices.DeleteFunc(found.Items, func(a identity.Account) bool { return a.Person != "" || a.Service })
	v.staff, v.moreStaff = len(found.Items), found.Next != ""
	switch v.kind {
	case kindStaff:
		v.next = session.More(r, found.Next)
	case "":
		found.Items = found.Items[:min(len(found.Items), staffOfAll)]
	default:
		return nil
	}
	for _, a := range found.Items {
		v.rows = append(v.rows, s.staffRow(ctx, v, a))
	}
	return nil
}

func (s pages) staffRow(ctx context.Context, v *view, a identity.Account) row {
	meta := []string{ui.T(ctx, "search.kind.staff"), a.Login}
	for _, x := range a.Assignments {
		words := ui.T(ctx, "session.role-in", s.AreaName(x.Area), ui.T(ctx, "session.role."+x.Role))
		if (x.Until.IsZero() || s.Now().Before(x.Until)) && !slices.Contains(meta, words) {
			meta = append(meta, words)
		}
	}
	out := row{href: usersAt + a.ID, icon: "users", title: v.query.Marked(a.Name), meta: ui.Parts(meta...)}
	if a.State == identity.Disabled {
		out.badge = templ.Component(ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "county.account."+string(a.State))})
	}
	return out
}

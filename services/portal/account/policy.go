package account

import (
	"cmp"
	"net/http"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// policy shows who may do what, and how far: the policy in force.
func (s pages) policy(w http.ResponseWriter, r *http.Request) error {
	p, err := session.Call(r.Context(), s.Portal, identity.GetPolicy, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, policyPage(s.shell(r, ui.T(r.Context(), "account.policy")), p, byRole(p)))
}

// roleRows are a role's rows of the policy.
type roleRows struct {
	role string
	rows []identity.PolicyRow
}

// byRole groups the policy's rows in the order of the roles.
func byRole(p identity.Policy) []roleRows {
	var all []roleRows
	for _, role := range authz.Roles {
		one := roleRows{role: string(role)}
		for _, row := range p.Rows {
			if row.Role == one.role {
				one.rows = append(one.rows, row)
			}
		}
		slices.SortFunc(one.rows, func(a, b identity.PolicyRow) int { return cmp.Compare(a.Action, b.Action) })
		if len(one.rows) > 0 {
			all = append(all, one)
		}
	}
	return all
}

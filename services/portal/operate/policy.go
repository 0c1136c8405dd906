package operate

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const policyPath = base + "/policy"

// nothing is the scope that takes an action away from a role.
const nothing = "none"

// scopes are how far an action may reach, the widest first.
var scopes = []string{"all", "area", "station", "unit", "self", nothing}

// policyView is the policy in force and the form that changes it.
type policyView struct {
	policy   identity.Policy
	names    names
	edits    bool // the person may change it
	change   policyChange
	problems ui.Problems
}

// policyChange is one change: what a role may do from now on, and how far.
type policyChange struct{ base, role, action, scope, reason string }

// roleRows are a role's rows of the policy.
type roleRows struct {
	role string
	rows []identity.PolicyRow
}

// policy shows who may do what, and how far: the policy in force.
func (s pages) policy(w http.ResponseWriter, r *http.Request) error {
	v, err := s.policyView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, policyPage(s.shell(r, "operate.policy"), v))
}

func (s pages) policyView(r *http.Request) (v policyView, err error) {
	ctx := r.Context()
	if v.policy, err = session.Call(ctx, s.Portal, identity.GetPolicy, rpc.None{}); err != nil {
		return v, err
	}
	v.edits = session.UserOf(ctx).Has(authz.SecurityAdmin)
	v.change = policyChange{base: strconv.FormatInt(v.policy.Version, 10), role: session.Value(r, "role"), action: session.Value(r, "action"), scope: session.Value(r, "scope")}
	v.names, err = s.namesOf(ctx, []string{v.policy.SetBy})
	return v, err
}

// changePolicy makes one change of the version that the person saw.
func (s pages) changePolicy(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := s.policyView(r)
	if err != nil {
		return err
	}
	v.change.base, v.change.reason = session.Value(r, "base"), session.Value(r, "reason")
	version, err := strconv.ParseInt(v.change.base, 10, 64)
	switch {
	case err != nil:
		err = session.Mend(ctx, "base", "operate.policy.again")
	case v.change.role == "":
		err = session.Mend(ctx, "role", "operate.policy.choose")
	case v.change.action == "":
		err = session.Mend(ctx, "action", "operate.policy.choose")
	case !slices.Contains(scopes, v.change.scope):
		err = session.Mend(ctx, "scope", "operate.policy.choose")
	default:
		_, err = session.Call(ctx, s.Portal, identity.SetPolicy,
			identity.SetPolicyRequest{Base: version, Rows: v.change.apply(v.policy.Rows), Reason: v.change.reason})
	}
	if err == nil {
		return s.Go(w, r, policyPath, ui.Done(ctx, "operate.policy.changed"))
	}
	if fault.Is(err, fault.KindConflict) { // the page shows the version in force now
		v.change.base = strconv.FormatInt(v.policy.Version, 10)
	}
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
		v.problems = problems
		return policyPage(s.shell(r, "operate.policy"), v)
	})
}

// apply puts the change in the place of the role's rows for the action.
func (c policyChange) apply(rows []identity.PolicyRow) []identity.PolicyRow {
	out := slices.DeleteFunc(slices.Clone(rows), func(r identity.PolicyRow) bool { return r.Role == c.role && r.Action == c.action })
	if c.scope == nothing {
		return out
	}
	return append(out, identity.PolicyRow{Role: c.role, Action: c.action, Scope: c.scope})
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
		sorting.By(one.rows, func(a, b identity.PolicyRow) int { return cmp.Compare(a.Action, b.Action) })
		if len(one.rows) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// actions are all that the default policy or the one in force speaks of.
func actions(p identity.Policy) []string {
	var out []string
	for _, row := range authz.DefaultPolicy().Rows {
		out = append(out, row.Action)
	}
	for _, row := range p.Rows {
		out = append(out, row.Action)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

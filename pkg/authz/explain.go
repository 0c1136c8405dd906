package authz

import (
	"slices"
	"time"

	"lianluo/pkg/store"
)

// Explanation says why a subject may do an action or may not.
type Explanation struct {
	// Allowed is whether Authorize lets the subject do it, at the object where one
	// was asked about.
	Allowed bool
	// Withheld is a program's token that may not, whatever its owner may.
	Withheld bool
	Grounds  []Ground
	Version  int64 // of the policy
}

// Ground is what one assignment comes to, and the rows of the policy by which
// its role may do the action.
type Ground struct {
	Assignment Assignment
	Verdict    Verdict
	Rows       []Row
}

// Explain decides an action as Authorize does and keeps the reasons. tokens are
// those of an object; nil asks about the action alone, empty ones are an object
// that nobody bound to a place reaches.
func (d *Decider) Explain(s Subject, action string, tokens []string, now time.Time) (Explanation, error) {
	out := Explanation{Version: d.policy.Version, Withheld: !s.allowsAction(action)}
	for _, a := range s.Assignments {
		var scope store.Scope
		verdict, err := d.weigh(&scope, a, s, action, now)
		if err != nil {
			return out, err
		}
		if verdict == Allows && tokens != nil && !scope.Permits(tokens) {
			verdict = Elsewhere
		}
		out.Allowed = out.Allowed || verdict == Allows && !out.Withheld
		rows, err := d.Allowing(a.Role, action)
		if err != nil {
			return out, err
		}
		out.Grounds = append(out.Grounds, Ground{a, verdict, rows})
	}
	return out, nil
}

// Allowing are the policy's rows by which a role may do an action.
func (d *Decider) Allowing(role Role, action string) ([]Row, error) {
	kinds, err := d.Scopes(role, action)
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, r := range d.policy.Rows {
		if r.Role == role && matches(r.Action, action) && slices.Contains(kinds, r.Scope) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Grantors are the roles whose holders may hand out a role by this policy, the
// nearest first; none: it is handed out on the host only.
func (d *Decider) Grantors(role Role) ([]Role, error) {
	var out []Role
	for _, r := range slices.Backward(Roles) {
		may, err := d.Scopes(r, "account.manage")
		if err != nil {
			return nil, err
		}
		if len(may) > 0 && MayGrant(r, role) {
			out = append(out, r)
		}
	}
	return out, nil
}

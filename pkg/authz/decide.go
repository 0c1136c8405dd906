package authz

import (
	"strings"
	"sync"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

const modelText = `
[request_definition]
r = role, action, scope
[policy_definition]
p = role, action, scope
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == p.role && r.scope == p.scope && keyMatch(r.action, p.action)
`

// matches is the policy's own rule for actions, for checks outside the enforcer.
func matches(pattern, action string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(action, prefix)
	}
	return pattern == action
}

// Decider answers (role, action) → scope kinds from one version of the policy
// and remembers its answers; a new version is a new Decider.
type Decider struct {
	policy   Policy
	enforcer *casbin.Enforcer
	answers  sync.Map // "role action" → []ScopeKind
}

// NewDecider builds the decisions of a policy.
func NewDecider(p Policy) (*Decider, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fault.Internal(err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fault.Internal(err)
	}
	for _, r := range p.Rows {
		if _, err := e.AddPolicy(string(r.Role), r.Action, string(r.Scope)); err != nil {
			return nil, fault.Internal(err)
		}
	}
	return &Decider{policy: p, enforcer: e}, nil
}

// Version is the policy's version.
func (d *Decider) Version() int64 { return d.policy.Version }

// Scopes returns the kinds of scope in which the role may do the action; none: denied.
func (d *Decider) Scopes(role Role, action string) ([]ScopeKind, error) {
	key := string(role) + " " + action
	if known, ok := d.answers.Load(key); ok {
		return known.([]ScopeKind), nil
	}
	var out []ScopeKind
	for _, kind := range scopeKinds {
		ok, err := d.enforcer.Enforce(string(role), action, string(kind))
		if err != nil {
			return nil, fault.Internal(err)
		}
		if ok {
			out = append(out, kind)
		}
	}
	d.answers.Store(key, out)
	return out, nil
}

// Authorize turns the subject's assignments of this moment into the scope of an
// action. It fails with denied when none of them allows it anywhere.
func (d *Decider) Authorize(s Subject, action string, now time.Time) (store.Scope, error) {
	var scope store.Scope
	if !s.allowsAction(action) {
		return scope, denied(action)
	}
	found := false
	for _, a := range s.Assignments {
		verdict, err := d.weigh(&scope, a, s, action, now)
		if err != nil {
			return scope, err
		}
		found = found || verdict == Allows
	}
	if !found {
		return scope, denied(action)
	}
	return scope, nil
}

// Verdict is what one assignment comes to for an action.
type Verdict string

// The verdicts: it allows the action; it counts later, or no more; it was
// delegated for other actions; its role may not do it; its role may, but at a
// station, a unit or a person that the assignment does not name; and, where it
// was asked about an object, it reaches another place.
const (
	Allows    Verdict = "allows"
	NotBegun  Verdict = "not_begun"
	Ended     Verdict = "ended"
	Limited   Verdict = "limited"
	NoRow     Verdict = "role"
	Nowhere   Verdict = "nowhere"
	Elsewhere Verdict = "elsewhere"
)

// weigh adds to the scope what an assignment reaches by an action, and says why
// where that is nothing: all that decides about permission.
func (d *Decider) weigh(scope *store.Scope, a Assignment, s Subject, action string, now time.Time) (Verdict, error) {
	switch {
	case now.Before(a.From):
		return NotBegun, nil
	case !a.ActiveAt(now):
		return Ended, nil
	case !a.Allows(action):
		return Limited, nil
	}
	kinds, err := d.Scopes(a.Role, action)
	if err != nil || len(kinds) == 0 {
		return NoRow, err
	}
	verdict := Nowhere
	for _, kind := range kinds {
		if a.reach(scope, kind, s) {
			verdict = Allows
		}
	}
	return verdict, nil
}

// reach adds what the assignment reaches in a kind of scope; false for nothing.
func (a Assignment) reach(scope *store.Scope, kind ScopeKind, s Subject) bool {
	switch {
	case kind == ScopeAll:
		scope.All = true
	case kind == ScopeArea && a.Area != "":
		scope.Tokens = append(scope.Tokens, AreaToken(a.Area))
	case kind == ScopeStation && a.Station != "":
		scope.Tokens = append(scope.Tokens, StationToken(a.Station))
	case kind == ScopeUnit && a.Unit != "":
		scope.Tokens = append(scope.Tokens, UnitToken(a.Unit))
	case kind == ScopeSelf && s.Person != "":
		scope.Tokens = append(scope.Tokens, PersonToken(s.Person))
	default:
		return false
	}
	return true
}

func (s Subject) allowsAction(action string) bool {
	if s.Kind != Program {
		return true
	}
	for _, pattern := range s.Actions {
		if matches(pattern, action) {
			return true
		}
	}
	return false
}

func denied(action string) *fault.Error {
	return fault.Denied("denied", "您没有权限做这件事（%[1]s）。如工作需要，请联系本级管理员授权。",
		"You may not do this (%[1]s). If your work needs it, ask your administrator.", action)
}

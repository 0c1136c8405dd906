package identity

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// account is what is kept of somebody who signs in. Whatever decides about
// sign-ins or depends on them changes it, so that the store puts these changes
// in an order: a password that is changed and a sign-in with the old one cannot
// both succeed.
type account struct {
	ID          string                `json:"id"`
	Login       string                `json:"login"`
	LoginKey    string                `json:"loginKey"` // how the login is found, whatever its case and width
	Name        string                `json:"name"`
	Area        string                `json:"area"`
	Areas       []string              `json:"areas"` // scope tokens of the area and its ancestors, as the tree stood
	Person      string                `json:"person,omitempty"`
	Mail        string                `json:"mail,omitempty"` // masked; the address itself is a contact
	Lang        string                `json:"lang"`
	Service     bool                  `json:"service,omitempty"` // a client's own: nobody signs in with it
	State       identity.AccountState `json:"state"`
	Assignments []identity.Assignment `json:"assignments"`
	Epoch       int64                 `json:"epoch"`
	Failures    int                   `json:"failures,omitempty"`
	FailedAt    time.Time             `json:"failedAt,omitzero"`
	LockedUntil time.Time             `json:"lockedUntil,omitzero"`
	TOTP        bool                  `json:"totp,omitempty"` // an authenticator app is set up
	Passkeys    int                   `json:"passkeys,omitempty"`
	Exempt      bool                  `json:"exempt,omitempty"` // from second factors
	CreatedAt   time.Time             `json:"createdAt"`
	LastSignIn  time.Time             `json:"lastSignIn,omitzero"`
}

const (
	maxFailures    = 5
	lockTime       = 30 * time.Minute
	maxAssignments = 50
)

func newAccounts(db *store.DB) *store.Collection[account] {
	return store.NewCollection(db, "account", store.Def[account]{
		ID:     func(a *account) string { return a.ID },
		Tokens: (*account).scopes,
		Indexes: []store.Index[account]{
			{Name: "key", Unique: true, Key: func(a *account) store.Key { return store.Key{a.LoginKey} },
				Taken: fault.Conflict("account.login.taken", "登录名已被使用，请换一个", "This login is taken; choose another one")},
			{Name: "person", Unique: true, Key: func(a *account) store.Key {
				if a.Person == "" {
					return nil
				}
				return store.Key{a.Person}
			}, Taken: fault.Conflict("account.person.taken", "此人已有账号，请在原账号上授权", "This person has an account already; grant the role there")},
			{Name: "found", Words: (*account).foundBy, Key: func(a *account) store.Key { return store.Key{a.CreatedAt} }},
			{Name: "login", Scoped: true, Key: func(a *account) store.Key { return store.Key{a.LoginKey} }},
		},
		Missing: fault.NotFound("account.not_found", "没有找到账号，可能不在您的管辖范围内", "No such account, or it lies outside your area"),
	})
}

// scopes are the areas that administer the account, its owner, and whoever knows
// its login (a sign-in).
func (a *account) scopes() []string {
	return append([]string{"acct:" + a.ID, "login:" + a.LoginKey}, a.Areas...)
}

// loginKey is how a login is found.
func loginKey(login string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(login)))
}

// checkLogin fails with invalid for a login that could be mistaken or misread.
func checkLogin(key string) error {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
	}
	if len([]rune(key)) < 2 || strings.ContainsFunc(key, odd) {
		return fault.Invalid("account.login", "登录名只能用文字、数字和 . _ - @，至少两个字符", "A login consists of letters, digits and . _ - @, two at least")
	}
	return nil
}

// changed is the account's standing as events tell it.
func (a *account) changed(reason string) identity.AccountChanged {
	return identity.AccountChanged{Account: a.ID, Area: a.Area, Person: a.Person, State: a.State, Lang: a.Lang,
		Assignments: slices.Clone(a.Assignments), Epoch: a.Epoch, Reason: reason}
}

// locked reports whether failed sign-ins keep the account closed at the moment.
func (a *account) locked(now time.Time) bool { return now.Before(a.LockedUntil) }

// fail counts a failed sign-in and locks the account at the fifth.
func (a *account) fail(now time.Time) []event.Event {
	if a.locked(now) {
		return nil
	}
	if now.Sub(a.FailedAt) >= lockTime {
		a.Failures = 0
	}
	a.Failures, a.FailedAt = a.Failures+1, now
	if a.Failures < maxFailures {
		return nil
	}
	a.Failures, a.LockedUntil = 0, now.Add(lockTime)
	return []event.Event{identity.AccountLocked.New(a.changed(""))}
}

// signedIn records a sign-in with the right password.
func (a *account) signedIn(now time.Time) { a.Failures, a.LastSignIn = 0, now }

// invite opens the account for a new password. What was signed before is void.
func (a *account) invite() []event.Event {
	if a.State != "" {
		a.Epoch++
	}
	a.State = identity.Invited
	return []event.Event{identity.AccountInvited.New(a.changed(""))}
}

// activate takes an accepted invitation.
func (a *account) activate() []event.Event {
	a.State, a.Failures, a.LockedUntil = identity.Active, 0, time.Time{}
	return []event.Event{identity.AccountActivated.New(a.changed(""))}
}

// disable ends the account. It fails with failed_precondition when it has ended.
func (a *account) disable(reason string) ([]event.Event, error) {
	if a.State == identity.Disabled {
		return nil, fault.FailedPrecondition("account.disabled", "账号已停用，无需重复操作", "The account is disabled already")
	}
	a.State = identity.Disabled
	a.Epoch++
	return []event.Event{identity.AccountDisabled.New(a.changed(reason))}, nil
}

// grant adds an assignment. It fails with conflict for one that stands already,
// with failed_precondition when there are too many.
func (a *account) grant(g identity.Assignment, now time.Time) ([]event.Event, error) {
	live := a.live(now)
	for _, x := range live {
		if x.Role == g.Role && x.For == g.For && slices.Equal(x.Actions, g.Actions) && x.Area == g.Area && x.Unit == g.Unit && x.Station == g.Station && x.From.Equal(g.From) && x.Until.Equal(g.Until) {
			return nil, fault.Conflict("grant.twice", "该账号已有相同的角色，无需重复授予", "The account holds the same role already")
		}
	}
	if len(live) >= maxAssignments {
		return nil, fault.FailedPrecondition("grant.many", "一个账号最多 50 个角色，请先收回不用的角色", "An account holds at most 50 roles; revoke some first")
	}
	a.Assignments = append(live, g) // what ended is in the journal
	return []event.Event{identity.RoleGranted.New(a.changed(""))}, nil
}

// revoke ends an assignment now and voids what was signed before. It fails with
// not_found for one that does not stand.
func (a *account) revoke(id, reason string, now time.Time) ([]event.Event, error) {
	for i, x := range a.Assignments {
		if x.ID != id || ended(x, now) {
			continue
		}
		a.Assignments[i].Until = now
		if x.From.After(now) {
			a.Assignments[i].From = now
		}
		a.Epoch++
		return []event.Event{identity.RoleRevoked.New(a.changed(reason))}, nil
	}
	return nil, errNoGrant
}

var errNoGrant = fault.NotFound("grant.not_found", "没有这个角色授权，可能已经收回", "There is no such assignment; it may have been revoked already")

// live are the assignments that count now or later.
func (a *account) live(now time.Time) []identity.Assignment {
	return slices.DeleteFunc(slices.Clone(a.Assignments), func(x identity.Assignment) bool { return ended(x, now) })
}

func ended(a identity.Assignment, now time.Time) bool {
	return !a.Until.IsZero() && !now.Before(a.Until)
}

// assignments are what tokens carry.
func assignments(all []identity.Assignment) []authz.Assignment {
	out := make([]authz.Assignment, 0, len(all))
	for _, a := range all {
		out = append(out, authz.Assignment{ID: a.ID, Role: authz.Role(a.Role), Area: a.Area, Unit: a.Unit, Station: a.Station,
			From: a.From, Until: a.Until, GrantedBy: a.GrantedBy, For: a.For, ForName: a.ForName, Actions: a.Actions})
	}
	return out
}

// hasFactor reports whether a second factor is set up.
func (a *account) hasFactor() bool { return a.TOTP || a.Passkeys > 0 }

// view is the account as others see it.
func (a *account) view() identity.Account {
	return identity.Account{ID: a.ID, Login: a.Login, Name: a.Name, Area: a.Area, Person: a.Person, Service: a.Service, Email: a.Mail, Lang: a.Lang,
		State: a.State, LockedUntil: a.LockedUntil, Assignments: append([]identity.Assignment{}, a.Assignments...),
		SecondFactor: a.hasFactor(), CreatedAt: a.CreatedAt, LastSignIn: a.LastSignIn}
}

package identity

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// session is a sign-in that goes on.
type session struct {
	ID       string    `json:"id"`
	Account  string    `json:"account"`
	Hash     string    `json:"hash"` // of the secret, which only its owner has
	Device   string    `json:"device"`
	Factor   string    `json:"factor,omitempty"` // what it was opened with besides the password
	Issuer   string    `json:"issuer,omitempty"` // through whom, where it was another system
	Started  time.Time `json:"started"`
	LastSeen time.Time `json:"lastSeen"` // as seenLate says
	Expires  time.Time `json:"expires"`
	Ended    time.Time `json:"ended,omitzero"`
}

const (
	seenEvery    = 30 * time.Second // between writings of the last activity
	seenLate     = time.Minute      // that it may be later than written: what callers keep, and seenEvery
	maxSessions  = 20               // of one account; the oldest makes room
	keepSessions = 30 * 24 * time.Hour
)

var errSession = fault.Unauthenticated("session", "登录已结束，请重新登录，已填写的内容不会丢失。", "Your session has ended. Sign in again; nothing you entered is lost.")

func newSessions(db *store.DB) *store.Collection[session] {
	return store.NewCollection(db, "session", store.Def[session]{
		ID:     func(s *session) string { return s.ID },
		Tokens: func(s *session) []string { return []string{"acct:" + s.Account, "session:" + s.Hash} },
		Indexes: []store.Index[session]{
			{Name: "hash", Unique: true, Key: func(s *session) store.Key { return store.Key{s.Hash} }},
			{Name: "open", Key: func(s *session) store.Key {
				if !s.Ended.IsZero() {
					return nil
				}
				return store.Key{s.Account, s.Started}
			}},
			{Name: "issuer", Key: func(s *session) store.Key {
				if !s.Ended.IsZero() || s.Issuer == "" {
					return nil
				}
				return store.Key{s.Issuer, s.Started}
			}}, // for the version before, which ends them by it
			{Name: "vouched", Key: func(s *session) store.Key {
				if !s.Ended.IsZero() || s.Issuer == "" {
					return nil
				}
				return store.Key{s.Issuer, s.Expires}
			}},
			{Name: "expiry", Key: func(s *session) store.Key { return store.Key{s.Expires} }},
		},
		Missing: fault.NotFound("session.not_found", "没有这个登录，可能已经结束", "There is no such session; it may have ended"),
	})
}

// open reports whether the session goes on, given how long it may be idle: never
// shorter than that, and a minute longer at most.
func (s *session) open(now time.Time, idle time.Duration) bool {
	return s.Ended.IsZero() && now.Before(s.Expires) && now.Before(s.LastSeen.Add(idle+seenLate))
}

// end ends the session for a reason.
func (s *session) end(reason string, now time.Time) []event.Event {
	if !s.Ended.IsZero() {
		return nil
	}
	s.Ended = now
	return []event.Event{identity.SignedOut.New(identity.SessionChanged{Session: s.ID, Account: s.Account, Until: now.Add(accessLife), Reason: reason})}
}

// entry is how somebody comes in.
type entry struct{ device, factor, issuer string }

// begin opens a session; among too many the oldest ends.
func (s *service) begin(ctx context.Context, id string, by entry) (identity.Session, error) {
	secret := newSecret()
	now := s.clock.Now().UTC()
	made := session{ID: s.db.NewID(), Account: id, Hash: hashOf(secret), Device: by.device, Factor: by.factor, Issuer: by.issuer, Started: now, LastSeen: now, Expires: now.Add(s.Absolute)}
	open, err := s.openSessions(ctx, id)
	if err != nil {
		return identity.Session{}, err
	}
	for i := 0; i <= len(open)-maxSessions; i++ {
		reason := "too_many"
		if !open[i].open(now, s.Idle) {
			reason = "expired"
		}
		if err := s.endSession(ctx, open[i].ID, reason); err != nil {
			return identity.Session{}, err
		}
	}
	// Whoever has shown that the account is theirs is who signed in.
	cause := event.CauseOf(ctx)
	cause.Actor = id
	ctx = event.WithCause(ctx, cause)
	in := identity.SignedIn.New(identity.SessionChanged{Session: made.ID, Account: id, Until: made.Expires, Factor: by.factor, Issuer: by.issuer})
	return identity.Session{ID: made.ID, Secret: secret, Expires: made.Expires}, s.sessions.Create(ctx, made, in)
}

// newSecret is the only key to what it is made for.
func newSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// openSessions are those of an account that were not ended, oldest first.
func (s *service) openSessions(ctx context.Context, account string) ([]session, error) {
	page, err := s.sessions.List(ctx, store.Query{Index: "open", Eq: store.Key{account}, Limit: store.MaxPage})
	return page.Items, err
}

func (s *service) endSession(ctx context.Context, id, reason string) error {
	_, err := s.sessions.Update(ctx, id, func(x *session) ([]event.Event, error) { return x.end(reason, s.clock.Now().UTC()), nil })
	return err
}

// endSessions ends an account's sessions but one, and the sign-in that waits for
// its second factor. Whoever calls it has changed
// the account in the same unit, so that no sign-in slips through.
func (s *service) endSessions(ctx context.Context, account, but, reason string) error {
	ctx = store.System(ctx) // the account was reached through the caller's scope
	open, err := s.openSessions(ctx, account)
	if err != nil {
		return err
	}
	if err := s.dropStep(ctx, account); err != nil {
		return err
	}
	if err := s.provider.EndAll(ctx, account, reason); err != nil {
		return err
	}
	for _, x := range open {
		if x.ID == but {
			continue
		}
		if err := s.endSession(ctx, x.ID, reason); err != nil {
			return err
		}
	}
	return nil
}

// OpenSession serves identity.OpenSession.
func (s *service) OpenSession(ctx context.Context, req identity.OpenSessionRequest) (identity.Access, error) {
	hash := hashOf(req.Secret)
	x, known, err := s.sessions.First(holding(ctx, "session:"+hash), store.Query{Index: "hash", Eq: store.Key{hash}})
	if err != nil {
		return identity.Access{}, err
	}
	now := s.clock.Now().UTC()
	if !known || !x.open(now, s.Idle) {
		return identity.Access{}, errSession
	}
	ctx = holding(ctx, "acct:"+x.Account)
	a, err := s.accounts.Get(ctx, x.Account)
	if err != nil {
		return identity.Access{}, err
	}
	if a.State != identity.Active {
		return identity.Access{}, errSession
	}
	if err := s.stillVouched(ctx, &x); err != nil {
		return identity.Access{}, err
	}
	// A role that needs a second factor leads to one at the next sign-in.
	if step, err := s.stepOf(ctx, &a); err != nil || step == identity.StepEnrol && x.Factor != vouched {
		return identity.Access{}, cmp.Or[error](err, errSession)
	}
	if !req.Passive {
		if err := s.seen(ctx, &x, now); err != nil {
			return identity.Access{}, err
		}
	}
	return s.access(ctx, &a, &x, now)
}

func (s *service) seen(ctx context.Context, x *session, now time.Time) error {
	if now.Sub(x.LastSeen) < seenEvery {
		return nil
	}
	_, err := s.sessions.Update(ctx, x.ID, func(x *session) ([]event.Event, error) {
		if now.After(x.LastSeen) {
			x.LastSeen = now
		}
		return nil, nil
	})
	return err
}

// access signs what the account may do for the next minutes.
func (s *service) access(ctx context.Context, a *account, x *session, now time.Time) (identity.Access, error) {
	expires := now.Add(accessLife)
	if x.Expires.Before(expires) {
		expires = x.Expires
	}
	live, err := s.principals(ctx, s.inherited(a.live(now)))
	if err != nil {
		return identity.Access{}, err
	}
	view := a.view()
	view.Assignments = live
	token, err := s.keys.sign(ctx, authz.Subject{ID: a.ID, Kind: authz.Person, Person: a.Person, Name: a.Name, Session: x.ID,
		IssuedAt: now, Epoch: a.Epoch, Assignments: assignments(live)}, expires)
	return identity.Access{Token: token, Expires: expires, Account: view}, err
}

// SignOut serves identity.SignOut.
func (s *service) SignOut(ctx context.Context, req identity.SignOutRequest) (rpc.None, error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.None{}, err
	}
	if req.ID == "" {
		req.ID = caller.Session
	}
	return rpc.None{}, s.endSession(ctx, req.ID, "signed_out")
}

// ListSessions serves identity.ListSessions.
func (s *service) ListSessions(ctx context.Context, _ rpc.None) (rpc.Page[identity.SessionInfo], error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.Page[identity.SessionInfo]{}, err
	}
	return s.sessionsOf(ctx, caller.ID, caller.Session)
}

// sessionsOf are an account's sessions that go on, newest first.
func (s *service) sessionsOf(ctx context.Context, account, current string) (rpc.Page[identity.SessionInfo], error) {
	out := rpc.Page[identity.SessionInfo]{Items: []identity.SessionInfo{}}
	open, err := s.openSessions(ctx, account)
	for i := len(open) - 1; i >= 0; i-- {
		x := open[i]
		if x.open(s.clock.Now(), s.Idle) {
			out.Items = append(out.Items, identity.SessionInfo{ID: x.ID, Device: x.Device, Started: x.Started, LastSeen: x.LastSeen, Current: x.ID == current})
		}
	}
	return out, err
}

// sweep deletes sessions that ended long ago, that they were is in the journal,
// and what waited for somebody who did not go on: anybody can begin a sign-in.
func (s *service) sweep(ctx context.Context) error {
	now := s.clock.Now()
	return errors.Join(s.sessions.DeleteBelow(ctx, "expiry", now.Add(-keepSessions)),
		s.steps.DeleteBelow(ctx, "expiry", now), s.ceremonies.DeleteBelow(ctx, "expiry", now))
}

// person is the caller, who must be somebody: what is changed about oneself is
// not for programs, whose tokens would outgrow their limits.
func person(ctx context.Context) (authz.Subject, error) {
	caller := authz.Actor(ctx)
	if caller.Kind != authz.Person {
		return caller, fault.Denied("person_only", "程序令牌不能做这件事，请本人登录后操作", "Programs cannot do this; sign in yourself")
	}
	return caller, nil
}

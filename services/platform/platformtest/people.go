package platformtest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
)

// people are the accounts that tests act as, and their access.
type people struct {
	mu     sync.Mutex
	access map[string]*access
}

// access is one account's way in: its session is opened anew when it is over.
type access struct {
	mu              sync.Mutex
	login, password string
	session, token  string
	until           time.Time
}

// add knows an account by its password, and a session of it if there is one.
func (p *people) add(login, password, session string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.access == nil {
		p.access = map[string]*access{}
	}
	p.access[login] = &access{login: login, password: password, session: session}
}

func (p *people) of(login string) *access {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.access[login]
}

// As calls as an account of the demonstration, or one that joined; "" is the
// public. While the system is down its calls wait for an access token.
func (s *System) As(login string) *rpc.Client {
	s.t.Helper()
	c := &rpc.Client{Base: s.URL, HTTP: http.DefaultClient, Token: func(context.Context) string { return "" }}
	if login == "" {
		return c
	}
	a := s.people.of(login)
	if a == nil {
		s.t.Fatalf("there is no account %q", login)
	}
	c.Token = func(ctx context.Context) string { return s.tokenOf(ctx, a) }
	return c
}

func (s *System) tokenOf(ctx context.Context, a *access) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for ctx.Err() == nil && !s.Now().Before(a.until.Add(-time.Minute)) {
		if s.open(ctx, a) != nil {
			time.Sleep(20 * time.Millisecond) // the system is down: until it is up again
		}
	}
	return a.token
}

// open gets an access token, from a new session where there is none.
func (s *System) open(ctx context.Context, a *access) error {
	public := s.As("")
	if a.session != "" {
		got, err := rpc.Call(ctx, public, identity.OpenSession, identity.OpenSessionRequest{Secret: a.session})
		if err == nil {
			a.token, a.until = got.Token, got.Expires
			return nil
		}
	}
	made, err := rpc.Call(ctx, public, identity.SignIn, identity.SignInRequest{Login: a.login, Password: a.password})
	a.session = made.Secret
	return err
}

// Join makes an account in the county's name and takes its invitation.
func (s *System) Join(ctx context.Context, login, person, area string, grants ...identity.Grant) identity.Account {
	s.t.Helper()
	made, err := rpc.Call(ctx, s.As("county"), identity.InviteAccount, identity.InviteRequest{
		Login: login, Name: login, Area: area, Person: person, Lang: "zh", Grants: grants,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Accept(ctx, login, made)
	return made.Account
}

// Accept takes an invitation, for an account that gets in with its password alone.
func (s *System) Accept(ctx context.Context, login string, made identity.Invitation) {
	s.t.Helper()
	s.Exempt(ctx, login)
	const password = "correct horse battery staple"
	in, err := rpc.Call(ctx, s.As(""), identity.AcceptInvitation, identity.AcceptRequest{Code: made.Code, Password: password})
	if err != nil {
		s.t.Fatal(err)
	}
	s.people.add(login, password, in.Secret)
}

// Exempt lets an account in with its password alone, whatever its roles.
func (s *System) Exempt(ctx context.Context, login string) {
	s.t.Helper()
	if _, err := rpc.Call(ctx, s.Host(), identity.HostFactors, identity.HostFactorsRequest{Login: login, Exempt: true, Reason: "test"}); err != nil {
		s.t.Fatal(err)
	}
}

// Host calls as the machine's owner, who may read journals.
func (s *System) Host() *rpc.Client {
	return &rpc.Client{Base: s.URL, HTTP: &s.host, Token: func(context.Context) string {
		signed, _ := authz.SignService([]byte(InternalSecret), "host", s.Now()) // an HMAC never fails
		return signed
	}}
}

// Now is the time on the system's clock.
func (s *System) Now() time.Time {
	if s.Clock != nil {
		return s.Clock.Now()
	}
	return time.Now()
}

// Renew drops an account's access token: the next call has a fresh one, with
// the roles held then.
func (s *System) Renew(login string) {
	a := s.people.of(login)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.token, a.until = "", time.Time{}
}

// Password is what an account of the demonstration, or one that joined, signs in
// with; an unknown account fails the test.
func (s *System) Password(login string) string {
	s.t.Helper()
	a := s.people.of(login)
	if a == nil {
		s.t.Fatalf("there is no account %q", login)
	}
	return a.password
}

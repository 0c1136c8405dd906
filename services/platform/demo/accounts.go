package demo

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Ready is an account that somebody can sign in with at once.
type Ready struct {
	Login, Name, Role, Password string
	Place                       string // where it begins
}

// accounts are those that are ready, with their passwords and tokens.
type accounts struct {
	file   string
	public *rpc.Client
	now    func() time.Time
	past   bool
	ready  []Ready

	mu        sync.Mutex
	passwords map[string]string
	places    map[string]string
	tokens    map[string]*access
}

type access struct {
	mu      sync.Mutex
	session string
	token   string
	until   time.Time
	// lasting is good for longer than the session, where there is a past.
	lasting string
}

// openAccounts reads the passwords of an earlier load, if there was one: the
// operations were called with them.
func openAccounts(file string, public *rpc.Client, now func() time.Time, past bool) (*accounts, error) {
	a := &accounts{file: file, public: public, now: now, past: past, passwords: map[string]string{}, places: map[string]string{}, tokens: map[string]*access{}}
	f, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Split(lines.Text(), "\t"); len(fields) == 5 {
			a.passwords[fields[0]], a.places[fields[0]] = fields[1], fields[4]
		}
	}
	return a, nil
}

// password returns the account's password, made and kept before it is used.
func (a *accounts) password(r Ready) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p, ok := a.passwords[r.Login]; ok {
		return p, nil
	}
	r.Password = rand.Text()[:16]
	a.passwords[r.Login], a.places[r.Login] = r.Password, r.Place
	f, err := os.OpenFile(a.file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "%s\t%s\t%s\t%s\t%s\n", r.Login, r.Password, r.Role, r.Name, r.Place)
	return r.Password, errors.Join(err, f.Sync(), f.Close())
}

// secret is the password of an account that was made; ballots of one moment are held
// side by side.
func (a *accounts) secret(login string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.passwords[login]
}

// accept takes an invitation and signs in; the account is shown as ready.
func (a *accounts) accept(ctx context.Context, r Ready, invitation identity.Invitation) error {
	err := a.enter(ctx, r, invitation)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		r.Password = a.passwords[r.Login]
		a.ready = append(a.ready, r)
	}
	return err
}

// enter takes an invitation and signs in.
func (a *accounts) enter(ctx context.Context, r Ready, invitation identity.Invitation) error {
	password, err := a.password(r)
	if err != nil {
		return err
	}
	s, err := do(ctx, a.public, identity.AcceptInvitation, identity.AcceptRequest{Code: invitation.Code, Password: password, Device: "演示数据"}, "accept/%s", r.Login)
	if err != nil {
		return err
	}
	made := &access{session: s.Secret}
	if a.past {
		if made, err = a.lasting(ctx, r.Login, s.Secret); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tokens[r.Login] = made
	return nil
}

// in reports whether this load has let an account in.
func (a *accounts) in(login string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.tokens[login]
	return ok
}

// patience is for how long, in real time, a load through the past may act.
const patience = 15 * time.Minute

// lasting makes a token that outlives the weeks which a session does not. It ends
// soon after the load.
func (a *accounts) lasting(ctx context.Context, login, session string) (*access, error) {
	got, err := rpc.Call(ctx, a.public, identity.OpenSession, identity.OpenSessionRequest{Secret: session})
	if err != nil {
		return nil, err
	}
	self := &rpc.Client{Base: a.public.Base, HTTP: a.public.HTTP, Token: func(context.Context) string { return got.Token }}
	me, err := do(ctx, self, identity.Me, rpc.None{}, "me/%s", login)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(patience)
	made, err := do(ctx, self, identity.CreateToken, identity.CreateTokenRequest{Name: "演示数据", Actions: me.Actions, Expires: until}, "token/%s", login)
	return &access{token: got.Token, until: got.Expires, lasting: made.Secret}, err
}

// token is a fresh access token of an account, "" when it cannot be had: the
// call then fails and says so.
func (a *accounts) token(ctx context.Context, login string) string {
	a.mu.Lock()
	t, ok := a.tokens[login]
	a.mu.Unlock()
	if !ok {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == "" || a.now().After(t.until.Add(-time.Minute)) {
		if t.lasting != "" {
			return t.lasting
		}
		got, err := a.open(ctx, t, login)
		if err != nil {
			return ""
		}
		t.token, t.until = got.Token, got.Expires
	}
	return t.token
}

// open opens the session that is kept, or a new one with the password.
func (a *accounts) open(ctx context.Context, t *access, login string) (identity.Access, error) {
	got, err := rpc.Call(ctx, a.public, identity.OpenSession, identity.OpenSessionRequest{Secret: t.session})
	if err == nil || t.session != "" && !fault.Is(err, fault.KindUnauthenticated) {
		return got, err
	}
	secret, got, err := a.signIn(ctx, login)
	if err == nil {
		t.session = secret
	}
	return got, err
}

// signIn is what a person does: no token may take its place where two persons decide.
func (a *accounts) signIn(ctx context.Context, login string) (secret string, got identity.Access, err error) {
	in, err := rpc.Call(ctx, a.public, identity.SignIn, identity.SignInRequest{Login: login, Password: a.secret(login), Device: "演示数据"})
	if err != nil {
		return "", got, err
	}
	got, err = rpc.Call(ctx, a.public, identity.OpenSession, identity.OpenSessionRequest{Secret: in.Secret})
	return in.Secret, got, err
}

// administrator is an account that the machine's owner makes.
type administrator struct{ login, name, role, area, place string }

var administrators = []administrator{
	{"province", "省代表工委 李慧", "province_admin", "43", "/county"},
	{"city", "市代工委 陈立", "city_admin", "4312", "/county"},
	{"county", "县代工委 向华", "county_admin", County, "/county"},
	{"supervisor", "县督办专员 舒敏", "supervisor", County, "/county"},
	{"security", "安全管理员 周洁", "security_admin", "43", "/operate"},
	{"auditor", "审计员 吴桐", "auditor", "43", "/operate"},
	{"operator", "系统运维 郑凯", "system_operator", "43", "/operate"},
}

func (l *Loader) makeAdministrators(ctx context.Context) error {
	var err error
	nobody := func(context.Context) string { return "" }
	if l.accounts, err = openAccounts(l.File, l.client("identity", nobody), l.Now, l.Past != nil); err != nil {
		return err
	}
	return each(ctx, administrators, func(ctx context.Context, _ int, a administrator) error {
		req := identity.InviteRequest{Login: a.login, Name: a.name, Area: a.area, Lang: "zh", Grants: []identity.Grant{grant(a.role, a.area)}}
		invitation, err := do(ctx, l.host, identity.HostInvite, req, "account/%s", a.login)
		if err != nil {
			return err
		}
		if err := l.exempt(ctx, a.login); err != nil {
			return err
		}
		return l.accounts.accept(ctx, Ready{Login: a.login, Name: a.name, Role: a.role, Place: a.place}, invitation)
	})
}

// exempt lets an account in with its password alone: whoever looks at the
// demonstration has no phone that belongs to it.
func (l *Loader) exempt(ctx context.Context, login string) error {
	req := identity.HostFactorsRequest{Login: login, Exempt: true, Reason: "演示账号"}
	_, err := do(ctx, l.host, identity.HostFactors, req, "exempt/%s", login)
	return err
}

// makeReady invites an account in the county's name and accepts for it.
func (l *Loader) makeReady(ctx context.Context, r Ready, code, person string, g identity.Grant) error {
	invitation, err := l.invite(ctx, r.Login, r.Name, code, person, g)
	if err != nil {
		return err
	}
	if g.Role == "township_admin" {
		if err := l.exempt(ctx, r.Login); err != nil {
			return err
		}
	}
	return l.accounts.accept(ctx, r, invitation)
}

func (l *Loader) invite(ctx context.Context, login, name, code, person string, g ...identity.Grant) (identity.Invitation, error) {
	req := identity.InviteRequest{Login: login, Name: name, Area: code, Person: person, Lang: "zh", Grants: g}
	return do(ctx, l.as("county", "identity"), identity.InviteAccount, req, "account/%s", login)
}

package oidc_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/embedded"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/event/kafka"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	service "lianluo/services/identity"
	"lianluo/services/identity/oidc"
	"lianluo/services/identity/password"
)

const (
	issuer       = "https://lianluo.example"
	back         = "https://app.example/back"
	bye          = "https://app.example/bye"
	county, town = "431223", "431223100"
	goodPassword = "correct horse battery"
	verifier     = "a-verifier-of-at-least-forty-three-characters-x"
)

var (
	start  = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)
	secret = []byte("only-for-tests-only-for-tests-00")
)

// world is identity as it runs, with a person, an administrator and those who
// register clients.
type world struct {
	t        testing.TB
	clock    *calendar.Virtual
	svc      *app.Service
	http     *http.Client
	security *person
	admin    *person
	owner    *person
}

// person is somebody with an open session.
type person struct {
	w       *world
	id      string
	session identity.Session
}

func newWorld(t testing.TB) *world {
	t.Helper()
	slog.SetLogLoggerLevel(slog.LevelError) // the library says what is refused
	w := &world{t: t, clock: calendar.NewVirtual(start)}
	dir := t.TempDir()
	routes := &app.Routes{}
	env := app.Env{Clock: w.clock, Calendars: calendar.NewPlaces(calendar.Default(), area.Default().Line), Tree: area.Default(),
		Log: func(string) *slog.Logger { return slog.New(slog.DiscardHandler) },
		OpenStore: func(name string) (store.Backend, error) {
			return sqlite.Open(filepath.Join(dir, name), sqlite.Options{})
		},
		Security: service.SecurityHandlers, Route: routes.Route, Secret: secret, Master: secret, Transport: broker(t),
		Data: func(string) string { return dir }}
	svc, err := app.Build(t.Context(), env, service.Module(service.Settings{BaseURL: issuer, SecondFactor: service.FactorNone,
		Hash: password.Params{Memory: 64, Passes: 1, Threads: 1}}))
	w.ok(err)
	routes.Add("identity", svc.Handler())
	w.svc, w.http = svc, &http.Client{Transport: rpc.InProcess(svc.Handler()),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() { svc.Close() })
	eventtest.Go(t, svc.Run)
	eventtest.Eventually(t, func() error { return svc.Ready(t.Context()) })
	w.security = w.join("security", identity.Grant{Role: string(authz.SecurityAdmin), Area: "43"})
	w.admin = w.join("admin", identity.Grant{Role: string(authz.CountyAdmin), Area: county})
	w.owner = w.join("owner", identity.Grant{Role: string(authz.TownshipAdmin), Area: town})
	return w
}

func broker(t testing.TB) event.Transport {
	t.Helper()
	var topics []embedded.Topic
	for _, name := range []string{"station", "roster", "casework", "notification", "insight", "identity", "gateway", "voting"} {
		topics = append(topics, embedded.Topic{Name: event.Topic(name)})
	}
	b, err := embedded.Start(context.Background(), embedded.Config{Dir: t.TempDir(), Topics: topics, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	k, err := kafka.New(kafka.Config{Brokers: []string{b.Addr()}, MaxWait: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) client(token string) *rpc.Client {
	return &rpc.Client{Base: "http://identity", HTTP: w.http, Token: func(context.Context) string { return token }}
}

func do[Req, Res any](w *world, c *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	w.t.Helper()
	res, err := rpc.Call(context.Background(), c, op, req)
	if err != nil {
		w.t.Fatalf("%s: %v", op.Name, err)
	}
	return res
}

// refuses expects a fault's kind or code.
func refuses[Req, Res any](w *world, c *rpc.Client, op rpc.Op[Req, Res], req Req, want string) {
	w.t.Helper()
	_, err := rpc.Call(context.Background(), c, op, req)
	if e := fault.Of(err); err == nil || string(e.Kind) != want && e.Code != want {
		w.t.Errorf("%s: got %v, want %s", op.Name, err, want)
	}
}

func (w *world) join(login string, grants ...identity.Grant) *person {
	w.t.Helper()
	token, err := authz.SignService(secret, "host", w.clock.Now())
	w.ok(err)
	i := do(w, w.client(token), identity.HostInvite, identity.InviteRequest{Login: login, Name: "姓名", Area: grants[0].Area,
		Email: login + "@example.org", Grants: grants})
	s := do(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: i.Code, Password: goodPassword})
	return &person{w: w, id: i.Account.ID, session: s}
}

// signIn opens another session.
func (p *person) signIn(login string) {
	p.w.t.Helper()
	p.session = do(p.w, p.w.client(""), identity.SignIn, identity.SignInRequest{Login: login, Password: goodPassword})
}

func (p *person) client() *rpc.Client {
	p.w.t.Helper()
	return p.w.client(do(p.w, p.w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: p.session.Secret}).Token)
}

// reply is what the provider answered.
type reply struct {
	status int
	header http.Header
	body   map[string]any
	text   string
}

// text is a member of the body, "" where there is none.
func (r reply) at(name string) string {
	s, _ := r.body[name].(string)
	return s
}

// to is the address that the reply leads to.
func (r reply) to(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(r.header.Get("Location"))
	if err != nil || r.status/100 != 3 {
		t.Fatalf("no redirect: %d %s %v", r.status, r.text, err)
	}
	return u
}

func (w *world) send(method, path string, form url.Values, adjust ...func(*http.Request)) reply {
	w.t.Helper()
	target, body := "http://identity"+oidc.Inside+path, ""
	if method == http.MethodGet && len(form) > 0 {
		target += "?" + form.Encode()
	} else {
		body = form.Encode()
	}
	req, err := http.NewRequestWithContext(context.Background(), method, target, strings.NewReader(body))
	w.ok(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, fn := range adjust {
		fn(req)
	}
	res, err := w.http.Do(req)
	w.ok(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	w.ok(err)
	out := reply{status: res.StatusCode, header: res.Header, text: string(raw)}
	_ = json.Unmarshal(raw, &out.body) // redirects have none
	return out
}

func basic(id, key string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(key)) }
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

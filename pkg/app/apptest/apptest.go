// Package apptest runs modules in a test as the product runs them: real stores
// on disk, the embedded broker, the whole chain, a virtual clock, and tokens for
// whatever subject a test needs.
package apptest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/embedded"
	"lianluo/pkg/event/kafka"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
)

// Now is where the virtual clock begins: a working Monday at nine.
var Now = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)

// System is running modules.
type System struct {
	Clock *calendar.Virtual

	t       testing.TB
	open    func(service string) (store.Backend, error)
	key     ed25519.PrivateKey
	routes  *app.Routes
	mu      sync.Mutex
	keepers []*authz.Keeper
}

// Start builds and runs the modules until the test ends, on SQLite.
func Start(t testing.TB, modules ...app.Module) *System {
	t.Helper()
	return StartOn(t, func(string) (store.Backend, error) { return sqlite.Open(t.TempDir(), sqlite.Options{}) }, modules...)
}

// StartOn is Start with the stores that open gives to the services.
func StartOn(t testing.TB, open func(service string) (store.Backend, error), modules ...app.Module) *System {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	_, key, err := ed25519.GenerateKey(rand.Reader)
	ok(t, err)
	s := &System{t: t, open: open, Clock: calendar.NewVirtual(Now), key: key, routes: &app.Routes{}}
	env := s.env(ctx)
	var running sync.WaitGroup
	var services []*app.Service
	for _, m := range modules {
		svc, err := app.Build(ctx, env, m)
		ok(t, err)
		s.routes.Add(m.Name, svc.Handler())
		services = append(services, svc)
	}
	for _, k := range s.keepers {
		s.equip(ctx, k)
	}
	for _, svc := range services {
		running.Go(func() {
			if err := svc.Run(ctx); err != nil {
				t.Errorf("%s ended: %v", svc.Name, err)
			}
		})
	}
	t.Cleanup(func() {
		cancel()
		running.Wait()
		for _, svc := range services {
			if err := svc.Close(); err != nil {
				t.Errorf("close %s: %v", svc.Name, err)
			}
		}
	})
	return s
}

func (s *System) env(ctx context.Context) app.Env {
	transport := s.transport(ctx)
	secret := []byte("only-for-tests-only-for-tests-00")
	tree := area.Default().Live()
	return app.Env{
		Clock: s.Clock, Calendars: calendar.NewPlaces(calendar.Default(), tree.Line), Tree: tree,
		Log:       func(string) *slog.Logger { return slog.New(slog.DiscardHandler) },
		Transport: transport,
		OpenStore: s.open,
		Security:  s.security, Route: s.routes.Route, Secret: secret, Master: secret,
		Data: func(string) string { return s.t.TempDir() },
	}
}

func (s *System) transport(ctx context.Context) event.Transport {
	var topics []embedded.Topic
	for _, name := range []string{"identity", "station", "roster", "casework", "notification", "insight", "voting", "gateway"} {
		topics = append(topics, embedded.Topic{Name: event.Topic(name)})
	}
	b, err := embedded.Start(ctx, embedded.Config{Dir: s.t.TempDir(), Topics: topics, Logger: slog.New(slog.DiscardHandler)})
	ok(s.t, err)
	s.t.Cleanup(func() { ok(s.t, b.Close()) })
	k, err := kafka.New(kafka.Config{Brokers: []string{b.Addr()}, MaxWait: 100 * time.Millisecond})
	ok(s.t, err)
	s.t.Cleanup(func() { ok(s.t, k.Close()) })
	return k
}

// never is an event that nobody tells: the keepers of a test get their facts
// from equip, not from an identity service.
var never = event.Define[struct{}]("identity", "NeverToldInTests")

func (s *System) security(k *authz.Keeper) []event.Handler {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keepers = append(s.keepers, k)
	return []event.Handler{event.On(never, func(context.Context, event.Event, struct{}) error { return nil })}
}

// equip tells a keeper the default policy and the test's signing key.
func (s *System) equip(ctx context.Context, k *authz.Keeper) {
	policy := authz.DefaultPolicy()
	ok(s.t, k.Put(ctx, authz.Fact{ID: "policy", Policy: &policy}))
	ok(s.t, k.Put(ctx, authz.Fact{ID: "key/test", Public: s.key.Public().(ed25519.PublicKey)}))
}

// Client calls a service as the subject; the zero Subject is the public.
func (s *System) Client(service string, subject authz.Subject) *rpc.Client {
	base, transport := s.routes.Route(service)
	return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: func(context.Context) string {
		return s.Token(subject)
	}}
}

// Token signs an access token for the subject, "" for the public.
func (s *System) Token(subject authz.Subject) string {
	if subject.ID == "" {
		return ""
	}
	if subject.Kind == "" {
		subject.Kind = authz.Person
	}
	now := s.Clock.Now()
	subject.IssuedAt = now
	token, err := authz.Sign(s.key, "test", subject, now.Add(time.Hour))
	ok(s.t, err)
	return token
}

// With is a subject that holds one role; unit, station and person may be empty.
func With(id string, a authz.Assignment, person string) authz.Subject {
	if a.From.IsZero() {
		a.From = Now.AddDate(-1, 0, 0)
	}
	return authz.Subject{ID: id, Kind: authz.Person, Person: person, Name: id, Assignments: []authz.Assignment{a}}
}

// Eventually waits until cond holds, at most 20 s of real time: for what
// consumers and jobs do by themselves.
func Eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !cond() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

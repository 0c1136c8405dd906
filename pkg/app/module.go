// Package app runs services: it gives each module its store, server, guard,
// consumers and jobs, builds everything before it runs anything, is ready only
// when what it depends on answers, and drains on the way out. Whether services
// share a process is decided by who calls it, never here.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/placing"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// Module is a service: a name and a function that builds it on what it is given.
type Module struct {
	Name  string
	Build func(b *Builder) error
	// Stateless modules (gateway, portal) have no store, consumers or jobs.
	Stateless bool
}

// Clock is the injected time with waiting.
type Clock interface {
	calendar.Clock
	calendar.Waiter
}

// Builder is what a module is built from. Collections are declared, operations
// and handlers registered in Build; nothing runs before all modules are built.
type Builder struct {
	Name      string
	DB        *store.DB // nil for stateless modules
	RPC       *rpc.Server
	Keeper    *authz.Keeper // nil for stateless modules
	Vault     *vault.Vault  // nil for stateless modules
	Clock     Clock
	Calendars *calendar.Places
	Tree      *area.Tree
	Placing   *placing.Placing // nil for stateless modules
	Log       *slog.Logger
	// Data is a directory of this service's own for files that are no documents
	// (signed audit heads); "" where the process has none.
	Data string

	env Env
	svc *Service
}

// Consume applies events of other services (and its own) under a name that is
// kept for good: sequences and parked events are stored under it.
func (b *Builder) Consume(name string, handlers ...event.Handler) error {
	_, err := b.consumer(consume.Config{Name: name, Handlers: handlers})
	return err
}

// View declares a read model that can be rebuilt while it serves; raise revision
// when its folding changes. Read through consume.Serving with the result.
func (b *Builder) View(name string, revision int, view func(suffix string) consume.View) (*consume.Consumer, error) {
	return b.consumer(consume.Config{Name: name, View: view, Revision: revision})
}

func (b *Builder) consumer(c consume.Config) (*consume.Consumer, error) {
	c.DB, c.Transport, c.Log = b.DB, b.env.Transport, b.Log
	c.Gap = journalReader{peer: b.Peer}
	made, err := consume.New(c)
	if err == nil {
		b.svc.consumers = append(b.svc.consumers, made)
	}
	return made, err
}

// Job runs fn regularly on one replica at a time: every so often on the injected
// clock, first at start. fn must be safe to repeat; its errors are logged and
// the next round tries again.
func (b *Builder) Job(name string, every time.Duration, fn func(ctx context.Context) error) {
	b.svc.jobs = append(b.svc.jobs, job{name: name, every: every, fn: fn})
}

// Prepare calls fn when a new version is prepared (lianluo migrate), before its
// first replica starts. fn must be safe to repeat, while older replicas run too.
func (b *Builder) Prepare(fn func(ctx context.Context) error) {
	b.svc.prepares = append(b.svc.prepares, fn)
}

// Refresh calls fn at start and every half second on every replica, for caches
// of what is stored (rules, policies).
func (b *Builder) Refresh(fn func(ctx context.Context) error) {
	b.svc.refreshers = append(b.svc.refreshers, fn)
}

// Ready adds a condition under which the service is ready.
func (b *Builder) Ready(fn func(ctx context.Context) error) { b.svc.ready = append(b.svc.ready, fn) }

// Go runs fn until its context ends, beside consumers and jobs.
func (b *Builder) Go(fn func(ctx context.Context) error) { b.svc.extra = append(b.svc.extra, fn) }

// OnDrain calls fn when the process begins to stop, for streams that a stateless
// module keeps open itself.
func (b *Builder) OnDrain(fn func()) { b.svc.drains = append(b.svc.drains, fn) }

// Root makes h serve everything that is not an operation of this service, for
// gateway and portal.
func (b *Builder) Root(h http.Handler) { b.svc.root = h }

// Door makes h serve everything, the operations of this service too: it hands
// them to Operations itself.
func (b *Builder) Door(h http.Handler) { b.svc.root, b.svc.door = h, true }

// Operations serves this service's own operations.
func (b *Builder) Operations() http.Handler { return b.RPC.Handler() }

// Peer is a client of another service in this service's own name: for internal
// operations only (journals, contacts).
func (b *Builder) Peer(service string) *rpc.Client {
	return b.Client(service, func(context.Context) string {
		token, err := authz.SignService(b.env.Secret, b.Name, b.Clock.Now())
		if err != nil {
			return ""
		}
		return token
	})
}

// Client is a client of another service with the tokens that token gives:
// portal and gateway act in their user's name.
func (b *Builder) Client(service string, token func(context.Context) string) *rpc.Client {
	base, transport := b.env.Route(service)
	return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: token}
}

// Route says where another service is reached and how, for reverse proxies.
func (b *Builder) Route(service string) (base string, transport http.RoundTripper) {
	return b.env.Route(service)
}

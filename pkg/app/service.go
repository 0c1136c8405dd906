package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/pkg/authz"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/relay"
	"lianluo/pkg/fault"
	"lianluo/pkg/placing"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

func errAway(service string) error {
	return fault.Unavailable(errors.New("app: service " + service + " is neither in this process nor configured"))
}

// Service is a built module.
type Service struct {
	Name string

	env        Env
	log        *slog.Logger
	db         *store.DB
	vault      *vault.Vault
	rpc        *rpc.Server
	root       http.Handler
	door       bool // root takes the service's own operations, too
	consumers  []*consume.Consumer
	jobs       []job
	refreshers []func(context.Context) error
	placing    *placing.Placing
	prepares   []func(context.Context) error
	ready      []func(context.Context) error
	extra      []func(context.Context) error
	drains     []func()
}

// Build makes a service of a module: store opened and read, everything declared,
// nothing running. Close it also when it was never run.
func Build(ctx context.Context, env Env, m Module) (*Service, error) {
	s := &Service{Name: m.Name, env: env, log: env.Log(m.Name)}
	b := &Builder{Name: m.Name, Clock: env.Clock, Calendars: env.Calendars, Tree: env.Tree, Log: s.log, env: env, svc: s}
	if env.Data != nil {
		b.Data = env.Data(m.Name)
	}
	if !m.Stateless {
		if err := s.stand(b); err != nil {
			return nil, err
		}
	}
	if err := m.Build(b); err != nil {
		return nil, errors.Join(fmt.Errorf("build %s: %w", m.Name, err), s.Close())
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store of %s: %w", m.Name, err), s.Close())
	}
	return s, nil
}

// Store is the service's own database; nil for one without. It is for backups.
func (s *Service) Store() *store.DB { return s.db }

// Check fails with failed_precondition where the master key is not the one that
// the stored personal data was sealed under.
func (s *Service) Check(ctx context.Context) error { return s.vault.Check(ctx) }

// open opens the store and reads what is kept in memory of it: the first request
// after a start meets the keys, the revocations and the rules that are in force.
func (s *Service) open(ctx context.Context) error {
	if s.db == nil {
		return nil
	}
	if err := s.db.Open(ctx); err != nil {
		return err
	}
	if err := s.Check(ctx); err != nil {
		return err
	}
	s.keepStore()
	for _, fn := range s.refreshers {
		if err := fn(ctx); err != nil {
			return err
		}
	}
	return nil
}

const (
	openEvery  = 2 * time.Minute
	blobsEvery = 24 * time.Hour
)

// keepStore opens the store again and again: while a new version rolls out, the
// replicas of the old one go on writing documents without the new indexes'
// entries. Where documents refer to blobs, it deletes those of none.
func (s *Service) keepStore() {
	s.jobs = append(s.jobs, job{name: "open", every: openEvery, fn: s.db.Open})
	if s.db.KeepsBlobs() {
		s.jobs = append(s.jobs, job{name: "sweep-blobs", every: blobsEvery, fn: s.sweepBlobs})
	}
}

func (s *Service) sweepBlobs(ctx context.Context) error {
	n, err := s.db.SweepBlobs(ctx)
	if n > 0 {
		s.log.Info("deleted files that no document refers to", "count", n)
	}
	return err
}

// stand gives a module with data its store, guard, vault, server and what every
// such service serves: its journal and its parked events.
func (s *Service) stand(b *Builder) error {
	backend, err := s.env.OpenStore(s.Name)
	if err != nil {
		return fmt.Errorf("open the store of %s: %w", s.Name, err)
	}
	s.db = store.New(s.Name, backend, s.env.Clock)
	b.DB, b.Keeper = s.db, authz.NewKeeper(s.db, s.env.Secret)
	s.vault = vault.New(s.db, s.env.Master)
	b.Vault = s.vault
	s.rpc = rpc.NewServer(rpc.ServerConfig{Service: s.Name, DB: s.db, Guard: b.Keeper, Logger: s.log})
	b.RPC = s.rpc
	b.Keeper.Teaches(s.env.Tree, s.env.Calendars)
	s.refreshers = append(s.refreshers, b.Keeper.Refresh)
	s.ready = append(s.ready, s.db.Ping, b.Keeper.Ready)
	s.serveJournal()
	s.serveParked()
	b.Job("sweep-idempotency", time.Hour, s.rpc.Sweep)
	b.Job("sweep-security", time.Hour, b.Keeper.Sweep)
	s.placing = placing.Declare(s.db, s.env.Tree, s.log)
	b.Placing = s.placing
	b.Job("placing", placing.Every, s.placing.Round)
	return b.Consume("security", s.env.Security(b.Keeper)...)
}

// Handler serves the service's operations and, where it has one, its root.
func (s *Service) Handler() http.Handler {
	switch {
	case s.rpc == nil || s.door:
		return s.root
	case s.root == nil:
		return s.rpc.Handler()
	}
	mux := http.NewServeMux()
	mux.Handle("/api/"+s.Name+"/", s.rpc.Handler())
	mux.Handle("/", s.root)
	return mux
}

// Prepare brings what is stored up to this version. It fails as what the module
// declared for that does.
func (s *Service) Prepare(ctx context.Context) error {
	for _, fn := range s.prepares {
		if err := fn(store.System(ctx)); err != nil {
			return fmt.Errorf("prepare %s: %w", s.Name, err)
		}
	}
	return nil
}

// Ready fails with unavailable until everything the service depends on answers.
func (s *Service) Ready(ctx context.Context) error {
	for _, ready := range s.ready {
		if err := ready(ctx); err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	return nil
}

// Run runs relay, consumers, jobs and refreshers until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	if s.db != nil {
		g.Go(func() error { return s.relay(ctx) })
	}
	if len(s.refreshers) > 0 {
		g.Go(func() error { return s.refresh(ctx) })
	}
	for _, c := range s.consumers {
		g.Go(func() error { return c.Run(ctx) })
	}
	for _, j := range s.jobs {
		g.Go(func() error { return s.runJob(ctx, j) })
	}
	for _, fn := range s.extra {
		g.Go(func() error { return fn(ctx) })
	}
	return g.Wait()
}

func (s *Service) relay(ctx context.Context) error {
	out, err := s.env.Transport.Publisher()
	if err != nil {
		return err
	}
	err = relay.Run(ctx, s.db, out, relay.Options{Log: s.log})
	return errors.Join(err, out.Close())
}

// Drain ends open streams, so that a stop need not wait for them.
func (s *Service) Drain() {
	if s.rpc != nil {
		s.rpc.Drain()
	}
	for _, fn := range s.drains {
		fn()
	}
}

// Consumers are those of the service, for tools: Run runs them.
func (s *Service) Consumers() []*consume.Consumer { return s.consumers }

// Close closes the store.
func (s *Service) Close() error {
	if s.db == nil {
		return nil
	}
	return s.db.Close()
}

// Readers are the consumer groups of the service, by the topic that they read.
func (s *Service) Readers() map[string][]string {
	out := map[string][]string{}
	for _, c := range s.consumers {
		for _, topic := range c.Topics() {
			out[topic] = append(out[topic], c.Group())
		}
	}
	return out
}

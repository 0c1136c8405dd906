package platform

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/calendar"
	"lianluo/pkg/config"
	"lianluo/pkg/event/embedded"
	"lianluo/pkg/event/kafka"
	"lianluo/pkg/observe"
	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/sqlite"
	identityservice "lianluo/services/identity"
)

// system is everything of one process, built and not yet running.
type system struct {
	config    Config
	log       *slog.Logger
	observe   *observe.Observe
	clock     app.Clock
	broker    *embedded.Broker // nil where Kafka is outside
	transport *kafka.Transport
	routes    *app.Routes
	services  []*app.Service
	door      *door // nil until it is open
	closers   []func() error
}

// build makes the system of a configuration. Close it in any case.
func build(ctx context.Context, c Config, docs http.Handler) (*system, error) {
	clock, err := c.clock()
	if err != nil {
		return &system{config: c}, err
	}
	return buildOn(ctx, c, docs, clock)
}

// buildOn is build on a clock.
func buildOn(ctx context.Context, c Config, docs http.Handler, clock app.Clock) (*system, error) {
	s, err := connect(ctx, c, clock)
	if err != nil {
		return s, err
	}
	return s, s.buildServices(ctx, docs)
}

// connect makes what services stand on. Close it in any case.
func connect(ctx context.Context, c Config, clock app.Clock) (*system, error) {
	s := &system{config: c, clock: clock}
	o, shutdown, err := observe.Setup(ctx, c.Observe)
	if err != nil {
		return s, err
	}
	s.observe, s.log = o, o.Logger("lianluo")
	slog.SetLogLoggerLevel(slog.LevelError) // libraries that log by themselves: what they refuse is journalled by us
	s.onClose(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		return shutdown(ctx)
	})
	return s, s.startEvents(ctx)
}

func (s *system) buildServices(ctx context.Context, docs http.Handler) error {
	env, err := s.env(ctx)
	if err != nil {
		return err
	}
	for _, name := range s.config.names() {
		built, err := app.Build(ctx, env, s.config.module(name, docs, s.players()))
		if err != nil {
			return err
		}
		s.services = append(s.services, built)
		s.onClose(built.Close)
		s.routes.Add(name, built.Handler())
	}
	return nil
}

func (s *system) onClose(fn func() error) { s.closers = append(s.closers, fn) }

// Close ends everything in reverse order.
func (s *system) Close() error {
	var err error
	for i := len(s.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, s.closers[i]())
	}
	return err
}

// clock is the wall clock, or a virtual one that starts where the data directory
// left it; that is refused on a directory that lived in real time.
func (c Config) clock() (app.Clock, error) {
	if c.Clock != "virtual" {
		return calendar.System(), nil
	}
	return virtualClock(filepath.Join(c.Data, clockMark))
}

// startEvents starts the embedded broker where it is this process's, and the
// transport in any case.
func (s *system) startEvents(ctx context.Context) error {
	brokers := s.config.Events.Brokers
	if s.config.ownBroker() {
		if err := s.startBroker(ctx); err != nil {
			return err
		}
		brokers = []string{s.broker.Addr()}
	}
	if len(brokers) == 0 {
		brokers = []string{defaultBroker}
	}
	t, err := kafka.New(s.kafkaConfig(brokers))
	if err != nil {
		return err
	}
	s.transport = t
	s.onClose(t.Close)
	return nil
}

const defaultBroker = "127.0.0.1:9092"

func (s *system) startBroker(ctx context.Context) error {
	listen := s.config.Events.Listen
	if listen == "" && !s.config.all() {
		listen = defaultBroker
	}
	password, err := s.config.brokerPassword()
	if err != nil {
		return err
	}
	b, err := embedded.Start(ctx, embedded.Config{
		Dir: filepath.Join(s.config.Data, "broker"), Addr: listen, Password: password,
		Topics: topics(s.config.Events.Partitions), Logger: s.observe.Logger("broker"),
	})
	if err != nil {
		return err
	}
	e := &s.config.Events
	e.Mechanism, e.User, e.Password = embedded.Mechanism, embedded.User, config.Secret(password)
	s.broker = b
	s.onClose(b.Close)
	return nil
}

func (s *system) kafkaConfig(brokers []string) kafka.Config {
	e := s.config.Events
	if e.Password != "" && e.Mechanism == "" && e.User == "" {
		e.Mechanism, e.User = embedded.Mechanism, embedded.User
	}
	k := kafka.Config{Brokers: brokers, Mechanism: e.Mechanism, User: e.User, Password: e.Password.Reveal(),
		Partitions: e.Partitions, Replication: e.Replication, Log: s.observe.Logger("events")}
	if e.TLS {
		k.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return k
}

// env is what all services of this process get.
func (s *system) env(ctx context.Context) (app.Env, error) {
	internal, err := s.config.secret("internal", s.config.Secrets.Internal)
	if err != nil {
		return app.Env{}, err
	}
	master, err := s.config.secret("master", s.config.Secrets.Master)
	if err != nil {
		return app.Env{}, err
	}
	tree, days, err := s.config.places()
	if err != nil {
		return app.Env{}, err
	}
	s.routes = &app.Routes{Remote: s.config.Peers, Transport: peerTransport()}
	return app.Env{
		Clock: s.clock, Calendars: days, Tree: tree, Log: s.observe.Logger, Transport: s.transport,
		OpenStore: func(name string) (store.Backend, error) { return s.openStore(ctx, name) },
		Security:  identityservice.SecurityHandlers, Route: s.routes.Route,
		Secret: internal, Master: master, Data: s.dataOf,
	}, nil
}

func (s *system) openStore(ctx context.Context, service string) (store.Backend, error) {
	if uri := s.config.Store.Mongo.Reveal(); uri != "" {
		return mongo.Open(ctx, uri, s.config.Store.Prefix+service, mongo.Options{})
	}
	return sqlite.Open(filepath.Join(s.config.Data, service), sqlite.Options{})
}

// dataOf is a service's directory for files, made at first use.
func (s *system) dataOf(service string) string {
	dir := filepath.Join(s.config.Data, service, "files")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		s.log.Warn("no directory for files", "service", service, "error", fmt.Sprint(err))
		return ""
	}
	return dir
}

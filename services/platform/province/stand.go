package province

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	caseworkservice "lianluo/services/casework"
	identityservice "lianluo/services/identity"
	insightservice "lianluo/services/insight"
	notificationservice "lianluo/services/notification"
	"lianluo/services/platform"
	rosterservice "lianluo/services/roster"
	stationservice "lianluo/services/station"
	votingservice "lianluo/services/voting"
)

// system are the services, built and not running: what happens to them is done here.
type system struct {
	platform.Foundation
	*plan
	services map[string]*app.Service
	keepers  map[string]*authz.Keeper
	key      ed25519.PrivateKey // of this process alone: nothing signs with it later

	stations *stationservice.Past
	roster   *rosterservice.Past
	cases    *caseworkservice.Past
}

// standing builds the services on what words of the command line name, at the
// moment when the year ends. Close it.
func standing(ctx context.Context, words platform.Process, p *plan) (*system, error) {
	f, err := platform.Stand(ctx, words, calendar.NewVirtual(until))
	if err != nil {
		return nil, err
	}
	s := &system{Foundation: f, plan: p, services: map[string]*app.Service{}, keepers: map[string]*authz.Keeper{}}
	if _, s.key, err = ed25519.GenerateKey(rand.Reader); err != nil {
		return nil, errors.Join(err, s.close())
	}
	env := f.Env
	if !f.Mongo {
		env.OpenStore = s.largeStore
	}
	for _, m := range s.modules() {
		env.Security = func(k *authz.Keeper) []event.Handler {
			s.keepers[m.Name] = k
			return identityservice.SecurityHandlers(k)
		}
		built, err := app.Build(ctx, env, m)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.services[m.Name] = built
		f.Routes.Add(m.Name, built.Handler())
	}
	return s, nil
}

// cacheKiB is the writer's cache while so much is written: pages that many
// documents touch are written once for all of them.
const cacheKiB = 192 << 10

func (s *system) largeStore(service string) (store.Backend, error) {
	return sqlite.Open(filepath.Join(s.Data, service), sqlite.Options{CacheKiB: cacheKiB})
}

func (s *system) modules() []app.Module {
	return []app.Module{
		identityservice.Module(identityservice.Settings{}), notificationservice.Module(notificationservice.Settings{}),
		stationservice.PastModule(stationservice.Settings{}, func(p *stationservice.Past) { s.stations = p }),
		rosterservice.PastModule(rosterservice.Settings{}, func(p *rosterservice.Past) { s.roster = p }),
		caseworkservice.PastModule(caseworkservice.Settings{}, func(p *caseworkservice.Past) { s.cases = p }),
		insightservice.Module(), votingservice.Module(),
	}
}

func (s *system) close() error {
	var err error
	for _, service := range s.services {
		err = errors.Join(err, service.Close())
	}
	return errors.Join(err, s.Close())
}

// as is a client of a service in the name of somebody with a role, for measuring.
func (s *system) as(ctx context.Context, service string, subject authz.Subject) (*rpc.Client, error) {
	const name = "load-province"
	policy := authz.DefaultPolicy()
	for _, f := range []authz.Fact{{ID: "policy", Policy: &policy}, {ID: "key/" + name, Public: s.key.Public().(ed25519.PublicKey)}} {
		if err := s.keepers[service].Put(store.System(ctx), f); err != nil {
			return nil, err
		}
	}
	subject.Kind, subject.IssuedAt = authz.Person, until
	token, err := authz.Sign(s.key, name, subject, until.Add(24*time.Hour))
	base, transport := s.Routes.Route(service)
	return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: func(context.Context) string { return token }}, err
}

//go:build faults

package faults

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"lianluo/pkg/testengines"
	"lianluo/services/platform/operations"
	"lianluo/services/platform/platformtest"
)

// TestServicesOnEngines kills each service, the real mongod and the real Kafka in
// turn, and breaks the connections between them.
func TestServicesOnEngines(t *testing.T) {
	e := newEngines(t)
	s := newStorm(t, "one process per service, MongoDB and Kafka", e.start)
	s.victims, s.links = append(s.victims, e.victims()...), e.links
	s.survives(int(number(t, "LIANLUO_KILLS", 12)))
}

// engines are a mongod and a Kafka, with a door to each for every service.
type engines struct {
	t            testing.TB
	mongo, kafka *testengines.Proc
	env          map[string][]string // by service
	links        []link
	middle       *toxiproxy.ApiServer
}

func newEngines(t testing.TB) *engines {
	e := &engines{t: t, env: map[string][]string{}, middle: toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	var err error
	if e.mongo, err = testengines.RunMongo(ctx, t.TempDir(), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.mongo.Kill)
	store := strings.TrimSuffix(strings.TrimPrefix(e.mongo.Addr(), "mongodb://"), "/?replicaSet=rs0")
	var doors []testengines.Door
	for _, name := range append([]string{"gateway", "portal"}, operations.Services...) {
		toStore := e.door(name+" to its store", store)
		inside := platformtest.FreePort(t)
		toBroker := e.door(name+" to its broker", fmt.Sprint("127.0.0.1:", inside))
		doors = append(doors, testengines.Door{Inside: inside, Outside: toBroker})
		e.env[name] = []string{"LIANLUO_STORE_MONGO=mongodb://" + toStore + "/?directConnection=true", "LIANLUO_EVENTS_BROKERS=" + toBroker}
	}
	if e.kafka, err = testengines.RunKafkaBehind(ctx, t.TempDir(), 0, doors); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.kafka.Kill)
	return e
}

func (e *engines) start(t testing.TB, extra ...string) *platformtest.System {
	return platformtest.Each(t, t.TempDir(), func(service string) []string { return e.env[service] }, extra...)
}

func (e *engines) victims() []victim {
	of := func(name string, p *testengines.Proc) victim {
		return victim{name: name, kill: p.Kill, start: func() { e.restart(p) },
			freeze: func() { e.ok(p.Freeze()) }, thaw: func() { e.ok(p.Thaw()) }}
	}
	return []victim{of("mongod", e.mongo), of("kafka", e.kafka)}
}

func (e *engines) restart(p *testengines.Proc) {
	ctx, cancel := context.WithTimeout(e.t.Context(), 3*time.Minute)
	defer cancel()
	e.ok(p.Restart(ctx))
}

func (e *engines) ok(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// door forwards to an address until the test ends, and can be cut, silent or
// slow. It returns where it listens.
func (e *engines) door(name, to string) string {
	p := toxiproxy.NewProxy(e.middle, name, "127.0.0.1:0", to)
	e.ok(p.Start())
	e.t.Cleanup(p.Stop)
	poison := func(toxic string) {
		_, err := p.Toxics.AddToxicJson(strings.NewReader(toxic))
		e.ok(err)
	}
	e.links = append(e.links, link{name: name, cut: p.Stop,
		silent: func() { poison(`{"type":"timeout","attributes":{"timeout":0}}`) },
		slow:   func() { poison(`{"type":"latency","attributes":{"latency":400,"jitter":300}}`) },
		mend: func() {
			p.Toxics.ResetToxics(e.t.Context())
			if !p.Enabled {
				e.ok(p.Start())
			}
		}})
	return p.Listen
}

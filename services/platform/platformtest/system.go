package platformtest

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/testengines"
	"lianluo/services/platform/demo"
	"lianluo/services/platform/operations"
)

const (
	// InternalSecret is what the services of every system of the tests share: whoever
	// holds it can speak as one of them.
	InternalSecret = "internal-secret-for-tests-only-0"
	masterSecret   = "master-secret-for-tests-only-000"
)

// System is a running installation behind one address.
type System struct {
	URL       string
	Processes map[string]*Process // "all", or by target
	Dir       string
	Demo      *demo.Loader // after Load
	// Clock is the virtual clock of a system inside the test, else nil.
	Clock *calendar.Virtual

	t      testing.TB
	people people
	host   http.Client // for the host's own calls
}

// Form is a way to run the system.
type Form struct {
	Name  string
	Start func(t testing.TB, extra ...string) *System
}

// Forms are the ways that every end-to-end test runs in; with engines on, those
// on a real mongod and a real Kafka too.
func Forms() []Form {
	forms := []Form{{"one process", One}, {"one process per service", Split}}
	if testengines.Enabled() {
		forms = append(forms, Form{"one process on real engines", OneOnEngines}, Form{"one process per service on real engines", SplitOnEngines})
	}
	return forms
}

var secrets = []string{"LIANLUO_SECRETS_INTERNAL=" + InternalSecret, "LIANLUO_SECRETS_MASTER=" + masterSecret,
	"LIANLUO_LIMITS_PER_SECOND=0", "LIANLUO_OBSERVE_LOG_LEVEL=warn"}

// One runs everything in one process.
func One(t testing.TB, extra ...string) *System {
	t.Helper()
	return one(t, secrets, extra...)
}

// OneBy is One on a directory, by a command that starts the binary with arguments
// in surroundings of its own.
func OneBy(t testing.TB, dir string, command func(args []string) *exec.Cmd, extra ...string) *System {
	t.Helper()
	p := &Process{t: t, Addr: "127.0.0.1:" + itoa(FreePort(t)), env: append(os.Environ(), secrets...), command: command}
	p.args = append([]string{"-data", dir, "-addr", p.Addr}, extra...)
	p.dies()
	p.Start()
	s := &System{URL: "http://" + p.Addr, Processes: map[string]*Process{"all": p}, Dir: dir, t: t}
	p.WaitReady()
	return s
}

// Named is One at an address with a name, which browsers bind passkeys to.
func Named(t testing.TB, extra ...string) *System {
	t.Helper()
	dir, port := t.TempDir(), itoa(FreePort(t))
	url := "http://localhost:" + port
	p := runAt(t, secrets, "127.0.0.1:"+port, append([]string{"-data", dir, "-base_url", url}, extra...)...)
	s := &System{URL: url, Processes: map[string]*Process{"all": p}, Dir: dir, t: t}
	p.WaitReady()
	return s
}

// OneOnEngines is One with MongoDB and Kafka outside.
func OneOnEngines(t testing.TB, extra ...string) *System {
	t.Helper()
	return one(t, append(Engines(t), secrets...), extra...)
}

func one(t testing.TB, env []string, extra ...string) *System {
	t.Helper()
	dir := t.TempDir()
	p := Run(t, env, append([]string{"-data", dir}, extra...)...)
	s := &System{URL: "http://" + p.Addr, Processes: map[string]*Process{"all": p}, Dir: dir, t: t}
	p.WaitReady()
	return s
}

// Again is the same installation, its people included, started from a directory
// and with settings of its own: what a restore makes.
func (s *System) Again(env []string, dir string, extra ...string) *System {
	s.t.Helper()
	p := Run(s.t, append(env, secrets...), append([]string{"-data", dir}, extra...)...)
	p.WaitReady()
	again := &System{URL: "http://" + p.Addr, Processes: map[string]*Process{"all": p}, Dir: dir, Demo: s.Demo, t: s.t}
	for login, a := range s.people.access {
		again.people.add(login, a.password, "")
	}
	return again
}

// Inside runs everything in one process, that of the test: run starts it with an
// environment and arguments, which say where and on what data.
func Inside(t testing.TB, run func(env func(string) (string, bool), args ...string)) *System {
	t.Helper()
	p := &Process{Addr: "127.0.0.1:" + itoa(FreePort(t)), t: t}
	s := &System{URL: "http://" + p.Addr, Processes: map[string]*Process{}, Dir: t.TempDir(), t: t}
	run(lookUp, "-data", s.Dir, "-addr", p.Addr)
	p.WaitReady()
	return s
}

// Engines are the settings for a real mongod, with names of this test's own, and
// a real Kafka of its own, since topics and groups have the same names always.
func Engines(t testing.TB) []string {
	t.Helper()
	prefix, uri := testengines.Prefix(t), testengines.StartMongo(t)
	kafka, err := testengines.RunKafka(t.Context(), t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(kafka.Stop)
	return []string{"LIANLUO_STORE_MONGO=" + uri, "LIANLUO_STORE_PREFIX=" + prefix, "LIANLUO_EVENTS_BROKERS=" + kafka.Addr()}
}

// Split runs one process per service, each with a data directory of its own, on
// a broker process, whose password they read where it was made.
func Split(t testing.TB, extra ...string) *System {
	t.Helper()
	dir := t.TempDir()
	listen := "127.0.0.1:" + itoa(FreePort(t))
	broker := Run(t, append([]string{"LIANLUO_EVENTS_LISTEN=" + listen}, secrets...), "-target", "broker", "-data", filepath.Join(dir, "broker"))
	broker.WaitReady()
	password := filepath.Join(dir, "broker", "secrets", "events.key")
	s := Each(t, dir, func(string) []string {
		return []string{"LIANLUO_EVENTS_BROKERS=" + listen, "LIANLUO_EVENTS_PASSWORD_FILE=" + password}
	}, extra...)
	s.Processes["broker"] = broker
	return s
}

// SplitOnEngines is Split with MongoDB and Kafka outside.
func SplitOnEngines(t testing.TB, extra ...string) *System {
	t.Helper()
	engines := Engines(t)
	return Each(t, t.TempDir(), func(string) []string { return engines }, extra...)
}

// Replicas are so many processes with everything, side by side on the same real
// engines. The system's address is the first one's.
func Replicas(t testing.TB, n int) (*System, []*Process) {
	t.Helper()
	env := append(Engines(t), secrets...)
	s := &System{Processes: map[string]*Process{}, t: t}
	var all []*Process
	for i := range n {
		p := Run(t, env, "-data", t.TempDir())
		p.WaitReady()
		all = append(all, p)
		s.Processes[itoa(i)] = p
	}
	s.URL = "http://" + all[0].Addr
	return s, all
}

// Each runs one process per service, each with a data directory of its own below
// dir and with what env says about its store and its broker.
func Each(t testing.TB, dir string, env func(service string) []string, extra ...string) *System {
	t.Helper()
	s := &System{Processes: map[string]*Process{}, Dir: dir, t: t}
	var peers []string
	ports := map[string]string{}
	names := append([]string{"gateway", "portal"}, operations.Services...)
	for _, name := range names {
		ports[name] = "127.0.0.1:" + itoa(FreePort(t))
		peers = append(peers, name+"=http://"+ports[name])
	}
	s.URL = "http://" + ports["gateway"]
	shared := append([]string{"LIANLUO_PEERS=" + strings.Join(peers, ","), "LIANLUO_BASE_URL=" + s.URL}, secrets...)
	for _, name := range names {
		args := append([]string{"-target", name, "-data", filepath.Join(dir, name)}, extra...)
		s.Processes[name] = runAt(t, slices.Concat(shared, env(name)), ports[name], args...)
	}
	for _, p := range s.Processes {
		p.WaitReady()
	}
	return s
}

// Load loads a small demonstration through the public operations.
func (s *System) Load(ctx context.Context) *demo.Loader {
	s.t.Helper()
	client := func(_ string, token func(context.Context) string) *rpc.Client {
		return &rpc.Client{Base: s.URL, HTTP: http.DefaultClient, Token: token}
	}
	s.Demo = demo.New(client, s.Host(), demo.Options{File: filepath.Join(cmp.Or(s.Dir, s.t.TempDir()), "demo-accounts.txt"), BaseURL: s.URL,
		Deputies: 40, Townships: 2, Now: s.Now})
	ready, err := s.Demo.Load(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, r := range ready {
		s.people.add(r.Login, r.Password, "")
	}
	return s.Demo
}

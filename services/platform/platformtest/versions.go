package platformtest

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"lianluo/services/platform/operations"
)

// Versions is an installation on real engines with a replica of this version and
// one of the previous for every service, either of which may be away: an upgrade
// under way. Connections go to those that run, in turn.
type Versions struct {
	*System
	New, Old []*Process
}

// Previous is the binary of the previous release, which `make test-upgrade`
// builds; the test fails without it.
func Previous(t testing.TB) string {
	t.Helper()
	path := os.Getenv("LIANLUO_PREVIOUS")
	if path == "" {
		t.Fatal("LIANLUO_PREVIOUS does not name the previous release's binary: run make test-upgrade")
	}
	return path
}

// Upgrading starts this version; the replicas of the previous one wait for Start.
func Upgrading(t testing.TB, extra ...string) *Versions {
	t.Helper()
	dir, names := t.TempDir(), append([]string{"gateway", "portal"}, operations.Services...)
	v := &Versions{System: &System{Processes: map[string]*Process{}, Dir: dir, t: t}}
	turns := map[string]*turns{}
	var peers []string
	for _, name := range names {
		turns[name] = taken(t)
		peers = append(peers, name+"=http://"+turns[name].addr)
	}
	v.URL = "http://" + turns["gateway"].addr
	env := append(append([]string{"LIANLUO_PEERS=" + strings.Join(peers, ","), "LIANLUO_BASE_URL=" + v.URL}, Engines(t)...), secrets...)
	known := targets(t, Previous(t))
	for _, name := range names {
		for _, path := range []string{"", Previous(t)} {
			if path != "" && !slices.Contains(known, name) {
				continue // a service that this version is the first to have
			}
			at := "127.0.0.1:" + itoa(FreePort(t))
			p := prepared(t, env, at, append([]string{"-target", name, "-data", filepath.Join(dir, name+itoa(len(path)))}, extra...)...)
			p.from(path)
			turns[name].of = append(turns[name].of, p)
			if path == "" {
				v.New = append(v.New, p)
			} else {
				v.Old = append(v.Old, p)
			}
		}
	}
	StartAll(v.New)
	return v
}

var listed = regexp.MustCompile(`of \[([a-z ]+)\]`)

// targets are the services that a binary has, as it says to who asks for another.
func targets(t testing.TB, path string) []string {
	t.Helper()
	said, err := exec.Command(path, "-target", "none").CombinedOutput()
	found := listed.FindSubmatch(said)
	if err == nil || found == nil {
		t.Fatalf("%s does not say which services it has: %s", path, said)
	}
	return strings.Fields(string(found[1]))
}

// from makes it a process of another binary; "" is the one under test.
func (p *Process) from(path string) {
	if path != "" {
		p.command = func(args []string) *exec.Cmd { return exec.Command(path, args...) }
	}
}

// StartAll starts processes and waits until they are ready.
func StartAll(processes []*Process) {
	for _, p := range processes {
		p.Start()
	}
	for _, p := range processes {
		p.WaitReady()
	}
}

// StopAll asks processes to end and waits for them.
func StopAll(processes []*Process) {
	var all sync.WaitGroup
	for _, p := range processes {
		all.Go(p.Stop)
	}
	all.Wait()
}

// turns is an address before several processes, as a Service of Kubernetes is.
type turns struct {
	addr string
	of   []*Process
	next atomic.Int64
}

func taken(t testing.TB) *turns {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &turns{addr: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

// serve leads a connection to the next process that runs.
func (s *turns) serve(from net.Conn) {
	defer from.Close()
	n := int(s.next.Add(1))
	for i := range s.of {
		to, err := net.Dial("tcp", s.of[(n+i)%len(s.of)].Addr)
		if err != nil {
			continue
		}
		defer to.Close()
		go func() {
			_, _ = io.Copy(to, from)
			_ = to.(*net.TCPConn).CloseWrite()
		}()
		_, _ = io.Copy(from, to)
		return
	}
}

// Demonstration runs a binary on a directory and loads the demonstration; it may
// be the previous release's. "" is this version.
func Demonstration(t testing.TB, path, dir string) *System {
	t.Helper()
	return on(t, path, dir, true)
}

// On runs a binary on a directory that has the demonstration.
func On(t testing.TB, path, dir string) *System {
	t.Helper()
	return on(t, path, dir, false)
}

func on(t testing.TB, path, dir string, load bool) *System {
	t.Helper()
	args := []string{"-data", dir}
	if load {
		args = append(args, "-demo")
	}
	p := prepared(t, secrets, "127.0.0.1:"+itoa(FreePort(t)), args...)
	p.from(path)
	StartAll([]*Process{p})
	s := &System{URL: "http://" + p.Addr, Processes: map[string]*Process{"all": p}, Dir: dir, t: t}
	accounts := filepath.Join(dir, "demo-accounts.txt")
	Eventually(t, "the demonstration is there", func() bool {
		_, err := os.Stat(accounts)
		return err == nil && !slices.ContainsFunc(entries(dir), func(name string) bool { return name == "demo-loading" })
	})
	f, err := os.Open(accounts)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Split(lines.Text(), "\t"); len(fields) > 1 {
			s.people.add(fields[0], fields[1], "")
		}
	}
	return s
}

func entries(dir string) (names []string) {
	list, _ := os.ReadDir(dir) // none: nothing is there yet
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

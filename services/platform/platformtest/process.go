// Package platformtest starts the real binary for tests: as one process, as one
// process per service on loopback, or on real engines, behind the same address.
package platformtest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var binary = struct {
	once sync.Once
	path string
	err  error
}{}

// Binary builds the program once per test process and returns its path; where
// LIANLUO_BINARY names one, that is it.
func Binary(t testing.TB) string {
	t.Helper()
	if built := os.Getenv("LIANLUO_BINARY"); built != "" {
		return built
	}
	binary.once.Do(func() {
		dir, err := os.MkdirTemp("", "lianluo-test-")
		if err != nil {
			binary.err = err
			return
		}
		binary.path = filepath.Join(dir, "lianluo")
		out, err := exec.Command("go", "build", "-o", binary.path, "lianluo/services/platform/cmd/lianluo").CombinedOutput()
		if err != nil {
			binary.err = fmt.Errorf("build: %w\n%s", err, out)
		}
	})
	if binary.err != nil {
		t.Fatal(binary.err)
	}
	return binary.path
}

// FreePort is a port of loopback that nobody listens on now.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Process is one run of the binary that can be killed and started again.
type Process struct {
	Addr string

	t       testing.TB
	args    []string
	env     []string
	command func(args []string) *exec.Cmd // nil: the binary itself
	mu      sync.Mutex
	cmd     *exec.Cmd
	log     bytes.Buffer
}

// Run starts the binary with arguments; -addr is added. It dies with the test.
func Run(t testing.TB, env []string, args ...string) *Process {
	t.Helper()
	return runAt(t, env, "127.0.0.1:"+itoa(FreePort(t)), args...)
}

func itoa(n int) string { return strconv.Itoa(n) }

func runAt(t testing.TB, env []string, addr string, args ...string) *Process {
	t.Helper()
	p := prepared(t, env, addr, args...)
	p.Start()
	return p
}

// prepared is a process to start.
func prepared(t testing.TB, env []string, addr string, args ...string) *Process {
	t.Helper()
	p := &Process{t: t, Addr: addr, env: append(os.Environ(), env...)}
	p.args = append(args, "-addr", p.Addr)
	p.dies()
	return p
}

// dies with the test, which shows the end of what it said if it failed.
func (p *Process) dies() {
	t := p.t
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("%v said:\n%s%s", p.args, errorsIn(p.log.String()), tail(p.log.String(), 4000))
		}
	})
}

// errorsIn are the first errors that a log has, which may be long before its end.
func errorsIn(log string) string {
	var found []string
	for line := range strings.Lines(log) {
		if strings.Contains(line, "level=ERROR") && len(found) < 5 {
			found = append(found, line)
		}
	}
	return strings.Join(found, "")
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

// Start starts the process (again).
func (p *Process) Start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd = exec.Command(Binary(p.t), p.args...); p.command != nil {
		p.cmd = p.command(p.args)
	}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = p.env, &p.log, &p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// Kill ends the process at once, as a power cut would, and waits for its end.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Stop asks the process to end and waits for it.
func (p *Process) Stop() { p.end(syscall.SIGTERM) }

// Freeze keeps the process from running, with all its connections open, until
// Thaw: as a paused machine or a stalled disk does.
func (p *Process) Freeze() { p.signal(syscall.SIGSTOP) }

// Thaw lets a frozen process go on.
func (p *Process) Thaw() { p.signal(syscall.SIGCONT) }

func (p *Process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(s) // it may have ended by itself
	}
}

// PID is the running process's id.
func (p *Process) PID() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd.Process.Pid
}

// Said is what the process wrote so far, all its runs together. Ask once it ended.
func (p *Process) Said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

func (p *Process) end(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(s) // it may have ended by itself
	_ = p.cmd.Wait()            // killed: the status says so
	p.cmd = nil
}

// Command runs a command of the binary with the settings that the process has,
// more of them before its arguments, and returns what it said.
func (p *Process) Command(ctx context.Context, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, Binary(p.t), args...)
	cmd.Env = append(slices.Clone(p.env), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// RSS is the process's resident memory in bytes.
func (p *Process) RSS() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	var size, resident int
	if _, err := fmt.Sscan(string(raw), &size, &resident); err != nil {
		p.t.Fatal(err)
	}
	return resident * os.Getpagesize()
}

// WaitReady waits until /readyz says so.
func (p *Process) WaitReady() {
	p.t.Helper()
	Eventually(p.t, p.Addr+" is ready", func() bool { return get("http://"+p.Addr+"/readyz") == http.StatusOK })
}

func get(url string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil) // the address is ours
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// Eventually waits until cond holds, three minutes at most: a busy machine starts a
// process on real engines in one.
func Eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	deadline := time.Now().Add(3 * time.Minute)
	for !cond() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

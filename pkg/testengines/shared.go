package testengines

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

const startLimit = 90 * time.Second

// shared is an engine that all tests of this process use and that ends with it.
type shared struct {
	once sync.Once
	proc *Proc
	err  error
}

// addr starts the engine on first use, on a directory that is removed when the
// process ends, and fails the test when that does not work.
func (s *shared) addr(tb testing.TB, run func(context.Context, string, int) (*Proc, error)) string {
	tb.Helper()
	need(tb)
	s.once.Do(func() {
		var dir string
		if dir, s.err = processDir(); s.err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		s.proc, s.err = run(ctx, dir, 0)
	})
	if s.err != nil {
		tb.Fatal(s.err)
	}
	return s.proc.Addr()
}

// held keeps the pipes of processDir from the garbage collector, which would
// close them.
var held sync.Map

// processDir makes a directory that goes when this process does, even if it is
// killed: a shell waits for the other end of its pipe to close.
func processDir() (string, error) {
	dir, err := os.MkdirTemp("", "lianluo-engine-")
	if err != nil {
		return "", fmt.Errorf("testengines: directory: %w", err)
	}
	reaper := exec.Command("sh", "-c", `cat; sleep 1; rm -rf "$1"`, "reaper", dir)
	reaper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is not for it
	pipe, err := reaper.StdinPipe()
	if err != nil {
		return "", fmt.Errorf("testengines: reaper: %w", err)
	}
	held.Store(dir, pipe)
	if err := reaper.Start(); err != nil {
		return "", fmt.Errorf("testengines: reaper: %w", err)
	}
	return dir, nil
}

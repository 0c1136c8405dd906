package platformtest

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/services/platform"
)

// Monday is where the virtual clock begins: a working Monday at nine.
var Monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)

// Virtual runs everything inside the test, on a clock that the test moves.
func Virtual(t testing.TB, extra ...string) *System {
	t.Helper()
	dir, addr := t.TempDir(), "127.0.0.1:"+itoa(FreePort(t))
	if err := os.WriteFile(filepath.Join(dir, "clock"), []byte(Monday.Format(time.RFC3339)), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-clock", "virtual", "-data", dir, "-addr", addr}, extra...)
	ctx, stop := context.WithCancel(context.Background())
	clock, ended := make(chan *calendar.Virtual, 1), make(chan error, 1)
	go func() {
		p := platform.Process{Args: args, Env: lookUp, Out: io.Discard, Err: io.Discard}
		ended <- platform.Virtual(ctx, p, func(c *calendar.Virtual) { clock <- c })
	}()
	s := &System{URL: "http://" + addr, Processes: map[string]*Process{}, Dir: dir, t: t}
	select {
	case s.Clock = <-clock:
	case err := <-ended:
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the system ended with: %v", err)
		}
	})
	return s
}

func lookUp(name string) (string, bool) {
	for _, s := range secrets {
		if value, ok := strings.CutPrefix(s, name+"="); ok {
			return value, true
		}
	}
	return "", false
}

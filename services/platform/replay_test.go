package platform

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// free is an address of loopback that nobody listens on now.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func replayIn(ctx context.Context, dir, addr string, more ...string) (code int, errs string) {
	var out, e bytes.Buffer
	args := append([]string{"replay", "chenxi", "-scale", "0.012", "-data", dir, "-addr", addr}, more...)
	code = Main(ctx, Process{Args: args, Env: func(string) (string, bool) { return "", false }, Out: &out, Err: &e, Version: "test"})
	return code, e.String()
}

// A replay that is stopped says how it goes on; it refuses to go on as another.
func TestReplayStopped(t *testing.T) {
	dir, addr := t.TempDir(), free(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for ctx.Err() == nil { // until the county's first account has its page
			if raw, _ := os.ReadFile(filepath.Join(dir, replayFile)); bytes.Count(raw, []byte("\n")) > 1 {
				stop()
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	if code, errs := replayIn(ctx, dir, addr); code != 1 || !strings.Contains(errs, "run the same command again") {
		t.Errorf("stopped: %d %s", code, errs)
	}
	if code, errs := replayIn(t.Context(), dir, addr, "-seed", "2"); code != 1 || !strings.Contains(errs, "another replay") {
		t.Errorf("another one: %d %s", code, errs)
	}
}

// Where people work in real time nothing is played.
func TestReplayNotOnRealTime(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "casework"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, errs := replayIn(t.Context(), dir, free(t)); code == 0 || !strings.Contains(errs, "real time") {
		t.Errorf("%d %s", code, errs)
	}
	for _, words := range [][]string{{"-scale", "x"}, {"-clock", "system"}, {"-addr", "0.0.0.0:1"}} {
		if code, errs := replayIn(t.Context(), t.TempDir(), free(t), words...); code == 0 || errs == "" {
			t.Error(fmt.Sprint(words), code, errs)
		}
	}
}

// The machine's owner speaks at the time that the data directory lives in.
func TestHostInVirtualTime(t *testing.T) {
	var out, errs bytes.Buffer
	args := []string{"audit", "verify", "-clock", "virtual", "-data", t.TempDir(), "-addr", "127.0.0.1:1"}
	code := Main(t.Context(), Process{Args: args, Env: func(string) (string, bool) { return "", false }, Out: &out, Err: &errs, Version: "test"})
	if code != 0 || !strings.Contains(out.String(), "intact") {
		t.Errorf("%d %s%s", code, out.String(), errs.String())
	}
}

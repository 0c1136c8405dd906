//go:build faults

package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/services/platform/platformtest"
)

// TestSecondProcessOnADirectory: it says whose the directory is and stops; the
// first goes on.
func TestSecondProcessOnADirectory(t *testing.T) {
	s := platformtest.One(t)
	for lang, says := range map[string]string{"zh_CN.UTF-8": "请先停止该进程", "en_US.UTF-8": "in use by another"} {
		cmd := exec.Command(platformtest.Binary(t), "-data", s.Dir, "-addr", fmt.Sprint("127.0.0.1:", platformtest.FreePort(t)))
		cmd.Env = append(os.Environ(), "LANG="+lang)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(out), says) {
			t.Errorf("%v: %s", err, out)
		}
	}
	s.Processes["all"].WaitReady()
}

// small is a disk of its own, in a mount namespace that only the system sees.
func small(t testing.TB, dir string, args []string) *exec.Cmd {
	script := `mount -t tmpfs -o size=160m tmpfs "$1" && shift && exec "$@"`
	flags := "-m"
	if os.Geteuid() != 0 {
		flags = "-Urm"
	}
	return exec.Command("unshare", append([]string{flags, "sh", "-c", script, "sh", dir, platformtest.Binary(t)}, args...)...)
}

// fill takes the rest of the disk that a process sees.
func fill(t testing.TB, pid int, dir string) (free func()) {
	path := filepath.Join("/proc", fmt.Sprint(pid), "root", dir, "filler")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 1<<16)
	for err == nil {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDiskFull: writes are refused with words about the disk, reads go on, and
// with room again everything does, without a restart.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	s := newStorm(t, "disk full", func(t testing.TB, extra ...string) *platformtest.System {
		return platformtest.OneBy(t, dir, func(args []string) *exec.Cmd { return small(t, dir, args) }, extra...)
	})
	c := s.client(0)
	c.takesOne(0)
	if err := registers(t.Context(), s); err != nil { // from here on nobody has to sign in
		t.Fatal(err)
	}
	free := fill(t, s.Processes["all"].PID(), dir)
	var refused error
	for deadline := time.Now().Add(time.Minute); refused == nil && time.Now().Before(deadline); {
		refused = registers(t.Context(), s)
	}
	if !fault.HasCode(refused, "store.disk_full") {
		t.Errorf("a full disk: %v", refused)
	}
	t.Logf("%v", refused)
	for range 5 {
		_ = registers(t.Context(), s)
		if _, err := s.reader(nil).List(t.Context()); err != nil {
			t.Errorf("reading on a full disk: %v", err)
		}
	}
	free()
	platformtest.Eventually(t, "it registers again", func() bool { return registers(t.Context(), s) == nil })
	c.takesOne(1)
	s.sound()
}

// registers tries once, at a station whose cases the checker does not count.
func registers(ctx context.Context, s *storm) error {
	req := casework.RegisterRequest{Station: s.Demo.Station(0).ID, Channel: casework.AtDesk, Text: "村里的路灯不亮", Who: casework.Who{Anonymous: true}}
	return try(ctx, s, "liaison", casework.RegisterCase, req)
}

package bench

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// machine is what the figures were measured on.
type machine struct {
	cpu, load string
	cores     int
	sync      spell // of 4 KB each
}

func thisMachine(t *testing.T, limit time.Duration) machine {
	t.Helper()
	return machine{cpu: processor(), load: load(), cores: runtime.NumCPU(), sync: syncs(t, limit)}
}

// load is how many processes ran or waited to run, over the last minute.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	first, _, _ := strings.Cut(string(raw), " ")
	return first
}

func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	about := map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		about[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return fmt.Sprintf("%s (family %s, model %s)", about["model name"], about["cpu family"], about["model"])
}

// syncs appends to a file and has the disk confirm it, again and again.
func syncs(t *testing.T, limit time.Duration) spell {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "synced"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var s spell
	block := make([]byte, 4096)
	began := time.Now()
	for time.Since(began) < limit {
		start := time.Now()
		if _, err := f.Write(block); err != nil {
			t.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			t.Fatal(err)
		}
		s.took = append(s.took, time.Since(start))
	}
	s.elapsed = time.Since(began)
	slices.Sort(s.took)
	return s
}

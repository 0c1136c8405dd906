// Package testengines runs the real engines, MongoDB and Apache Kafka, for
// tests: StartMongo and StartKafka give one server per test process, RunMongo
// and RunKafka give servers of one's own that can be killed, frozen and
// restarted. deploy/engines/fetch.sh puts the programs where this looks.
//
// Engines are opt-in (LIANLUO_TEST_ENGINES=1, which `make test-engines` sets):
// off, a test that asks for one is skipped; on, whatever is missing fails it.
package testengines

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
)

const fetchHint = "run `deploy/engines/fetch.sh`, or `make test-engines` which does it first"

// Enabled reports whether this run tests against the real engines.
func Enabled() bool { return os.Getenv("LIANLUO_TEST_ENGINES") == "1" }

// Prefix returns a short name that no other test of this run has (letters and
// digits, ending in "_"), to begin the names of its databases and topics with,
// since tests of one process share their servers.
func Prefix(tb testing.TB) string {
	tb.Helper()
	return fmt.Sprintf("t%d_%04x_", prefixes.Add(1), rand.Uint32N(1<<16))
}

var prefixes atomic.Int64

// need skips the test when engines are off: that is a choice, not a fault.
func need(tb testing.TB) {
	tb.Helper()
	if !Enabled() {
		tb.Skip("the real engines are off; `make test-engines` runs this test")
	}
}

// folder is where fetch.sh puts the engines.
func folder() (string, error) {
	if dir := os.Getenv("LIANLUO_ENGINES"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("testengines: set LIANLUO_ENGINES to the folder of the engines: %w", err)
	}
	return filepath.Join(home, ".cache", "lianluo", "engines"), nil
}

// fetched returns the full path of a part of the engines folder, or an error
// that says how to get it.
func fetched(name string) (string, error) {
	dir, err := folder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("testengines: the engine is not there (%w): %s", err, fetchHint)
	}
	return path, nil
}

// java returns the Java launcher, or an error that says what to install.
func java() (string, error) {
	path, err := exec.LookPath("java")
	if err != nil {
		return "", fmt.Errorf("testengines: Kafka needs Java 17 or later (%w): %s", err, fetchHint)
	}
	return path, nil
}

//go:build faults

package faults

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"lianluo/services/platform/platformtest"
)

// number is a parameter from the environment.
func number(t testing.TB, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s is %q, not a number", name, text)
	}
	return n
}

func newStorm(t testing.TB, form string, start func(t testing.TB, extra ...string) *platformtest.System) *storm {
	g, seed := newStage(t, start), number(t, "LIANLUO_SEED", rand.Uint64N(1e9))
	return &storm{stage: g, form: form, seed: seed, dice: rand.New(rand.NewPCG(seed, 1<<32)), victims: processes(g.System), tally: map[string]int{}}
}

// TestOneProcess kills the whole system, embedded store and broker included.
func TestOneProcess(t *testing.T) {
	newStorm(t, "one process", platformtest.One).survives(int(number(t, "LIANLUO_KILLS", 20)))
}

// TestProcessPerService kills each service and the embedded broker in turn.
func TestProcessPerService(t *testing.T) {
	newStorm(t, "one process per service", platformtest.Split).survives(int(number(t, "LIANLUO_KILLS", 10)))
}

package e2e

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
)

// kills is how often the process is killed: LIANLUO_KILLS, 10 where not set. Many
// kills, in every form, are for `make test-faults`.
func kills(t testing.TB) int {
	text := os.Getenv("LIANLUO_KILLS")
	if text == "" {
		return 10
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("LIANLUO_KILLS is %q, not a number of kills", text)
	}
	return n
}

const clients = 8

// TestKilledAtRandomPoints kills the whole process again and again while eight
// clients register and move cases. What was acknowledged is there, once; a
// repeated key acted once; nobody was told twice.
func TestKilledAtRandomPoints(t *testing.T) {
	killed(t, platformtest.One, kills(t))
}

// TestKilledOnRealEngines does the same, less often, on MongoDB and Kafka.
func TestKilledOnRealEngines(t *testing.T) {
	killed(t, platformtest.OneOnEngines, max(1, kills(t)/5))
}

func killed(t *testing.T, start starter, times int) {
	g := newStage(t, start)
	before := len(allCases(g, g.station().ID))
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	workers := make([]*worker, clients)
	for i := range workers {
		workers[i] = &worker{stage: g, n: i}
		work.Go(func() { workers[i].run(ctx, 0) })
	}
	killMany(t, g, workers, times)
	stop()
	work.Wait()
	seen := newWitness(g, workers)
	t.Logf("%d cases acknowledged over %d kills, %d calls repeated", len(seen.acted), times, repeats(workers))
	if got := len(allCases(g, g.station().ID)); got != before+len(seen.acted) {
		t.Errorf("%d cases, want %d that were there and %d acknowledged", got, before, len(seen.acted))
	}
	seen.eachIsThereOnce()
	seen.journalsAreWhole()
	seen.nobodyIsToldTwice()
	numbersAgree(g)
	auditIsWhole(g)
}

// killMany kills at random points of the process's life: mostly under load, now
// and then while it is starting. Every round some client gets something done.
func killMany(t *testing.T, g *stage, workers []*worker, times int) {
	p := g.Processes["all"]
	for i := range times {
		if i%7 != 6 {
			p.WaitReady()
			was := done(workers)
			platformtest.Eventually(t, "a client gets on", func() bool { return done(workers) > was })
		}
		time.Sleep(rand.N(900 * time.Millisecond)) // the random point
		p.Kill()
		p.Start()
	}
	p.WaitReady()
}

func done(workers []*worker) (sum int64) {
	for _, w := range workers {
		sum += w.done.Load()
	}
	return sum
}

func repeats(workers []*worker) (sum int64) {
	for _, w := range workers {
		sum += w.repeated.Load()
	}
	return sum
}

// worker is one client: it takes cases along their way, one after another.
type worker struct {
	*stage
	n              int
	done, repeated atomic.Int64
	acted          []*acted
}

// insist calls an operation under a key until it is acknowledged, now and then
// once more: the answer must be the same.
func insist[Req, Res any](w *worker, login string, op rpc.Op[Req, Res], req Req, key string) Res {
	ctx := rpc.WithKey(w.t.Context(), key)
	for {
		res, err := rpc.Call(ctx, w.As(login), op, req)
		if err == nil {
			w.done.Add(1)
			return res
		}
		if !fault.Is(err, fault.KindUnavailable) {
			w.t.Errorf("%s under %s: %v", op.Name, key, err)
			return res
		}
		w.repeated.Add(1)
	}
}

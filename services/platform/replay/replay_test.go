package replay_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
	"lianluo/services/platform/replay"
	"lianluo/services/platform/replay/script"
)

// run is one run of the command.
type run struct {
	cmd   *exec.Cmd
	out   string
	ended chan struct{} // closed when the process has ended
}

// county is a data directory that the command plays into.
type county struct {
	t    *testing.T
	dir  string
	addr string
	env  []string
	runs int
	// scale is the county's size; patience is how long it may take to get anywhere.
	scale    float64
	patience time.Duration
}

// small is a county for every day.
const small = 0.012

func newCounty(t *testing.T, env ...string) *county {
	t.Helper()
	c := &county{t: t, dir: t.TempDir(), addr: fmt.Sprintf("127.0.0.1:%d", platformtest.FreePort(t)), scale: small, patience: 5 * time.Minute}
	c.env = append(append(os.Environ(), env...), "LIANLUO_SECRETS_INTERNAL="+platformtest.InternalSecret,
		"LIANLUO_SECRETS_MASTER=master-secret-for-tests-only-000")
	return c
}

func (c *county) start(args ...string) *run {
	c.t.Helper()
	c.runs++
	r := &run{out: filepath.Join(c.t.TempDir(), fmt.Sprintf("run-%d", c.runs)), ended: make(chan struct{})}
	out, err := os.Create(r.out)
	if err != nil {
		c.t.Fatal(err)
	}
	words := append([]string{"replay", "chenxi", "-scale", fmt.Sprint(c.scale), "-data", c.dir, "-addr", c.addr}, args...)
	r.cmd = exec.Command(platformtest.Binary(c.t), words...)
	r.cmd.Env, r.cmd.Stdout, r.cmd.Stderr = c.env, out, out
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := r.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	go func() {
		_ = r.cmd.Wait() // how it ended stands in what it said
		close(r.ended)
	}()
	c.t.Cleanup(func() {
		r.kill()
		_ = out.Close()
		if c.t.Failed() {
			c.t.Logf("%v said:\n%s", words, r.said())
		}
	})
	return r
}

// kill ends a run as a power cut would.
func (r *run) kill() {
	_ = r.cmd.Process.Kill() // it may have ended by itself
	<-r.ended
}

func (r *run) said() string {
	raw, _ := os.ReadFile(r.out) // written by the run; a look at it may come early
	return string(raw)
}

// until waits for a run to get somewhere; it stops the test where the run ends
// before.
func (c *county) until(r *run, what string, cond func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(c.patience); !cond(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("waited in vain until %s", what)
		}
		select {
		case <-r.ended:
			if !cond() {
				c.t.Fatalf("it ended before %s", what)
			}
		default:
		}
	}
}

// pages is how many moments have been played.
func (c *county) pages() int {
	raw, _ := os.ReadFile(filepath.Join(c.dir, "replay.jsonl")) // not there yet: none
	return bytes.Count(raw, []byte("\n"))
}

// complete runs to the end and leaves the system serving.
func (c *county) complete() *run {
	c.t.Helper()
	r := c.start("-serve")
	c.until(r, "all is counted", func() bool { return strings.Contains(r.said(), "counted") })
	c.until(r, "the system serves", func() bool { return strings.Contains(r.said(), "Open http://") || strings.Contains(r.said(), "≠") })
	if strings.Contains(r.said(), "≠") {
		c.t.Fatal("what was counted is not what was published")
	}
	return r
}

// deeds are all that people did, by the journals of the services that the acts
// change: what time and messages do by themselves may still be under way.
func (c *county) deeds() []string {
	c.t.Helper()
	var out []string
	host := &rpc.Client{Base: "http://" + c.addr, HTTP: http.DefaultClient, Token: func(context.Context) string {
		signed, _ := authz.SignService([]byte(platformtest.InternalSecret), "host", script.Until) // an HMAC never fails
		return signed
	}}
	for _, service := range []string{"station", "roster", "casework", "voting"} {
		for after := int64(0); ; {
			page, err := rpc.Call(c.t.Context(), host, app.JournalOp(service), app.JournalRequest{After: after, Limit: 500})
			if err != nil {
				c.t.Fatal(err)
			}
			if len(page.Rows) == 0 {
				break
			}
			for _, row := range page.Rows {
				refused := strings.HasPrefix(row.Event.Key(), "refusal/") // changed nothing: a service that asks while another starts
				if row.Event.Actor != "" && row.Event.Actor != "system" && !refused {
					out = append(out, fmt.Sprintf("%s %s %d %s by %s", row.Event.Type, row.Event.Key(), row.Event.Sequence, row.Event.Data, row.Event.Actor))
				}
			}
			after = page.Rows[len(page.Rows)-1].Position
		}
	}
	return out
}

// settled are the deeds once nothing more comes: the relay gives an event its
// place in the journal a moment after the act was acknowledged.
func (c *county) settled(r *run) []string {
	c.t.Helper()
	last, same := c.deeds(), 0
	c.until(r, "the journals rest", func() bool {
		now := c.deeds()
		if same++; len(now) != len(last) {
			same = 0
		}
		last = now
		return same == 20
	})
	return last
}

// TestKilledAndResumed kills the replay while the county is set up and on the
// way: it comes to the published figures all the same, and once it is complete
// another run changes nothing.
func TestKilledAndResumed(t *testing.T) {
	c := newCounty(t)
	c.killed(5)
	c.killedVoting()
	r := c.survive(60, 170)
	c.opensRows()
	c.readsBoard(r, script.Published.Scaled(small), len(script.Townships()))
	done, diary := c.settled(r), c.pages()
	r.kill()
	r = c.complete()
	if again := c.settled(r); len(done) < 500 || !slices.Equal(again, done) || c.pages() != diary {
		more := slices.DeleteFunc(again, func(deed string) bool { return slices.Contains(done, deed) })
		t.Errorf("another run changed something: %d deeds and %d others then, %d pages and then %d: %s", len(done), len(more), diary, c.pages(), more)
	}
	r.kill()
}

// TestOnEngines does the same on a real MongoDB and a real Kafka, once.
func TestOnEngines(t *testing.T) {
	c := newCounty(t, platformtest.Engines(t)...)
	c.readsBoard(c.survive(90), script.Published.Scaled(small), len(script.Townships()))
}

// killedVoting kills a run while a ballot is held.
func (c *county) killedVoting() {
	c.t.Helper()
	r := c.start()
	c.until(r, "a ballot is held", func() bool { return strings.Contains(r.said(), "票决：") })
	r.kill()
}

// killed kills a run whenever so many moments were played.
func (c *county) killed(kills ...int) {
	c.t.Helper()
	for _, pages := range kills {
		r := c.start()
		c.until(r, "it has got so far", func() bool { return c.pages() >= pages })
		r.kill()
	}
}

// survive kills it, and completes it.
func (c *county) survive(kills ...int) *run {
	c.t.Helper()
	c.killed(kills...)
	if at, ok, err := replay.Began(filepath.Join(c.dir, "replay.jsonl")); !ok || err != nil || !at.After(script.Begin.Start()) {
		c.t.Fatalf("%v %v %v: it was not under way", at, ok, err)
	}
	return c.complete()
}

package eventtest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"

	"lianluo/pkg/store"
)

// killed ends a process that tells and consumes with kill -9 again and again;
// then every change it was acknowledged took effect once, in order.
func killed(t *testing.T, h Harness) {
	s := site{Dir: t.TempDir(), Mongo: h.Mongo, Prefix: h.Prefix, Brokers: h.Brokers, Session: h.Session, Partitions: h.Partitions}
	told := map[string]int64{}
	for range h.Kills {
		s.liveAndDie(t, told)
	}
	o, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.close(); err != nil {
			t.Error(err)
		}
	})
	Go(t, o.run)
	for id, n := range told {
		now, err := o.source.things.Get(store.System(context.Background()), id)
		if err != nil || now.N < n {
			t.Fatalf("%s was acknowledged %d changes and has %d (%v)", id, n, now.N, err)
		}
		o.sink.await(t, now.N, id)
	}
}

// liveAndDie runs a child, kills it a random while after it told something and
// something took effect, and notes the changes that it was acknowledged.
func (s site) liveAndDie(t *testing.T, told map[string]int64) {
	t.Helper()
	child, out := s.child(t)
	left, applied, acknowledged := 1+rand.IntN(200), false, false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var what, id string
		var n int64
		if _, err := fmt.Sscan(lines.Text(), &what, &id, &n); err != nil || what == "failed" {
			t.Fatalf("the child says %q", lines.Text())
		}
		if what == "told" {
			told[id], acknowledged = max(told[id], n), true
		}
		applied = applied || n > 0 && what == "applied"
		if applied && acknowledged {
			left--
		}
		if left == 0 {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait() // it was killed
	if left > 0 {
		t.Fatal("the child ended by itself")
	}
}

func (s site) child(t *testing.T) (*exec.Cmd, io.Reader) {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+string(raw))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill() })
	return child, out
}

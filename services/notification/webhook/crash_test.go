package webhook

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

// childEnv tells the test binary to be a sender that gets killed: its directory.
const childEnv = "WEBHOOK_SENDER"

// TestSenderChild is the sender in a process of its own, see childEnv.
func TestSenderChild(t *testing.T) {
	dir := os.Getenv(childEnv)
	if dir == "" {
		return // not the child
	}
	d := openDesk(t, dir)
	fmt.Println("sending")
	must(t, d.Run(t.Context()))
}

// openDesk opens the service on a directory that other processes use in turn.
func openDesk(t *testing.T, dir string) *desk {
	backend, err := sqlite.Open(dir, sqlite.Options{})
	must(t, err)
	clock := storetest.NewClock(start.AddDate(0, 0, 1))
	d := deskOn(t, store.New("notification", backend, clock), clock)
	d.lease = 50 * time.Millisecond
	return d
}

const crashEvents = 150

// However often the sender is killed, everything is taken, in order; what comes
// again comes under the same id, and only what was under way when it died.
func TestKilledSender(t *testing.T) {
	dir, r := t.TempDir(), newReceiver(t)
	d := openDesk(t, dir)
	made := d.hook(town, r.URL)
	r.secret = made.Secret
	var want []string
	for range crashEvents {
		want = append(want, d.happens(casework.CaseRegistered, town))
	}
	must(t, d.db.Close())
	const kills = 10
	for range kills {
		killOne(t, dir, time.Duration(rand.IntN(40))*time.Millisecond)
	}
	d = openDesk(t, dir)
	defer d.db.Close()
	deadline := time.Now().Add(60 * time.Second)
	for d.now(made.Webhook.ID).Position < crashEvents {
		if time.Now().After(deadline) {
			t.Fatalf("stuck at %+v", d.now(made.Webhook.ID))
		}
		d.goes()
	}
	again, at := 0, 0
	for _, id := range r.got {
		switch {
		case at < len(want) && id == want[at]:
			at++
		case at > 0 && id == want[at-1]:
			again++
		default:
			t.Fatalf("%s came after %v", id, want[max(0, at-1)])
		}
	}
	if at != len(want) || again > kills || r.forged > 0 {
		t.Errorf("%d of %d, %d came again, %d forged", at, len(want), again, r.forged)
	}
}

// killOne lets a sender live for a while.
func killOne(t *testing.T, dir string, life time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestSenderChild$")
	cmd.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "sending"; {
	}
	timer := time.NewTimer(life)
	<-timer.C
	must(t, cmd.Process.Kill())
	_ = cmd.Wait() // killed, as meant
}

package notification

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
)

// childEnv tells the test binary to be a sender that gets killed:
// "<directory> <port> <hours on the clock>".
const childEnv = "NOTIFICATION_SENDER"

// TestSenderChild is the sender in a process of its own, see childEnv.
func TestSenderChild(t *testing.T) {
	order := strings.Fields(os.Getenv(childEnv))
	if len(order) != 3 {
		return // not the child
	}
	port, _ := strconv.Atoi(order[1])
	hours, _ := strconv.Atoi(order[2])
	d := openDesk(t, order[0], &mailtest.Server{Host: "127.0.0.1", Port: port}, hours)
	fmt.Println("sending")
	must(t, d.sender.Run(t.Context()))
}

// openDesk opens the service on a directory that other processes use in turn.
func openDesk(t *testing.T, dir string, f *mailtest.Server, hours int) *desk {
	backend, err := sqlite.Open(dir, sqlite.Options{})
	must(t, err)
	clock := storetest.NewClock(start.Add(time.Duration(hours) * time.Hour))
	d := deskOn(t, store.New("notification", backend, clock), clock, f)
	d.sender.lease = 50 * time.Millisecond
	for i := range crashMails {
		v := fmt.Sprint("v", i)
		d.people["voice:"+v] = contact{Email: v + "@example.net"}
	}
	return d
}

const crashMails = 120

// However often the sender is killed, nobody gets a message twice, and what is
// said to be delivered is.
func TestKilledSender(t *testing.T) {
	dir, f := t.TempDir(), mailtest.Start(t, nil)
	d := openDesk(t, dir, f, 0)
	for i := range crashMails {
		d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) {
			c.Case, c.Voice, c.About = fmt.Sprint("c", i), fmt.Sprint("v", i), "reply"
		}))
	}
	must(t, d.db.Close())
	kills := 0
	for ; kills < 12; kills++ {
		killOne(t, dir, f.Port, kills*2, time.Duration(rand.IntN(60))*time.Millisecond)
	}
	d = openDesk(t, dir, f, 2*kills)
	defer d.db.Close()
	ended := waitUntilNothingIsDue(t, d)
	kept := f.KeptBy()
	for id, state := range ended {
		n := kept[id+"@example.org"]
		if n > 1 || state == notification.Delivered && n != 1 || state != notification.Delivered && state != notification.Uncertain {
			t.Errorf("%s is %s and came %d times", id, state, n)
		}
	}
	if len(ended) != crashMails {
		t.Errorf("%d of %d deliveries", len(ended), crashMails)
	}
}

// killOne lets a sender live for a while.
func killOne(t *testing.T, dir string, port, hours int, life time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestSenderChild$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d", childEnv, dir, port, hours))
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

// waitUntilNothingIsDue lets the sender finish and returns every delivery's state.
func waitUntilNothingIsDue(t *testing.T, d *desk) map[string]notification.DeliveryState {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		d.clock.Move(2 * time.Hour)
		must(t, d.sender.turn(system(t)))
		any, err := d.sender.anything(system(t))
		must(t, err)
		states, open := map[string]notification.DeliveryState{}, any
		must(t, d.deliveries.Each(system(t), store.Query{Index: "newest"}, func(one Delivery) error {
			states[one.ID] = one.State
			open = open || one.State == notification.Waiting || one.State == notification.Sending
			return nil
		}))
		if !open {
			return states
		}
		if time.Now().After(deadline) {
			t.Fatalf("still open: %v", states)
		}
	}
}

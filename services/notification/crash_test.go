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
	"lianluo/services/notification/sms"
	"lianluo/services/notification/sms/smstest"
	"lianluo/services/notification/wechat/wechattest"
)

// childEnv tells the test binary to be a sender that gets killed:
// "<directory> <hours on the clock> <mail port, or 0> <provider's URL and whether it
// sends a key once, or wechat>".
const childEnv = "NOTIFICATION_SENDER"

// TestSenderChild is the sender in a process of its own, see childEnv.
func TestSenderChild(t *testing.T) {
	order := strings.Fields(os.Getenv(childEnv))
	if len(order) < 3 {
		return // not the child
	}
	hours, _ := strconv.Atoi(order[1])
	d := openDesk(t, order[0], hours, outside(order[2:]))
	fmt.Println("sending")
	must(t, d.senders[0].Run(t.Context()))
}

// outside is the settings for a mail server's port, or a provider.
func outside(order []string) Settings {
	port, _ := strconv.Atoi(order[0])
	if port > 0 {
		return mailing(&mailtest.Server{Host: "127.0.0.1", Port: port}, 5*time.Second)
	}
	if order[2] == byWeChat {
		return Settings{BaseURL: "https://ll.example.org", WeChat: wechattest.At(order[1])}
	}
	return Settings{BaseURL: "https://ll.example.org", SMS: []sms.Provider{{Name: "first", URL: order[1], Secret: "provider-secret", Repeatable: order[2] == "once"}}}
}

// openDesk opens the service on a directory that other processes use in turn.
func openDesk(t *testing.T, dir string, hours int, settings Settings) *desk {
	backend, err := sqlite.Open(dir, sqlite.Options{})
	must(t, err)
	clock := storetest.NewClock(start.Add(time.Duration(hours) * time.Hour))
	d := deskWith(t, store.New("notification", backend, clock), clock, settings)
	d.senders[0].lease = 50 * time.Millisecond
	for i := range crashMails {
		v := fmt.Sprint("v", i)
		d.people["voice:"+v] = contact{Email: v + "@example.net", Phone: fmt.Sprint("1380000", 1000+i)}
	}
	return d
}

const crashMails = 120

// However often the sender is killed, nobody gets a message twice, and what is
// said to be delivered is.
func TestKilledSender(t *testing.T) {
	f := mailtest.Start(t, nil)
	ended := killAgainAndAgain(t, strconv.Itoa(f.Port))
	kept := f.KeptBy()
	for id, state := range ended {
		n := kept[id+"@example.org"]
		if n > 1 || state == notification.Delivered && n != 1 || state != notification.Delivered && state != notification.Uncertain {
			t.Errorf("%s is %s and came %d times", id, state, n)
		}
	}
}

// The same of text messages; where the provider takes a key once, all are
// delivered in the end, each once.
func TestKilledSenderOfTexts(t *testing.T) {
	for _, once := range []string{"once", "always"} {
		t.Run(once, func(t *testing.T) {
			f := smstest.Start(t)
			if once == "once" {
				f.Once()
			}
			ended := killAgainAndAgain(t, "0 "+f.URL+" "+once)
			sent := f.Counts()
			for id, state := range ended {
				n, open := sent[id], state == notification.Uncertain && once == "always"
				if n > 1 || state == notification.Delivered && n != 1 || state != notification.Delivered && !open {
					t.Errorf("%s is %s and was sent %d times", id, state, n)
				}
			}
		})
	}
}

// The same of WeChat, which has the content before it says the message's id.
func TestKilledSenderOfWeChat(t *testing.T) {
	f, sent := wechattest.Start(t), map[string]int{}
	ended := killAgainAndAgain(t, "0 "+f.API+" "+byWeChat)
	for _, m := range f.Sent() {
		sent[m.Key]++
	}
	for id, state := range ended {
		n := sent[hashed(id)[:32]]
		if n > 1 || state == notification.Accepted && n != 1 || state != notification.Accepted && state != notification.Uncertain {
			t.Errorf("%s is %s and was sent %d times", id, state, n)
		}
	}
	if len(sent) < crashMails/2 {
		t.Errorf("%d of %d sent", len(sent), crashMails)
	}
}

// killAgainAndAgain kills senders at any moment until all has an end.
func killAgainAndAgain(t *testing.T, order string) map[string]notification.DeliveryState {
	t.Helper()
	dir, settings := t.TempDir(), outside(strings.Fields(order))
	d := openDesk(t, dir, 0, settings)
	for i := range crashMails {
		if settings.WeChat.AppID != "" {
			d.follower(fmt.Sprint("v", i))
		}
		d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) {
			c.Case, c.Voice, c.About = fmt.Sprint("c", i), fmt.Sprint("v", i), "reply"
		}))
	}
	must(t, d.db.Close())
	kills := 0
	for ; kills < 12; kills++ {
		killOne(t, dir, kills*2, order, time.Duration(rand.IntN(60))*time.Millisecond)
	}
	d = openDesk(t, dir, 2*kills, settings)
	defer d.db.Close()
	ended := waitUntilNothingIsDue(t, d)
	if len(ended) != crashMails {
		t.Errorf("%d of %d deliveries", len(ended), crashMails)
	}
	return ended
}

// killOne lets a sender live for a while.
func killOne(t *testing.T, dir string, hours int, order string, life time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestSenderChild$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", childEnv, dir, hours, order))
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
		must(t, d.senders[0].turn(system(t)))
		any, err := d.senders[0].anything(system(t))
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

package notification

import (
	"math/rand/v2"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/services/notification/port"
)

func waiting() *Delivery {
	return &Delivery{Delivery: notification.Delivery{ID: "d", State: notification.Waiting, Next: start}}
}

func TestTryEnds(t *testing.T) {
	for result, want := range map[port.Result]notification.DeliveryState{
		port.Delivered: notification.Delivered, port.Uncertain: notification.Uncertain, port.Refused: notification.Failed,
		port.BadAddress: notification.NoWay, port.PutOff: notification.Waiting, port.BrokenOff: notification.Waiting,
	} {
		d := waiting()
		if !d.begin(1, start) || !d.hand(1, port.Provider{}) {
			t.Fatal("did not begin")
		}
		told := d.end(1, port.Outcome{Result: result}, start)
		if d.State != want || (len(told) == 1) != (want != notification.Waiting) || len(d.Tries) != 1 {
			t.Errorf("%s: %s, %d events, tries %v", result, d.State, len(told), d.Tries)
		}
	}
}

// Who has no address has none, also where casework or roster were away when they
// were first asked; where they stayed away the delivery failed.
func TestNoAddressAfterALookThatFailed(t *testing.T) {
	for _, last := range []string{"no_address", "no_mail"} {
		d := waiting()
		d.Channel = byMail
		d.postpone("no_contact", start)
		if d.unreachable(last, start); d.State != notification.NoWay {
			t.Errorf("%s: %s", last, d.State)
		}
	}
	d := waiting()
	d.Channel, d.Route = bySMS, []string{byMail}
	for range len(backoff) + 1 {
		d.postpone("no_contact", start)
	}
	if d.unreachable("no_address", start); d.State != notification.Failed {
		t.Errorf("never asked on the first channel: %s", d.State)
	}
}

func TestTryOfAnother(t *testing.T) {
	d := waiting()
	if d.begin(1, start.Add(-time.Second)) {
		t.Error("began before its time")
	}
	if !d.begin(2, start) || d.begin(2, start) {
		t.Error("began twice")
	}
	if d.hand(1, port.Provider{}) || d.end(1, port.Outcome{Result: port.Delivered}, start) != nil || d.State != notification.Sending {
		t.Error("an older sender changed it")
	}
	if d.recover(2, start) != nil || d.State != notification.Sending {
		t.Error("took its own try for a dead one's")
	}
}

func TestRecover(t *testing.T) {
	before, after := waiting(), waiting()
	before.begin(1, start)
	after.begin(1, start)
	after.hand(1, port.Provider{})
	if told := before.recover(2, start); len(told) != 0 || before.State != notification.Waiting || before.Next != start.Add(backoff[0]) {
		t.Errorf("before the content: %s at %s", before.State, before.Next)
	}
	if told := after.recover(2, start); len(told) != 1 || after.State != notification.Uncertain {
		t.Errorf("after the content: %s", after.State)
	}
}

// It is tried a bounded number of times, each later than the one before.
func TestBackoff(t *testing.T) {
	d, now, tries := waiting(), start, 0
	for d.State == notification.Waiting {
		now = d.Next
		if !d.begin(1, now) {
			t.Fatal("did not begin when due")
		}
		d.end(1, port.Outcome{Result: port.PutOff, Code: "451"}, now)
		tries++
	}
	if d.State != notification.Failed || tries != len(backoff)+1 || now.Sub(start) > 24*time.Hour {
		t.Errorf("%s after %d tries in %s", d.State, tries, now.Sub(start))
	}
	if told, err := d.decide(decision{what: "again", by: "head", reason: "地址已更正", on: now, now: now}); err != nil || len(told) != 1 || d.State != notification.Waiting {
		t.Errorf("again: %v %v", d.State, err)
	}
	d.begin(1, now)
	d.end(1, port.Outcome{Result: port.PutOff}, now)
	if d.State != notification.Waiting {
		t.Error("a new decision gives new tries")
	}
}

func TestDecide(t *testing.T) {
	for _, from := range []notification.DeliveryState{notification.Waiting, notification.Sending, notification.Delivered,
		notification.Failed, notification.Uncertain, notification.GivenUp, notification.NoWay} {
		for what, to := range map[string]notification.DeliveryState{
			"delivered": notification.Delivered, "again": notification.Waiting, "letter": notification.Waiting, "give_up": notification.GivenUp,
		} {
			d := waiting()
			d.State = from
			told, err := d.decide(decision{what: what, by: "head", reason: "电话核实", on: start, now: start})
			open := from == notification.Failed || from == notification.Uncertain
			if open != (err == nil) || open && (d.State != to || len(told) != 1 || d.Tries[0].By != "head" || d.Tries[0].Note != "电话核实") {
				t.Errorf("%s of %s: %s %v %v", what, from, d.State, err, d.Tries)
			}
		}
	}
}

// Whatever happens in whatever order, a message whose content may have been
// given is never begun again without a person's word.
func TestNeverSilentlyAgain(t *testing.T) {
	results := []port.Result{port.Delivered, port.Accepted, port.Uncertain, port.Refused, port.BadAddress, port.PutOff, port.BrokenOff}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 7))
		d, now, epoch := waiting(), start, int64(1)
		const repeatable = false
		given := false // the content may have arrived, and nobody decided since
		for range 30 {
			now = now.Add(time.Duration(r.IntN(300)) * time.Minute)
			var told []event.Event
			switch r.IntN(6) {
			case 0:
				if d.begin(epoch, now) && given {
					t.Fatalf("seed %d: sent again", seed)
				}
			case 1:
				if d.hand(epoch, port.Provider{Name: "p", Repeatable: repeatable}) {
					given = true
				}
			case 2:
				o := results[r.IntN(len(results))]
				if d.State == notification.Sending && d.Epoch == epoch {
					certain := o != port.Delivered && o != port.Accepted && o != port.Uncertain // the server said no, or never got the dot
					given = given && !certain
					if !d.Handed && !certain {
						continue // cannot happen: no content, no dot
					}
				}
				told = d.end(epoch, port.Outcome{Result: o}, now)
			case 3:
				epoch++
			case 4:
				told = d.recover(epoch, now)
			case 5:
				if _, err := d.decide(decision{what: []string{"delivered", "again", "give_up"}[r.IntN(3)], by: "head", reason: "核实", on: now, now: now}); err == nil {
					given = false
				}
			}
			if len(told) > 0 && d.State == notification.Delivered && !given {
				t.Fatalf("seed %d: told of nothing", seed)
			}
		}
	}
}

func TestDeliveryID(t *testing.T) {
	a := deliveryID("01E", "acct:x", byInbox)
	if a != deliveryID("01E", "acct:x", byInbox) || a == deliveryID("01E", "acct:x", byMail) || a == deliveryID("01E", "acct:y", byInbox) ||
		len(deliveryID("01J00000000000000000000000", "acct:x", byMail)) > 60 {
		t.Errorf("id %s", a)
	}
}

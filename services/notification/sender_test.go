package notification

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/port"
)

// asked makes a mail to the voice v1.
func (d *desk) asked() {
	d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) { c.Voice, c.About = "v1", "reply" }))
}

func TestMailIsSent(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	d.asked()
	d.turn()
	got := d.one("voice:v1")
	if got.State != notification.Delivered || len(got.Tries) != 1 || got.Tries[0].Result != "delivered" {
		t.Errorf("%s %v", got.State, got.Tries)
	}
	kept := f.Kept()
	if len(kept) != 1 || kept[0].To != "v1@example.net" || kept[0].Header.Get("Message-Id") != "<"+got.ID+"@example.org>" {
		t.Fatalf("kept %v", kept)
	}
	wants(t, d.settled(), "voice:v1 delivered")
	if raw, err := d.deliveries.Get(system(t), got.ID); err != nil || strings.Contains(fmt.Sprint(raw), "example.net") || strings.Contains(fmt.Sprint(raw), "张三") {
		t.Error("the delivery keeps personal data")
	}
}

// The voice's own number, language and name stand in the mail.
func TestWordsOfAMail(t *testing.T) {
	d := newDesk(t, mailtest.Start(t, nil))
	d.cast()
	d.asked()
	m := d.composed(byMail, d.one("voice:v1"), contact{Name: "张三", Email: "v1@example.net", Number: "N-1"})
	if m.Subject != "您反映的事项 N-1 有了答复" || !strings.HasPrefix(m.Text, "张三：") || !strings.Contains(m.Text, "https://ll.example.org/a/"+d.token(d.one("voice:v1").ID)+"\n") {
		t.Errorf("%q\n%s", m.Subject, m.Text)
	}
	m = d.composed(byMail, d.one("voice:v1"), contact{Lang: "en", Email: "v1@example.net"})
	if m.Subject != "There is a reply to what you told us (431223-100-26-0001-5)" || !strings.HasPrefix(m.Text, "Dear Sir or Madam,") {
		t.Errorf("%q\n%s", m.Subject, m.Text)
	}
}

func TestNoAddress(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	d.people["voice:v1"] = contact{Lang: "zh"}
	d.asked()
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.NoWay || got.Tries[0].Result != "no_address" {
		t.Errorf("%s %v", got.State, got.Tries)
	}
	wants(t, d.settled(), "voice:v1 no_way")
	delete(d.people, "voice:v1") // forgotten meanwhile: the same
	d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) { c.Case, c.Voice, c.About = "c2", "v1", "result" }))
	d.turn()
	wants(t, d.settled(), "voice:v1 no_way", "voice:v1 no_way")
	if f.Sessions() != 0 {
		t.Error("the mail server was called for nothing")
	}
}

// The address of an account is its own, else its person's; of a person, one of
// its accounts', else the roster's.
func TestAddresses(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	d.people["acct:unit"] = contact{Email: "unit@example.net"}
	d.people["person:p1"] = contact{Email: "p1@example.net"}
	for ref, want := range map[string]string{"acct:unit": "unit@example.net", "acct:head": "", "acct:deputy": "p1@example.net",
		"person:p1": "p1@example.net", "person:p2": "p2@example.net", "person:p9": "", "voice:v1": "v1@example.net"} {
		if got, err := d.contact(system(t), ref); err != nil || got.Email != want {
			t.Errorf("%s: %q %v", ref, got.Email, err)
		}
	}
	d.people["acct:deputy"] = contact{Email: "deputy@example.net"}
	if got, _ := d.contact(system(t), "person:p1"); got.Email != "deputy@example.net" {
		t.Errorf("person with an account: %q", got.Email)
	}
}

// While the owner of the contact is away, the mail waits; nothing is lost.
func TestContactAway(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	d.asked()
	d.away = true
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.Waiting || got.Next != start.Add(backoff[0]).UTC() && !got.Next.Equal(start.Add(backoff[0])) {
		t.Errorf("%s until %s", got.State, got.Next)
	}
	d.away = false
	d.turn() // not due yet
	if len(f.Kept()) != 0 {
		t.Error("sent before its time")
	}
	d.clock.Move(backoff[0])
	d.turn()
	if len(f.Kept()) != 1 {
		t.Error("not sent when due")
	}
}

// Every way in which a server can fail ends in the state that is true.
func TestServerFails(t *testing.T) {
	for fault, want := range map[mailtest.Fault]notification.DeliveryState{
		mailtest.NoSuchUser: notification.Failed, mailtest.RefusedContent: notification.Failed, mailtest.Busy: notification.Waiting,
		mailtest.BusyContent: notification.Waiting, mailtest.CutKept: notification.Uncertain, mailtest.CutUnkept: notification.Uncertain,
		mailtest.Silent: notification.Uncertain,
	} {
		t.Run(string(fault), func(t *testing.T) {
			f := mailtest.Start(t, nil)
			f.Fail(func(_ string, try int) mailtest.Fault {
				if try == 0 {
					return fault
				}
				return mailtest.None
			})
			patience := 5 * time.Second
			if fault == mailtest.Silent {
				patience = 200 * time.Millisecond
			}
			clock := storetest.NewClock(start)
			d := deskWith(t, storetest.DB(t, "notification", clock), clock, mailing(f, patience))
			d.cast()
			d.asked()
			d.turn()
			got := d.one("voice:v1")
			if got.State != want {
				t.Fatalf("%s %v", got.State, got.Tries)
			}
			d.clock.Move(48 * time.Hour)
			d.turn()
			if kept := len(f.Kept()); want == notification.Waiting && kept != 1 || want == notification.Uncertain && kept > 1 || want == notification.Failed && kept != 0 {
				t.Errorf("the server kept %d", kept)
			}
		})
	}
}

// One dead server does not cost every message a try.
func TestServerAway(t *testing.T) {
	d := newDesk(t, &mailtest.Server{Host: "127.0.0.1", Port: 1})
	d.cast()
	d.sender(byMail).workers = 1
	for i := range 5 {
		d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) { c.Case, c.Voice, c.About = fmt.Sprint("c", i), "v1", "reply" }))
	}
	if err := d.sender(byMail).turn(system(t)); !errors.Is(err, errAway) {
		t.Errorf("turn: %v", err)
	}
	tried := 0
	must(t, d.deliveries.Each(system(t), store.Query{Index: "newest"}, func(one Delivery) error {
		tried += len(one.Tries)
		return nil
	}))
	if tried != 1 {
		t.Errorf("%d tries", tried)
	}
}

// Many messages go through few dialogues.
func TestManyMails(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	for i := range 60 {
		d.apply(caseEvent(casework.PersonAsked, func(c *casework.Changed) { c.Case, c.Voice, c.About = fmt.Sprint("c", i), "v1", "reply" }))
	}
	d.turn()
	for id, n := range f.KeptBy() {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	if len(f.Kept()) != 60 || f.Sessions() > 2*sendWorkers {
		t.Errorf("%d messages in %d dialogues", len(f.Kept()), f.Sessions())
	}
}

// A sender whose lease went to another cannot give the content any more.
func TestFencedOff(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	d.asked()
	ctx := system(t)
	old, err := d.db.Acquire(ctx, "mail", "old", time.Minute)
	must(t, err)
	w := &worker{sender: d.sender(byMail), lease: old, line: d.sender(byMail).channel.line()}
	begun, err := w.begin(ctx, d.one("voice:v1"), d.people["voice:v1"])
	if err != nil || !begun {
		t.Fatal("did not begin", err)
	}
	must(t, d.db.Release(ctx, old)) // as if its time had run out
	d.turn()                        // another sender finds a try whose content was never given
	d.clock.Move(backoff[0])
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.Delivered {
		t.Fatalf("%s", got.State)
	}
	one := d.one("voice:v1")
	o := w.line.Send(ctx, d.composed(byMail, one, d.people["voice:v1"]), func(p port.Provider) error { return w.handing(ctx, one, p) })
	if !errors.Is(o.Err, store.ErrLease) || len(f.Kept()) != 1 {
		t.Errorf("the old sender went on: %v, kept %d", o.Err, len(f.Kept()))
	}
	w.line.Close()
}

// A person decides what could not be known; the decision is told.
func TestSettle(t *testing.T) {
	f := mailtest.Start(t, nil)
	f.Fail(func(_ string, try int) mailtest.Fault {
		if try == 0 {
			return mailtest.CutUnkept
		}
		return mailtest.None
	})
	d := newDesk(t, f)
	d.cast()
	d.asked()
	d.turn()
	ctx := authz.WithSubject(store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + county}}), authz.Subject{ID: "county"})
	id := d.one("voice:v1").ID
	got, err := d.SettleDelivery(ctx, notification.SettleRequest{ID: id, Decision: "again", Reason: "电话问过，没有收到"})
	if err != nil || got.State != notification.Waiting {
		t.Fatal(got.State, err)
	}
	d.turn()
	wants(t, d.settled(), "voice:v1 uncertain", "voice:v1 waiting", "voice:v1 delivered")
	if len(f.Kept()) != 1 {
		t.Errorf("kept %d", len(f.Kept()))
	}
	elsewhere := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:431224", "s:s2"}})
	if _, err := d.SettleDelivery(elsewhere, notification.SettleRequest{ID: id, Decision: "give_up", Reason: "xx"}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("from elsewhere: %v", err)
	}
}

// Run sends by itself what an event makes, and ends when asked to.
func TestRun(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.sender(byMail).Run(ctx) }()
	d.asked()
	deadline := time.Now().Add(20 * time.Second)
	for len(f.Kept()) == 0 && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil || len(f.Kept()) != 1 {
		t.Errorf("%v, kept %d", err, len(f.Kept()))
	}
}

// While a dialogue takes long, the lease is kept and nobody else begins.
func TestLeaseIsKept(t *testing.T) {
	f := mailtest.Start(t, nil)
	going, goOn := make(chan struct{}), make(chan struct{})
	f.Hold(func() { close(going); <-goOn })
	d := newDesk(t, f)
	d.cast()
	d.asked()
	d.sender(byMail).lease = 200 * time.Millisecond
	ended := make(chan error, 1)
	go func() { ended <- d.sender(byMail).turn(store.System(context.Background())) }()
	<-going
	for deadline := time.Now().Add(3 * d.sender(byMail).lease); time.Now().Before(deadline); {
		if _, err := d.db.Acquire(t.Context(), "mail", "other", time.Millisecond); !errors.Is(err, store.ErrLease) {
			t.Fatalf("another got the lease: %v", err)
		}
	}
	close(goOn)
	must(t, <-ended)
	if got := d.one("voice:v1"); got.State != notification.Delivered || len(f.Kept()) != 1 {
		t.Errorf("%s, kept %d", got.State, len(f.Kept()))
	}
}

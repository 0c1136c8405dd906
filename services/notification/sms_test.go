package notification

import (
	"strings"
	"testing"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/sms/smstest"
)

// texting are settings with providers of text messages, in order.
func texting(providers ...*smstest.Provider) Settings {
	s := Settings{BaseURL: "https://ll.example.org"}
	for i, p := range providers {
		s.SMS = append(s.SMS, sms.Provider{Name: []string{"first", "second"}[i], URL: p.URL, Secret: p.Secret, OKField: "code", OKValue: "OK", RefField: "id"})
	}
	return s
}

func newTextingDesk(t testing.TB, settings Settings) *desk {
	clock := storetest.NewClock(start)
	d := deskWith(t, storetest.DB(t, "notification", clock), clock, settings)
	d.cast()
	d.people["voice:v1"] = contact{Name: "张三", Phone: "13800000001", Email: "v1@example.net", Number: "N-1"}
	return d
}

func TestTextIsSent(t *testing.T) {
	f := smstest.Start(t)
	d := newTextingDesk(t, texting(f))
	d.asked()
	d.turn()
	got := d.one("voice:v1")
	if got.State != notification.Delivered || got.Channel != bySMS || got.Tries[0].Provider != "first" {
		t.Errorf("%s by %s: %v", got.State, got.Channel, got.Tries)
	}
	sent := f.Sent()
	if len(sent) != 1 || sent[0].To != "13800000001" || sent[0].Key != got.ID || strings.Contains(sent[0].Text, "张三") ||
		!strings.Contains(sent[0].Text, "N-1") || !strings.Contains(sent[0].Text, "https://ll.example.org/a/"+d.token(got.ID)) {
		t.Errorf("sent %+v", sent)
	}
	wants(t, d.settled(), "voice:v1 delivered")
}

// Who has no number is told by mail; who has neither is told not at all, once.
func TestFromChannelToChannel(t *testing.T) {
	f, server := smstest.Start(t), mailtest.Start(t, nil)
	settings := texting(f)
	settings.Mail = mailing(server, 5*time.Second).Mail
	d := newTextingDesk(t, settings)
	d.people["voice:v1"] = contact{Email: "v1@example.net"}
	d.asked()
	d.turn()
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.Delivered || got.Channel != byMail || len(server.Kept()) != 1 {
		t.Errorf("%s by %s", got.State, got.Channel)
	}
	d.people["voice:v1"] = contact{}
	d.clock.Move(time.Hour)
	d.asked()
	d.turn()
	d.turn()
	wants(t, d.settled(), "voice:v1 delivered", "voice:v1 no_way")
	if len(f.Sent()) != 0 {
		t.Error("a text to nobody")
	}
}

// A number that is refused for good lets mail take over; what is uncertain does not.
func TestRefusedTextGoesByMail(t *testing.T) {
	for fault, want := range map[smstest.Fault]notification.DeliveryState{smstest.BadNumber: notification.Delivered, smstest.CutSent: notification.Uncertain} {
		f, server := smstest.Start(t), mailtest.Start(t, nil)
		f.Fail(func(string, int) smstest.Fault { return fault })
		settings := texting(f)
		settings.Mail = mailing(server, 5*time.Second).Mail
		d := newTextingDesk(t, settings)
		d.asked()
		for range 3 {
			d.turn()
			d.clock.Move(time.Hour)
		}
		if got := d.one("voice:v1"); got.State != want || (want == notification.Delivered) != (len(server.Kept()) == 1) {
			t.Errorf("%s: %s by %s, %d mails", fault, got.State, got.Channel, len(server.Kept()))
		}
	}
}

// Sent again by a person's word, a text has a key of its own.
func TestTextSentAgain(t *testing.T) {
	f := smstest.Start(t)
	f.Fail(func(_ string, try int) smstest.Fault { return smstest.CutSent })
	d := newTextingDesk(t, texting(f))
	d.asked()
	d.turn()
	one := d.one("voice:v1")
	f.Fail(nil)
	if _, err := d.SettleDelivery(system(t), notification.SettleRequest{ID: one.ID, Decision: "again", Reason: "没有收到"}); err != nil {
		t.Fatal(err)
	}
	d.turn()
	if sent := f.Counts(); len(sent) != 2 || sent[one.ID] != 1 || sent[one.ID+".1"] != 1 {
		t.Errorf("sent %v", sent)
	}
}

package notification

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/sms/smstest"
)

// called is a callback as a provider signs it now.
func (d *desk) called(secret, id, body string) notification.CallbackRequest {
	d.t.Helper()
	signer, err := standardwebhooks.NewWebhookRaw([]byte(secret))
	must(d.t, err)
	at := d.clock.Now()
	signature, err := signer.Sign(id, at, []byte(body))
	must(d.t, err)
	return notification.CallbackRequest{Provider: "first", ID: id, Timestamp: strconv.FormatInt(at.Unix(), 10), Signature: signature, Body: body}
}

// take takes a callback in a unit of work, as the chain would.
func (d *desk) take(req notification.CallbackRequest) error {
	return d.db.Transact(d.t.Context(), func(ctx context.Context) error {
		_, err := d.TakeCallback(ctx, req)
		return err
	})
}

// receipt is a provider's word about a message, at the clock's time.
func (d *desk) receipt(key, state string) string {
	return fmt.Sprintf(`{"type":"receipt","key":%q,"state":%q,"code":"DELIVRD","at":%q}`, key, state, d.clock.Now().Format(time.RFC3339Nano))
}

// newReceiptDesk has sent one text, of which the provider will say more.
func newReceiptDesk(t *testing.T, mail *mailtest.Server) (*desk, *smstest.Provider, Delivery) {
	f := smstest.Start(t)
	settings := texting(f)
	settings.SMS[0].Receipts = true
	settings.Mail = mailing(mail, 5*time.Second).Mail
	d := newTextingDesk(t, settings)
	d.asked()
	d.turn()
	one := d.one("voice:v1")
	if one.State != notification.Accepted || len(d.settled()) != 0 {
		t.Fatalf("%s, told %v", one.State, d.settled())
	}
	return d, f, one
}

func TestReceipts(t *testing.T) {
	for state, want := range map[string]notification.DeliveryState{"delivered": notification.Delivered, "failed": notification.Failed} {
		for _, by := range []string{"key", "ref"} {
			d, f, one := newReceiptDesk(t, nil)
			d.clock.Move(time.Minute)
			body := d.receipt(one.ID, state)
			if by == "ref" {
				body = fmt.Sprintf(`[{"type":"receipt","ref":"ref-%s","state":%q,"at":%q}]`, one.ID, state, d.clock.Now().Format(time.RFC3339))
			}
			req := d.called(f.Secret, "m1", body)
			for range 3 { // the same again changes nothing
				must(t, d.take(req))
			}
			d.turn() // whom no other way reaches
			if got := d.one("voice:v1"); got.State != want || len(got.Tries) != map[string]int{"delivered": 2, "failed": 3}[state] {
				t.Errorf("%s by %s: %s %v", state, by, got.State, got.Tries)
			}
			wants(t, d.settled(), "voice:v1 "+string(want))
		}
	}
}

// A text that came back goes by mail instead.
func TestBouncedGoesByMail(t *testing.T) {
	server := mailtest.Start(t, nil)
	d, f, one := newReceiptDesk(t, server)
	must(t, d.take(d.called(f.Secret, "m1", d.receipt(one.ID, "delivered"))))
	d.clock.Move(time.Minute)
	must(t, d.take(d.called(f.Secret, "m2", d.receipt(one.ID, "failed"))))
	d.turn()
	d.turn()
	if got := d.one("voice:v1"); got.State != notification.Delivered || got.Channel != byMail || len(server.Kept()) != 1 {
		t.Errorf("%s by %s", got.State, got.Channel)
	}
	wants(t, d.settled(), "voice:v1 delivered", "voice:v1 waiting", "voice:v1 delivered")
}

// An older word does not undo a later one, and a word about an earlier sending
// says nothing of the present one.
func TestReceiptsOutOfOrder(t *testing.T) {
	d, f, one := newReceiptDesk(t, nil)
	early := d.called(f.Secret, "m1", d.receipt(one.ID, "failed"))
	d.clock.Move(time.Minute)
	must(t, d.take(d.called(f.Secret, "m2", d.receipt(one.ID, "delivered"))))
	must(t, d.take(early))
	must(t, d.take(d.called(f.Secret, "m3", d.receipt(one.ID+".1", "failed"))))
	must(t, d.take(d.called(f.Secret, "m4", d.receipt("nobody", "failed"))))
	if got := d.one("voice:v1"); got.State != notification.Delivered {
		t.Errorf("%s %v", got.State, got.Tries)
	}
}

// Where no receipt comes, nobody knows.
func TestNoReceipt(t *testing.T) {
	d, f, one := newReceiptDesk(t, nil)
	d.clock.Move(receiptWait - time.Second)
	must(t, d.Unheard(t.Context()))
	if got := d.one("voice:v1"); got.State != notification.Accepted {
		t.Errorf("given up too early: %s", got.State)
	}
	d.clock.Move(2 * time.Second)
	must(t, d.Unheard(t.Context()))
	if got := d.one("voice:v1"); got.State != notification.Uncertain {
		t.Errorf("%s", got.State)
	}
	must(t, d.take(d.called(f.Secret, "m1", d.receipt(one.ID, "delivered")))) // late, and welcome
	wants(t, d.settled(), "voice:v1 uncertain", "voice:v1 delivered")
}

func TestForgedCallbacks(t *testing.T) {
	d, f, one := newReceiptDesk(t, nil)
	good := d.called(f.Secret, "m1", d.receipt(one.ID, "delivered"))
	for name, change := range map[string]func(*notification.CallbackRequest){
		"another body":      func(r *notification.CallbackRequest) { r.Body = d.receipt(one.ID, "failed") },
		"another id":        func(r *notification.CallbackRequest) { r.ID = "m2" },
		"another time":      func(r *notification.CallbackRequest) { r.Timestamp = strconv.FormatInt(d.clock.Now().Unix()+1, 10) },
		"no time":           func(r *notification.CallbackRequest) { r.Timestamp = "" },
		"no signature":      func(r *notification.CallbackRequest) { r.Signature = "" },
		"another's key":     func(r *notification.CallbackRequest) { *r = d.called("another", "m1", r.Body) },
		"another provider":  func(r *notification.CallbackRequest) { r.Provider = "second" },
		"nothing to read":   func(r *notification.CallbackRequest) { *r = d.called(f.Secret, "m1", "{") },
		"an unknown scheme": func(r *notification.CallbackRequest) { r.Signature = "v9" + r.Signature[2:] },
	} {
		req := good
		change(&req)
		if err := d.take(req); !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindFailedPrecondition) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.clock.Move(signedWithin + time.Second)
	if err := d.take(good); !fault.HasCode(err, "callback.signature") {
		t.Errorf("a signature of long ago: %v", err)
	}
	if got := d.one("voice:v1"); got.State != notification.Accepted {
		t.Errorf("%s", got.State)
	}
}

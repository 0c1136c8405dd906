package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/port"
	"lianluo/services/notification/sms"
	"lianluo/services/notification/sms/smstest"
)

var at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func provider(name string, f *smstest.Provider) sms.Provider {
	return sms.Provider{Name: name, URL: f.URL, KeyID: "k1", Secret: f.Secret, OKField: "code", OKValue: "OK", RefField: "id"}
}

func message(key string) port.Message {
	return port.Message{ID: key, Key: key, To: "13800000001", Text: "您的意见\"有了\"答复\n", At: at}
}

func taking(port.Provider) error { return nil }

func send(t *testing.T, p *sms.Pool, m port.Message) port.Outcome {
	t.Helper()
	l := p.Line()
	defer l.Close()
	return l.Send(t.Context(), m, taking)
}

// Every failure ends in the one result that is true of it.
func TestResults(t *testing.T) {
	for fault, c := range map[smstest.Fault]struct {
		result, once port.Result
		code         string
		sent         int
	}{
		smstest.None:       {port.Delivered, port.Delivered, "200", 1},
		smstest.BadNumber:  {port.Refused, port.Refused, "400", 0},
		smstest.Busy:       {port.PutOff, port.PutOff, "503", 0},
		smstest.Broke:      {port.BrokenOff, port.BrokenOff, "402", 0},
		smstest.Failed:     {port.Uncertain, port.Repeatable, "500", 1},
		smstest.CutUnsent:  {port.Uncertain, port.Repeatable, "", 0},
		smstest.CutSent:    {port.Uncertain, port.Repeatable, "", 1},
		smstest.NotTaken:   {port.Refused, port.Refused, "200 isv.BLACK_LIST", 0},
		smstest.Unreadable: {port.Uncertain, port.Repeatable, "200", 1},
	} {
		for _, once := range []bool{false, true} {
			f := smstest.Start(t)
			f.Fail(func(string, int) smstest.Fault { return fault })
			p := provider("first", f)
			want := c.result
			if p.Repeatable = once; once {
				want = c.once
			}
			got := send(t, sms.NewPool(storetest.NewClock(at), p), message("d1"))
			if got.Result != want || got.Code != c.code || got.Provider != "first" || len(f.Sent()) != c.sent || f.Forged() != 0 {
				t.Errorf("%s: %s %q by %s (%v), sent %d, forged %d", fault, got.Result, got.Code, got.Provider, got.Err, len(f.Sent()), f.Forged())
			}
		}
	}
}

func TestReceiptsToCome(t *testing.T) {
	f := smstest.Start(t)
	p := provider("first", f)
	p.Receipts = true
	got := send(t, sms.NewPool(storetest.NewClock(at), p), message("d1"))
	if got.Result != port.Accepted || got.Ref != "ref-d1" || f.Sent()[0].Text != "您的意见\"有了\"答复\n" {
		t.Errorf("%+v, sent %+v", got, f.Sent())
	}
}

// The other provider takes over only where the first certainly sent nothing.
func TestFailover(t *testing.T) {
	for fault, over := range map[smstest.Fault]bool{smstest.Busy: true, smstest.Broke: true, smstest.BadNumber: false, smstest.CutSent: false,
		smstest.CutUnsent: false, smstest.Failed: false, smstest.NotTaken: false} {
		first, second := smstest.Start(t), smstest.Start(t)
		first.Fail(func(string, int) smstest.Fault { return fault })
		got := send(t, sms.NewPool(storetest.NewClock(at), provider("first", first), provider("second", second)), message("d1"))
		if over != (got.Result == port.Delivered) || over != (got.Provider == "second") || len(first.Sent())+len(second.Sent()) > 1 {
			t.Errorf("%s: %s by %s", fault, got.Result, got.Provider)
		}
	}
}

// Nobody there is no reason to wait, and a wrong signature is noticed.
func TestAwayAndForged(t *testing.T) {
	f := smstest.Start(t)
	away := provider("away", f)
	away.URL = "http://127.0.0.1:1/"
	wrong := provider("wrong", f)
	wrong.Secret = "another"
	p := sms.NewPool(storetest.NewClock(at), away, wrong)
	got := send(t, p, message("d1"))
	if got.Result != port.BrokenOff || !got.Away || got.Provider != "wrong" || f.Forged() != 1 || len(f.Sent()) != 0 {
		t.Errorf("%+v, forged %d", got, f.Forged())
	}
	got = send(t, sms.NewPool(storetest.NewClock(at), away), message("d1"))
	if got.Result != port.BrokenOff || !got.Away || got.Err == nil || strings.Contains(got.Err.Error(), "127.0.0.1") {
		t.Errorf("the error tells the address: %v", got.Err)
	}
}

// One that fails again and again rests, and is asked again afterwards.
func TestRest(t *testing.T) {
	first, second := smstest.Start(t), smstest.Start(t)
	first.Fail(func(string, int) smstest.Fault { return smstest.Busy })
	clock := storetest.NewClock(at)
	p := sms.NewPool(clock, provider("first", first), provider("second", second))
	for i := range 3 {
		if len(p.Resting()) != 0 {
			t.Fatalf("rests after %d failures", i)
		}
		send(t, p, message("d1"))
	}
	if got := p.Resting(); len(got) != 1 || got[0] != "first" {
		t.Fatalf("resting %v", got)
	}
	first.Fail(nil)
	if got := send(t, p, message("d2")); got.Provider != "second" {
		t.Errorf("asked %s", got.Provider)
	}
	clock.Move(5*time.Minute - time.Second)
	if len(p.Resting()) != 1 {
		t.Error("woke too early")
	}
	clock.Move(time.Second)
	if got := send(t, p, message("d3")); got.Provider != "first" || got.Result != port.Delivered {
		t.Errorf("%s by %s", got.Result, got.Provider)
	}
}

// An open try goes to the provider that has it, or to none.
func TestPinned(t *testing.T) {
	first, second := smstest.Start(t), smstest.Start(t)
	first.Fail(func(string, int) smstest.Fault { return smstest.Busy })
	m := message("d1")
	m.Pinned = "first"
	got := send(t, sms.NewPool(storetest.NewClock(at), provider("first", first), provider("second", second)), m)
	if got.Result != port.PutOff || len(second.Sent()) != 0 {
		t.Errorf("%s, the second sent %d", got.Result, len(second.Sent()))
	}
}

// Where the last step before the content fails, nothing is given.
func TestHandingFails(t *testing.T) {
	f, lost := smstest.Start(t), errors.New("lease lost")
	got := sms.NewPool(storetest.NewClock(at), provider("first", f)).Line().Send(t.Context(), message("d1"), func(port.Provider) error { return lost })
	if got.Result != port.BrokenOff || got.Away || !errors.Is(got.Err, lost) || len(f.Sent()) != 0 {
		t.Errorf("%+v, sent %d", got, len(f.Sent()))
	}
}

func TestNumbersThatAreNone(t *testing.T) {
	f := smstest.Start(t)
	for _, to := range []string{"", "1380000", "abc", "13800000001,13800000002", "138\"", "+", "１３８００００００００１", "1234567890123456"} {
		m := message("d1")
		m.To = to
		got := sms.NewPool(storetest.NewClock(at), provider("first", f)).Line().Send(context.Background(), m, taking)
		if bad := to != "1380000"; bad != (got.Result == port.BadAddress) {
			t.Errorf("%q: %s", to, got.Result)
		}
	}
}

func FuzzFill(f *testing.F) {
	f.Add("138", "您好 {to}", "\"},{\"to\":\"1")
	f.Add("&to=1", "a=b&c", "%")
	f.Fuzz(func(t *testing.T, to, text, key string) {
		body, _ := sms.Fill(sms.Provider{}, map[string]string{"to": to, "text": text, "key": key})
		var got map[string]string
		if err := json.Unmarshal([]byte(body), &got); err != nil || len(got) != 3 {
			t.Fatalf("%q: %v %v", body, got, err)
		}
		body, _ = sms.Fill(sms.Provider{Body: "m={to}&c={text}&k={key}"}, map[string]string{"to": to, "text": text, "key": key})
		values, err := url.ParseQuery(body)
		if err != nil || len(values) != 3 || values.Get("m") != to || values.Get("c") != text || values.Get("k") != key {
			t.Fatalf("%q: %v %v", body, values, err)
		}
	})
}

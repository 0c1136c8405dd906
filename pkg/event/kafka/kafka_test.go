package kafka

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

const topic = "lianluo.casework.v1"

// cluster starts a broker in this process and returns its address.
func cluster(t *testing.T, opts ...kfake.Opt) string {
	t.Helper()
	c, err := kfake.NewCluster(append(opts, kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(time.Second))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c.ListenAddrs()[0]
}

func transport(t *testing.T, c Config) *Transport {
	t.Helper()
	c.MaxWait, c.Session = 50*time.Millisecond, time.Second
	tr, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr
}

func limit(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// exchange sends messages through the transport and returns what comes back.
func exchange(t *testing.T, tr *Transport, messages ...event.Message) []event.Message {
	t.Helper()
	if err := tr.Ping(limit(t)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time they exist
		if err := tr.EnsureTopics(limit(t), []string{topic}); err != nil {
			t.Fatal(err)
		}
	}
	out, err := tr.Publisher()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := out.Publish(limit(t), messages); err != nil {
		t.Fatal(err)
	}
	sub, err := tr.Subscribe("g", []string{topic})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	var got []event.Message
	for len(got) < len(messages) {
		some, err := sub.Fetch(limit(t), 100)
		if err != nil {
			t.Fatal(err)
		}
		if err := sub.Commit(limit(t), some); err != nil {
			t.Fatal(err)
		}
		got = append(got, some...)
	}
	return got
}

func TestMessagesComeAsTheyWent(t *testing.T) {
	tr := transport(t, Config{Brokers: []string{cluster(t)}, Partitions: 4})
	var sent []event.Message
	for range 3 {
		sent = append(sent, event.Message{Topic: topic, Key: "case/1", Value: []byte("v"), Headers: map[string]string{"traceparent": "t"}})
	}
	for i, m := range exchange(t, tr, sent...) {
		if m.Key != "case/1" || string(m.Value) != "v" || m.Headers["traceparent"] != "t" || m.Offset != int64(i) || m.Topic != topic {
			t.Errorf("came as %+v", m)
		}
	}
}

func TestLagIsWhatTheGroupHasNotCommitted(t *testing.T) {
	tr := transport(t, Config{Brokers: []string{cluster(t)}, Partitions: 4})
	var sent []event.Message
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		sent = append(sent, event.Message{Topic: topic, Key: key, Value: []byte("v")})
	}
	exchange(t, tr, sent...)
	for group, want := range map[string]int64{"g": 0, "never": 5} {
		if lag, err := tr.Lag(limit(t), group, []string{topic}); lag != want || err != nil {
			t.Errorf("%s lags by %d, %v", group, lag, err)
		}
	}
	if _, err := tr.Lag(limit(t), "g", []string{"none"}); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("a topic that is not there: %v", err)
	}
}

func TestSignsIn(t *testing.T) {
	for mechanism, method := range map[string]string{
		"plain": "PLAIN", "scram-sha-256": "SCRAM-SHA-256", "scram-sha-512": "SCRAM-SHA-512",
	} {
		addr := cluster(t, kfake.EnableSASL(), kfake.Superuser(method, "u", "secret"))
		tr := transport(t, Config{Brokers: []string{addr}, Mechanism: mechanism, User: "u", Password: "secret"})
		exchange(t, tr, event.Message{Topic: topic, Key: "k", Value: []byte("v")})
		stranger := transport(t, Config{Brokers: []string{addr}, Mechanism: mechanism, User: "u", Password: "wrong"})
		if err := stranger.Ping(limit(t)); !fault.Is(err, fault.KindUnavailable) {
			t.Errorf("%s with a wrong password: %v", mechanism, err)
		}
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.StartTLS() // for its certificate
	defer server.Close()
	addr := cluster(t, kfake.TLS(&tls.Config{Certificates: server.TLS.Certificates}))
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	exchange(t, transport(t, Config{Brokers: []string{addr}, TLS: &tls.Config{RootCAs: roots}}), event.Message{Topic: topic, Value: []byte("v")})
	if err := transport(t, Config{Brokers: []string{addr}, TLS: &tls.Config{}}).Ping(limit(t)); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("trusts anybody: %v", err)
	}
}

func TestAwayIsUnavailableAndSaysWhere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	tr := transport(t, Config{Brokers: []string{addr}})
	out, err := tr.Publisher()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	sub, err := tr.Subscribe("g", []string{topic})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	for what, try := range map[string]func() error{
		"ping":    func() error { return tr.Ping(limit(t)) },
		"lag":     func() error { _, err := tr.Lag(limit(t), "g", []string{topic}); return err },
		"ensure":  func() error { return tr.EnsureTopics(limit(t), []string{topic}) },
		"publish": func() error { return out.Publish(limit(t), []event.Message{{Topic: topic, Value: []byte("v")}}) },
		"fetch":   func() error { _, err := sub.Fetch(limit(t), 1); return err },
	} {
		if err := try(); !fault.Is(err, fault.KindUnavailable) || !strings.Contains(err.Error(), addr) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := sub.Fetch(ended, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("fetch after the end: %v", err)
	}
}

func TestTooLargeIsSaidBeforeAnythingGoes(t *testing.T) {
	tr := transport(t, Config{Brokers: []string{cluster(t)}})
	exchange(t, tr, event.Message{Topic: topic, Value: []byte("v")})
	out, err := tr.Publisher()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	err = out.Publish(limit(t), []event.Message{{Topic: topic, Value: []byte("v")}, {Topic: topic, Key: "case/1", Value: make([]byte, MaxMessage)}})
	if !fault.Is(err, fault.KindTooLarge) || !strings.Contains(err.Error(), "case/1") {
		t.Errorf("got %v", err)
	}
}

func TestConfigsThatCannotWork(t *testing.T) {
	for name, c := range map[string]Config{
		"no broker": {}, "mechanism": {Brokers: []string{"x:1"}, Mechanism: "magic"},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := transport(t, Config{Brokers: []string{"x:1"}}).Subscribe("g", nil); err == nil {
		t.Error("subscribed to nothing")
	}
}

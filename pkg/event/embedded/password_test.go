package embedded

import (
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl/scram"
)

func signedIn(t *testing.T, user, password string) *kafka.Transport {
	t.Helper()
	m, err := scram.Mechanism(scram.SHA256, user, password)
	if err != nil {
		t.Fatal(err)
	}
	return &kafka.Transport{SASL: m, DialTimeout: 2 * time.Second}
}

// Whoever else is on this machine can neither tell services who may do what, nor
// read what happened; a password of the run before is none.
func TestOnlyThePasswordOpensTheBroker(t *testing.T) {
	dir := t.TempDir()
	for _, run := range []struct{ password, other string }{{"first secret", "wrong"}, {"second secret", "first secret"}} {
		b, err := Start(t.Context(), Config{Dir: dir, Password: run.password, Topics: []Topic{{Name: topic, Partitions: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			transport *kafka.Transport
			ok        bool
		}{
			"nobody":         {&kafka.Transport{DialTimeout: 2 * time.Second}, false},
			"another secret": {signedIn(t, User, run.other), false},
			"kfake's own":    {signedIn(t, "admin", "admin"), false},
			"the secret":     {signedIn(t, User, run.password), true},
		} {
			client := &kafka.Client{Addr: kafka.TCP(b.Addr()), Transport: c.transport}
			_, err := client.Produce(limit(t), &kafka.ProduceRequest{
				Topic: topic, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(kafka.Record{Value: kafka.NewBytes([]byte("forged"))}),
			})
			if (err == nil) != c.ok {
				t.Errorf("%s: %v", name, err)
			}
			c.transport.CloseIdleConnections()
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

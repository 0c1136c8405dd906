package eventtest

import (
	"context"
	"testing"
	"time"

	"lianluo/pkg/event/embedded"
)

func TestMain(m *testing.M) { Main(m) }

func TestEmbeddedBroker(t *testing.T) {
	Run(t, func(t *testing.T) Harness {
		t.Parallel()
		b := &embeddedBroker{config: embedded.Config{Dir: t.TempDir(), Silence: 2 * time.Second}}
		b.start(t)
		t.Cleanup(func() { b.stop(t) })
		return Harness{
			Brokers: []string{b.config.Addr}, Session: time.Second, Away: b.stop, Back: b.start, Kills: 8,
		}
	})
}

type embeddedBroker struct {
	config embedded.Config
	broker *embedded.Broker
}

// start starts it, after the first time on the same address.
func (b *embeddedBroker) start(t testing.TB) {
	t.Helper()
	var err error
	if b.broker, err = embedded.Start(context.Background(), b.config); err != nil {
		t.Fatal(err)
	}
	b.config.Addr = b.broker.Addr()
}

func (b *embeddedBroker) stop(t testing.TB) {
	t.Helper()
	if err := b.broker.Close(); err != nil {
		t.Error(err)
	}
}

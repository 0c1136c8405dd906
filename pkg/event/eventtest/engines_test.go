package eventtest

import (
	"context"
	"testing"
	"time"

	"lianluo/pkg/testengines"
)

// The battery on an Apache Kafka with three partitions a topic, services on MongoDB.
func TestKafka(t *testing.T) {
	uri := testengines.StartMongo(t)
	broker, err := testengines.RunKafka(context.Background(), t.TempDir(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(broker.Kill)
	Run(t, func(t *testing.T) Harness {
		return Harness{
			Brokers: []string{broker.Addr()}, Session: 6 * time.Second, Partitions: 3, Mongo: uri,
			Prefix: testengines.Prefix(t), Kills: 3,
			Away: func(testing.TB) { broker.Kill() },
			Back: func(t testing.TB) {
				t.Helper()
				if err := broker.Restart(context.Background()); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

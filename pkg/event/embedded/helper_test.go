package embedded

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"lianluo/pkg/fault"
)

const topic = "lianluo.casework.v1"

func limit(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func start(t *testing.T, cfg Config) *Broker {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	if cfg.Topics == nil {
		cfg.Topics = []Topic{{Name: topic}}
	}
	b, err := Start(limit(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeBroker(t, b) })
	return b
}

func closeBroker(t *testing.T, b *Broker) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func writer(addr string) *kafka.Writer {
	return &kafka.Writer{
		Addr: kafka.TCP(addr), Topic: topic, Balancer: &kafka.Hash{},
		RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond,
	}
}

// write sends one batch of n messages of about size bytes, numbered from from.
func write(t *testing.T, b *Broker, from, n, size int) {
	t.Helper()
	w := writer(b.Addr())
	defer w.Close()
	batch := make([]kafka.Message, n)
	for i := range batch {
		batch[i] = kafka.Message{Key: []byte("k"), Value: fmt.Appendf(nil, "%0*d", size, from+i)}
	}
	if err := w.WriteMessages(limit(t), batch...); err != nil {
		t.Fatal(err)
	}
}

func reader(addr, group string) *kafka.Reader {
	return kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{addr}, GroupID: group, GroupTopics: []string{topic}, StartOffset: kafka.FirstOffset,
		MaxWait: 50 * time.Millisecond, JoinGroupBackoff: 20 * time.Millisecond,
		SessionTimeout: 10 * time.Second, RebalanceTimeout: 10 * time.Second, HeartbeatInterval: time.Second,
	})
}

// next reads and commits n messages of the group and returns their numbers.
func next(t *testing.T, r *kafka.Reader, n int) []int {
	t.Helper()
	numbers := make([]int, n)
	for i := range numbers {
		m, err := r.ReadMessage(limit(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscanf(string(m.Value), "%d", &numbers[i]); err != nil {
			t.Fatal(err)
		}
	}
	return numbers
}

func closeReader(t *testing.T, r *kafka.Reader) {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Errorf("close reader: %v", err)
	}
}

func expect(t *testing.T, got []int, from int) {
	t.Helper()
	for i, n := range got {
		if n != from+i {
			t.Fatalf("message %d is %d, want %d", i, n, from+i)
		}
	}
}

// only returns what the one partition of the one topic holds.
func only(t *testing.T, b *Broker) Usage {
	t.Helper()
	all, err := b.Usage(limit(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d partitions, want 1", len(all))
	}
	return all[0]
}

func wantFault(t *testing.T, err error, code string) *fault.Error {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != code || f.Text.ZH == "" {
		t.Fatalf("got %v, want a fault %s in both languages", err, code)
	}
	return f
}

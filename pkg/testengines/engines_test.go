package testengines

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func limit(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	t.Cleanup(cancel)
	return ctx
}

func connect(t *testing.T, uri string) *mongo.Client {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	return client
}

func count(t *testing.T, c *mongo.Collection) int64 {
	t.Helper()
	n, err := c.CountDocuments(limit(t), bson.M{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMongoTransactions(t *testing.T) {
	client := connect(t, StartMongo(t))
	cases := client.Database(Prefix(t) + "casework").Collection("cases")
	inTransaction := func(result error) error {
		return client.UseSession(limit(t), func(ctx context.Context) error {
			_, err := mongo.SessionFromContext(ctx).WithTransaction(ctx, func(ctx context.Context) (any, error) {
				if _, err := cases.InsertMany(ctx, []any{bson.M{"n": 1}, bson.M{"n": 2}}); err != nil {
					return nil, err
				}
				return nil, result
			})
			return err
		})
	}
	if err := inTransaction(nil); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	if err := inTransaction(refused); !errors.Is(err, refused) {
		t.Fatalf("aborted transaction: %v", err)
	}
	if n := count(t, cases); n != 2 {
		t.Fatalf("%d documents, want the 2 of the committed transaction", n)
	}
}

func TestMongoSurvivesFaults(t *testing.T) {
	need(t)
	dir, began := t.TempDir(), time.Now()
	p, err := RunMongo(limit(t), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	t.Logf("mongod: primary after %v", time.Since(began))
	cases := connect(t, p.Addr()).Database("casework").Collection("cases")
	insert := func() {
		if _, err := cases.InsertOne(limit(t), bson.M{}); err != nil {
			t.Fatal(err)
		}
	}
	insert()
	frozen(t, p)
	began = time.Now()
	if err := p.Restart(limit(t)); err != nil {
		t.Fatal(err)
	}
	t.Logf("mongod: primary %v after kill -9", time.Since(began))
	insert()
	if n := count(t, cases); n != 2 {
		t.Fatalf("%d documents after a kill, want the 2 acknowledged ones", n)
	}
}

// frozen shows that an engine does not answer while frozen and does after.
func frozen(t *testing.T, p *Proc) {
	t.Helper()
	if err := p.Freeze(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(limit(t), 300*time.Millisecond)
	defer cancel()
	if p.ready(ctx) == nil {
		t.Error("a frozen engine answered")
	}
	if err := p.Thaw(); err != nil {
		t.Fatal(err)
	}
	if err := p.ready(limit(t)); err != nil {
		t.Fatalf("after thawing: %v", err)
	}
}

func createTopic(t *testing.T, addr, topic string) {
	t.Helper()
	client := &kafka.Client{Addr: kafka.TCP(addr)}
	res, err := client.CreateTopics(limit(t), &kafka.CreateTopicsRequest{
		Topics: []kafka.TopicConfig{{Topic: topic, NumPartitions: 1, ReplicationFactor: 1}},
	})
	if err == nil {
		err = res.Errors[topic]
	}
	if err != nil {
		t.Fatal(err)
	}
}

func produce(ctx context.Context, addr, topic, value string) error {
	w := &kafka.Writer{Addr: kafka.TCP(addr), Topic: topic, RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond}
	defer w.Close()
	return w.WriteMessages(ctx, kafka.Message{Value: []byte(value)})
}

// consume reads the next n messages of the group.
func consume(t *testing.T, addr, topic, group string, n int) string {
	t.Helper()
	r := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{addr}, Topic: topic, GroupID: group,
		MaxWait: 100 * time.Millisecond, StartOffset: kafka.FirstOffset,
		JoinGroupBackoff: 100 * time.Millisecond,
	})
	defer r.Close()
	var values []string
	for range n {
		values = append(values, string(next(t, r).Value))
	}
	return strings.Join(values, " ")
}

// next reads a message; a broker that has just started says for a while that
// its coordinator is not there yet.
func next(t *testing.T, r *kafka.Reader) kafka.Message {
	t.Helper()
	ctx := limit(t)
	for {
		m, err := r.ReadMessage(ctx)
		if err == nil {
			return m
		}
		var answer kafka.Error
		if ctx.Err() != nil || !errors.As(err, &answer) || !answer.Temporary() {
			t.Fatal(err)
		}
	}
}

func TestKafkaRoundTrip(t *testing.T) {
	addr, topic := StartKafka(t), Prefix(t)+"casework"
	createTopic(t, addr, topic)
	for _, v := range []string{"a", "b", "c"} {
		if err := produce(limit(t), addr, topic, v); err != nil {
			t.Fatal(err)
		}
	}
	if got := consume(t, addr, topic, "insight", 2) + "|" + consume(t, addr, topic, "insight", 1); got != "a b|c" {
		t.Fatalf("read %q", got)
	}
	if err := produce(limit(t), addr, topic+"-unknown", "x"); !errors.Is(err, kafka.UnknownTopicOrPartition) {
		t.Fatalf("a topic that nobody created took a message: %v", err)
	}
}

func TestKafkaSurvivesFaults(t *testing.T) {
	need(t)
	dir, began := t.TempDir(), time.Now()
	p, err := RunKafka(limit(t), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("Kafka: answers after %v, its directory's format included", time.Since(began))
	defer func() { p.Kill() }()
	createTopic(t, p.Addr(), "casework")
	if err := produce(limit(t), p.Addr(), "casework", "before"); err != nil {
		t.Fatal(err)
	}
	frozen(t, p)
	began = time.Now()
	if err := p.Restart(limit(t)); err != nil {
		t.Fatal(err)
	}
	t.Logf("Kafka: answers %v after kill -9", time.Since(began))
	if got := consume(t, p.Addr(), "casework", "insight", 1); got != "before" {
		t.Fatalf("read %q", got)
	}
	// A second life of the directory, as when a test starts over on it.
	began = time.Now()
	p.Stop()
	t.Logf("Kafka: stopped in %v", time.Since(began))
	if p, err = RunKafka(limit(t), dir, 0); err != nil {
		t.Fatal(err)
	}
	if got := consume(t, p.Addr(), "casework", "roster", 1); got != "before" {
		t.Fatalf("read %q", got)
	}
}

func TestMissingEngineFailsWithWhatToDo(t *testing.T) {
	t.Setenv("LIANLUO_ENGINES", t.TempDir())
	for name, run := range map[string]func(context.Context, string, int) (*Proc, error){"mongo": RunMongo, "kafka": RunKafka} {
		if _, err := run(t.Context(), t.TempDir(), 0); err == nil || !strings.Contains(err.Error(), "fetch.sh") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBrokenStartTellsTheLog(t *testing.T) {
	need(t)
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/storage.bson", []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := RunMongo(limit(t), dir, 0)
	if err == nil || !strings.Contains(err.Error(), "it ended") || !strings.Contains(err.Error(), "Unable to read the storage engine metadata") {
		t.Fatalf("got %v", err)
	}
}

func TestPrefixesDiffer(t *testing.T) {
	if a, b := Prefix(t), Prefix(t); a == b || !strings.HasSuffix(a, "_") {
		t.Fatalf("%q and %q", a, b)
	}
}

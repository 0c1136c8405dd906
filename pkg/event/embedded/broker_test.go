package embedded

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
)

func TestEveryGroupReadsEverythingInOrder(t *testing.T) {
	b := start(t, Config{})
	write(t, b, 0, 50, 10)
	for _, group := range []string{"insight", "notification"} {
		r := reader(b.Addr(), group)
		expect(t, next(t, r, 50), 0)
		closeReader(t, r)
	}
}

func TestMembersOfAGroupShareThePartitions(t *testing.T) {
	b := start(t, Config{Topics: []Topic{{Name: topic, Partitions: 4}}})
	w := writer(b.Addr())
	w.Balancer = &kafka.RoundRobin{}
	for range 4 {
		if err := w.WriteMessages(limit(t), kafka.Message{Value: []byte("0")}); err != nil {
			t.Fatal(err)
		}
	}
	one, two := reader(b.Addr(), "insight"), reader(b.Addr(), "insight")
	read := make(chan error, 4)
	for _, r := range []*kafka.Reader{one, two} {
		go func() {
			for {
				_, err := r.ReadMessage(limit(t))
				read <- err
				if err != nil {
					return
				}
			}
		}()
	}
	for range 4 {
		if err := <-read; err != nil {
			t.Fatal(err)
		}
	}
	closeReader(t, one)
	closeReader(t, two)
}

func TestRestartKeepsLogAndOffsets(t *testing.T) {
	dir := t.TempDir()
	b := start(t, Config{Dir: dir})
	write(t, b, 0, 20, 10)
	r := reader(b.Addr(), "insight")
	expect(t, next(t, r, 7), 0)
	// The broker goes first, as when services are processes of their own.
	closeBroker(t, b)
	closeReader(t, r)

	began := time.Now()
	b = start(t, Config{Dir: dir})
	write(t, b, 20, 5, 10)
	r = reader(b.Addr(), "insight")
	expect(t, next(t, r, 18), 7)
	closeReader(t, r)
	t.Logf("restarted, joined and read in %v", time.Since(began))
}

func TestClientsFindARestartedBrokerOnItsAddress(t *testing.T) {
	dir := t.TempDir()
	b := start(t, Config{Dir: dir})
	addr := b.Addr()
	write(t, b, 0, 1, 10)
	r := reader(addr, "insight")
	defer closeReader(t, r)
	expect(t, next(t, r, 1), 0)
	closeBroker(t, b)
	b = start(t, Config{Dir: dir, Addr: addr})
	write(t, b, 1, 1, 10)
	// Only fetched: a commit may still meet the connection that was cut off.
	m, err := r.FetchMessage(limit(t))
	if err != nil || string(m.Value) != "0000000001" {
		t.Fatalf("read %q: %v", m.Value, err)
	}
}

func TestTwoBrokersOnTwoDirectories(t *testing.T) {
	one, two := start(t, Config{}), start(t, Config{})
	write(t, one, 1, 3, 10)
	write(t, two, 5, 3, 10)
	for b, from := range map[*Broker]int{one: 1, two: 5} {
		r := reader(b.Addr(), "insight")
		expect(t, next(t, r, 3), from)
		closeReader(t, r)
	}
}

func TestSecondStartOnADirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	b := start(t, Config{Dir: dir})
	_, err := Start(limit(t), Config{Dir: dir})
	f := wantFault(t, err, "broker_dir_in_use")
	if pid := strconv.Itoa(os.Getpid()); !strings.Contains(f.Text.EN, "pid "+pid) || !strings.Contains(f.Text.ZH, pid) {
		t.Errorf("the holder %s is not named: %v", pid, f)
	}
	write(t, b, 0, 1, 10) // the first one is unharmed
	closeBroker(t, b)
	start(t, Config{Dir: dir})
}

func TestStartRefuses(t *testing.T) {
	taken := start(t, Config{Topics: []Topic{{Name: topic, Partitions: 2}}})
	dir := taken.cfg.Dir
	for code, cfg := range map[string]Config{
		"broker_dir":        {},
		"broker_addr":       {Dir: t.TempDir(), Addr: "0.0.0.0:9092"},
		"broker_addr_taken": {Dir: t.TempDir(), Addr: taken.Addr()},
	} {
		_, err := Start(limit(t), cfg)
		wantFault(t, err, code)
	}
	closeBroker(t, taken)
	_, err := Start(limit(t), Config{Dir: dir, Topics: []Topic{{Name: topic, Partitions: 3}}})
	wantFault(t, err, "broker_partitions")
	// Whatever the reason, the directory is free again.
	start(t, Config{Dir: dir, Topics: []Topic{{Name: topic, Partitions: 2}}})
}

func TestTopicsAreAddedByLaterStarts(t *testing.T) {
	dir := t.TempDir()
	closeBroker(t, start(t, Config{Dir: dir, Topics: []Topic{{Name: "lianluo.roster.v1"}}}))
	b := start(t, Config{Dir: dir, Topics: []Topic{{Name: "lianluo.roster.v1"}, {Name: topic, Partitions: 2}}})
	if err := b.Ready(limit(t)); err != nil {
		t.Fatal(err)
	}
	write(t, b, 0, 1, 10)
}

func TestClosedBrokerAnswersWithErrors(t *testing.T) {
	b := start(t, Config{})
	closeBroker(t, b)
	wantFault(t, b.Ready(limit(t)), "unavailable")
	if _, err := b.Usage(limit(t)); err == nil {
		t.Error("usage of a closed broker")
	}
	if err := b.with(nil); err == nil {
		t.Error("the cluster of a closed broker")
	}
	closeBroker(t, b)
}

func TestUnwritableDirectoryFailsTheStart(t *testing.T) {
	dir := t.TempDir()
	closeBroker(t, start(t, Config{Dir: dir}))
	// A folder in the place of the file that would list the new topic.
	if err := os.Mkdir(dir+"/topics.json.tmp", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/topics.json.tmp/x", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(limit(t), Config{Dir: dir, Topics: []Topic{{Name: "new"}}}); err == nil {
		t.Fatal("started with a topic that is not on disk")
	}
}

package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
)

const childEnv = "LIANLUO_EMBEDDED_CHILD_DIR"

// TestMain lets this binary be the broker process that is killed below.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		panic(beKilled(dir))
	}
	os.Exit(m.Run())
}

// beKilled runs a broker that trims all the time, four writers and a reader,
// and says what was acknowledged and what was read (before it is committed).
func beKilled(dir string) error {
	cfg := small(Topic{Name: topic, Partitions: 2})
	cfg.Dir, cfg.Retention.Every = dir, 5*time.Millisecond
	b, err := Start(context.Background(), cfg)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for i := range 4 {
		go func() { failed <- writeForEver(b.Addr(), i) }()
	}
	go func() { failed <- readForEver(b.Addr()) }()
	return <-failed
}

func writeForEver(addr string, worker int) error {
	w := writer(addr)
	for i := 0; ; i++ {
		value := fmt.Sprintf("%d-%d-%d", os.Getpid(), worker, i)
		if err := w.WriteMessages(context.Background(), kafka.Message{Key: []byte(value), Value: []byte(value)}); err != nil {
			return err
		}
		fmt.Println("acknowledged", value)
	}
}

func readForEver(addr string) error {
	r := reader(addr, "insight")
	for {
		m, err := r.FetchMessage(context.Background())
		if err != nil {
			return err
		}
		fmt.Println("read", string(m.Value))
		if err := r.CommitMessages(context.Background(), m); err != nil {
			return err
		}
	}
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	acknowledged, read := map[string]bool{}, map[string]bool{}
	for range 8 {
		runAndKill(t, dir, 20+rand.IntN(200), map[string]map[string]bool{"acknowledged": acknowledged, "read": read})
	}
	cfg := small(Topic{Name: topic, Partitions: 2})
	cfg.Dir = dir
	b := start(t, cfg)
	for _, value := range rest(t, b) {
		read[value] = true
	}
	lost := 0
	for value := range acknowledged {
		if !read[value] {
			lost++
		}
	}
	if lost > 0 || len(acknowledged) < 8*20 {
		t.Fatalf("%d of %d acknowledged messages are lost", lost, len(acknowledged))
	}
	t.Logf("%d acknowledged, %d read in 8 lives", len(acknowledged), len(read))
}

// runAndKill kills a child after so many acknowledged messages and collects the
// values that it named, by what it said of them.
func runAndKill(t *testing.T, dir string, after int, said map[string]map[string]bool) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for n := 0; ; {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break // a last line that was cut off counts for nothing
		}
		if err != nil {
			t.Fatal(err)
		}
		what, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		said[what][value] = true
		if what == "acknowledged" {
			n++
		}
		if n == after {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait()
}

// rest reads what the group has not read yet.
func rest(t *testing.T, b *Broker) []string {
	t.Helper()
	var values []string
	r := reader(b.Addr(), "insight")
	defer closeReader(t, r)
	all, err := b.Usage(limit(t))
	if err != nil {
		t.Fatal(err)
	}
	missing := int64(0)
	for _, u := range all {
		missing += u.Next - u.Read
	}
	for range missing {
		m, err := r.FetchMessage(limit(t))
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, string(m.Value))
	}
	return values
}

func TestRefusalNamesAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	_, err = Start(limit(t), Config{Dir: dir})
	_ = child.Process.Kill()
	_ = child.Wait()
	f := wantFault(t, err, "broker_dir_in_use")
	if want := fmt.Sprintf("pid %d", child.Process.Pid); !strings.Contains(f.Text.EN, want) {
		t.Errorf("%v does not name %s", f, want)
	}
	start(t, Config{Dir: dir, Topics: []Topic{{Name: topic, Partitions: 2}}}) // a killed holder leaves no lock
}

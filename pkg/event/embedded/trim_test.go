package embedded

import (
	"os"
	"testing"
	"time"
)

// small makes every trim bite: 1 byte kept, files of 2 KB.
func small(topics ...Topic) Config {
	return Config{Topics: topics, Retention: Retention{KeepBytes: 1, UnreadBytes: 8 << 10, SegmentBytes: 2 << 10, Every: time.Hour}}
}

func trim(t *testing.T, b *Broker) Usage {
	t.Helper()
	if err := b.Trim(limit(t)); err != nil {
		t.Fatal(err)
	}
	return only(t, b)
}

func readSome(t *testing.T, b *Broker, group string, n, from int) {
	t.Helper()
	r := reader(b.Addr(), group)
	expect(t, next(t, r, n), from)
	closeReader(t, r)
}

func TestTrimStaysBehindTheSlowestGroup(t *testing.T) {
	b := start(t, small(Topic{Name: topic}))
	for i := range 10 {
		write(t, b, i*10, 10, 100)
	}
	readSome(t, b, "fast", 100, 0)
	readSome(t, b, "slow", 35, 0)
	if u := trim(t, b); u.First != 35 || u.Next != 100 || u.Slowest != "slow" || u.Read != 35 {
		t.Fatalf("behind slow: %+v", u)
	}
	readSome(t, b, "slow", 65, 35)
	if u := trim(t, b); u.First != 99 {
		t.Fatalf("all read, the newest stays: %+v", u)
	}
	if files := segments(t, b); files > 2 {
		t.Errorf("%d files left", files)
	}
	write(t, b, 100, 1, 100)
	readSome(t, b, "slow", 1, 100)
}

func segments(t *testing.T, b *Broker) int {
	t.Helper()
	files, err := os.ReadDir(b.cfg.Dir + "/partitions/" + topic + "-0")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if f.Type().IsRegular() && f.Name() != "snapshot.json" {
			n++
		}
	}
	return n / 2 // each has an index
}

func TestSmallLogsAreLeftAlone(t *testing.T) {
	b := start(t, Config{})
	write(t, b, 0, 100, 100)
	readSome(t, b, "insight", 100, 0)
	if u := trim(t, b); u.First != 0 {
		t.Fatalf("trimmed below KeepBytes: %+v", u)
	}
}

func TestNamedGroupHoldsTheLogBeforeItsFirstStart(t *testing.T) {
	b := start(t, small(Topic{Name: topic, Groups: []string{"insight", "late"}}))
	write(t, b, 0, 100, 100)
	readSome(t, b, "insight", 100, 0)
	readSome(t, b, "retired", 1, 0) // not named: it holds nothing back
	if u := trim(t, b); u.First != 0 || u.Slowest != "late" {
		t.Fatalf("late has read nothing yet: %+v", u)
	}
	readSome(t, b, "late", 100, 0)
	if u := trim(t, b); u.First != 99 {
		t.Fatalf("only named groups count: %+v", u)
	}
}

func TestMemberThatHasCommittedNothingHoldsTheLog(t *testing.T) {
	b := start(t, small(Topic{Name: topic}))
	write(t, b, 0, 100, 100)
	readSome(t, b, "insight", 100, 0)
	r := reader(b.Addr(), "new")
	if _, err := r.FetchMessage(limit(t)); err != nil {
		t.Fatal(err)
	}
	if u := trim(t, b); u.First != 0 || u.Slowest != "new" {
		t.Fatalf("new is reading: %+v", u)
	}
	closeReader(t, r)
}

func TestUnreadTopicIsBounded(t *testing.T) {
	b := start(t, small(Topic{Name: topic}))
	write(t, b, 0, 50, 100)
	if u := trim(t, b); u.First != 0 || u.Slowest != "" {
		t.Fatalf("below UnreadBytes: %+v", u)
	}
	write(t, b, 50, 50, 100)
	if u := trim(t, b); u.First != 99 {
		t.Fatalf("above UnreadBytes: %+v", u)
	}
}

// A crash leaves no note of where the log began or ended: only its files.
func TestNumberingGoesOnAfterATrimAndACrash(t *testing.T) {
	b := start(t, small(Topic{Name: topic}))
	for i := range 10 {
		write(t, b, i*10, 10, 100)
	}
	readSome(t, b, "insight", 100, 0)
	trim(t, b)
	crashed := small(Topic{Name: topic})
	crashed.Dir = t.TempDir()
	if err := os.CopyFS(crashed.Dir, os.DirFS(b.cfg.Dir)); err != nil {
		t.Fatal(err)
	}
	b = start(t, crashed)
	if u := only(t, b); u.Next != 100 || u.Read != 100 {
		t.Fatalf("after the crash: %+v", u)
	}
	write(t, b, 100, 3, 100)
	readSome(t, b, "insight", 3, 100)
}

// A power cut may leave half of a batch that nobody was told of.
func TestTornBatchIsCutOff(t *testing.T) {
	cfg := small(Topic{Name: topic})
	cfg.Dir = t.TempDir()
	b := start(t, cfg)
	write(t, b, 0, 10, 100)
	crashed := t.TempDir()
	if err := os.CopyFS(crashed, os.DirFS(cfg.Dir)); err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(crashed+"/partitions/"+topic+"-0/0.dat", os.O_APPEND|os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 100) // of a copy of the batch
	if _, err := log.ReadAt(head, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := log.Write(head); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	cfg.Dir = crashed
	b = start(t, cfg)
	if u := only(t, b); u.Next != 10 {
		t.Fatalf("after the power cut: %+v", u)
	}
	write(t, b, 10, 1, 100)
	readSome(t, b, "insight", 11, 0)
}

func TestTrimsByItselfAndAtTheEnd(t *testing.T) {
	cfg := small(Topic{Name: topic, Groups: []string{"insight"}})
	cfg.Dir, cfg.Retention.Every = t.TempDir(), 10*time.Millisecond
	b := start(t, cfg)
	write(t, b, 0, 100, 100)
	readSome(t, b, "insight", 100, 0)
	for deadline := time.Now().Add(20 * time.Second); only(t, b).First != 99; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not trimmed: %+v", only(t, b))
		}
	}
	closeBroker(t, b)
	cfg.Retention.Every = time.Hour
	b = start(t, cfg)
	write(t, b, 100, 100, 100)
	readSome(t, b, "insight", 100, 100)
	closeBroker(t, b)
	if u := only(t, start(t, cfg)); u.First != 199 {
		t.Fatalf("not trimmed at the end: %+v", u)
	}
}

// Any longer, and kfake's sum overflows and forgets every offset at once.
const _ = time.Duration(offsetsRetentionMinutes) * time.Minute

package storetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

const (
	crashPlace   = "LIANLUO_STORETEST_CRASH" // set in the child: where its data is
	crashRound   = "LIANLUO_STORETEST_ROUND"
	crashRounds  = 6
	crashWorkers = 8
)

// Crash kills a writing process again and again, as kill -9 does, and checks
// after each time that everything it was told is stored is there, whole and
// once. place (a directory, a database) is what open opens; the test that calls
// Crash is run again in the child, and must come here with nothing else done.
func Crash(t *testing.T, place string, open func(place string) (store.Backend, error)) {
	if at := os.Getenv(crashPlace); at != "" {
		crashChild(t, at, open)
		return
	}
	acked := map[string]bool{}
	for round := range crashRounds {
		for _, line := range runAndKill(t, place, round) {
			acked[line] = true
		}
		backend, err := open(place)
		must(t, err)
		newFixture(t, backend).survived(t, maps.Clone(acked))
		closeBackend(t, backend)
	}
	t.Logf("%d acknowledgements over %d kills", len(acked), crashRounds)
}

// Child reports whether this process is one that Crash started and will kill.
func Child() bool { return os.Getenv(crashPlace) != "" }

// runAndKill runs a child until it has acknowledged a random number of writes,
// kills it while others are under way, and returns the acknowledgements.
func runAndKill(t *testing.T, place string, round int) []string {
	t.Helper()
	acks, childEnd, err := os.Pipe()
	must(t, err)
	defer acks.Close()
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), crashPlace+"="+place, fmt.Sprint(crashRound, "=", round))
	child.ExtraFiles = []*os.File{childEnd}
	var output strings.Builder
	child.Stdout, child.Stderr = &output, &output
	alive, err := child.StdinPipe() // closes when this process ends, whatever ends it
	must(t, err)
	defer alive.Close()
	must(t, child.Start())
	childEnd.Close()
	lines := bufio.NewScanner(acks)
	var got []string
	for n := 20 + rand.IntN(150); len(got) < n && lines.Scan(); {
		got = append(got, lines.Text())
	}
	killed := child.Process.Kill()
	for lines.Scan() { // what it managed to say before the blow
		got = append(got, lines.Text())
	}
	_ = child.Wait() // says that it was killed
	if len(got) < 20 {
		t.Fatalf("the child ended by itself (%v):\n%s", killed, output.String())
	}
	return got
}

func crashChild(t *testing.T, place string, open func(string) (store.Backend, error)) {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3) // the parent is gone
	}()
	acks := os.NewFile(3, "acks")
	backend, err := open(place)
	must(t, err)
	f := newFixture(t, backend)
	ctx := everywhere(t)
	together(t, crashWorkers, func(w int) error {
		for n := 0; ; n++ {
			if err := f.crashWork(ctx, fmt.Sprintf("%s-%d-%d", os.Getenv(crashRound), w, n), acks); err != nil {
				return err
			}
		}
	})
}

// crashWork makes a document that refers to a blob and counts it in another
// document, in one unit; then changes it. Each is acknowledged when it returns.
func (f *fixture) crashWork(ctx context.Context, id string, acks io.Writer) error {
	hash, err := f.db.PutBlob(ctx, []byte(id))
	if err != nil {
		return err
	}
	err = patiently(func() error { return f.crashCreate(ctx, id, hash) })
	if err == nil {
		_, err = fmt.Fprintln(acks, "1", id)
	}
	if err != nil {
		return err
	}
	err = patiently(func() error {
		_, err := f.notes.Update(ctx, id, func(n *note) ([]event.Event, error) {
			if n.Count == 2 {
				return nil, nil
			}
			n.Count = 2
			return tell(2), nil
		})
		return err
	})
	if err == nil {
		_, err = fmt.Fprintln(acks, "2", id)
	}
	if err != nil {
		return err
	}
	return f.crashPassing(ctx, "passing "+id)
}

// crashPassing makes a document with a blob of its own and deletes it again.
func (f *fixture) crashPassing(ctx context.Context, id string) error {
	hash, err := f.db.PutBlob(ctx, []byte(id))
	if err != nil {
		return err
	}
	err = patiently(func() error {
		err := f.notes.Create(ctx, note{ID: id, Files: []string{hash}})
		if fault.Is(err, fault.KindConflict) {
			return nil // the try before came through
		}
		return err
	})
	if err != nil {
		return err
	}
	return patiently(func() error {
		if err := f.notes.Delete(ctx, id); !fault.Is(err, fault.KindNotFound) {
			return err
		}
		return nil
	})
}

func (f *fixture) crashCreate(ctx context.Context, id, hash string) error {
	return f.db.Transact(ctx, func(ctx context.Context) error {
		if _, err := f.notes.Get(ctx, id); !fault.Is(err, fault.KindNotFound) {
			return err // the try before came through
		}
		_, err := f.notes.Upsert(ctx, "total", func() note { return note{ID: "total"} }, func(n *note) ([]event.Event, error) {
			n.Count++
			return tell(n.Count), nil
		})
		if err != nil {
			return err
		}
		return f.notes.Create(ctx, note{ID: id, Name: id, Open: true, Count: 1, Files: []string{hash}}, tell(1)...)
	})
}

// patiently tries again while the store is away or too contended: a server may
// hold what the last child was at for some time.
func patiently(try func() error) error {
	for {
		if err := try(); !fault.Is(err, fault.KindUnavailable) {
			return err
		}
	}
}

// survived checks everything stored against itself and the acknowledgements,
// which it crosses out.
func (f *fixture) survived(t *testing.T, acked map[string]bool) {
	t.Helper()
	f.sweepsBlobs(t)
	found := 0
	must(t, f.notes.Each(everywhere(t), store.Query{Index: "open"}, func(n note) error {
		found++
		f.expectCount(t, n.ID, n.Count)
		delete(acked, "1 "+n.ID)
		if n.Count == 2 {
			delete(acked, "2 "+n.ID)
		}
		expect(t, "blob", string(f.blob(t, n.Files[0])), n.ID)
		return nil
	}))
	for line := range acked {
		t.Errorf("acknowledged and not there: %s", line)
	}
	f.expectCount(t, "total", found)
}

package imports

import (
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

// crashPlace is set in the child: where its data is.
const crashPlace = "LIANLUO_IMPORTS_CRASH"

func openShop(t *testing.T, dir string) (*shop, func()) {
	t.Helper()
	backend, err := sqlite.Open(dir, sqlite.Options{})
	must(t, err)
	db := store.New("importtest", backend, storetest.WallClock{})
	s := newShop(db)
	must(t, db.Open(t.Context()))
	return s, func() { must(t, backend.Close()) }
}

// TestKillsLoseAndRepeatNothing kills the process that imports again and again,
// while it reads, looks through, makes and undoes.
func TestKillsLoseAndRepeatNothing(t *testing.T) {
	if dir := os.Getenv(crashPlace); dir != "" {
		work(t, dir)
		return
	}
	const rows = 12000
	dir := t.TempDir()
	s, end := openShop(t, dir)
	j, err := s.start(office(t.Context()), StartRequest{Kind: "things", Area: county, File: file(t, rows)})
	must(t, err)
	end()
	kills := restless(t, dir)
	s, end = openShop(t, dir)
	if j, err = s.run(office(t.Context()), RunRequest{ID: j.ID}); err != nil || j.Rows != rows {
		t.Fatalf("%+v %v", j, err)
	}
	end()
	kills += restless(t, dir)
	s, end = openShop(t, dir)
	j, err = s.get(office(t.Context()), ByID{ID: j.ID})
	must(t, err)
	if made := s.count(t); j.State != Finished || j.Made != rows || made != rows {
		t.Fatalf("%+v, %d things", j, made)
	}
	if told := s.told(t); told != rows {
		t.Errorf("%d events of %d things", told, rows)
	}
	_, err = s.undo(office(t.Context()), ByID{ID: j.ID})
	must(t, err)
	end()
	kills += restless(t, dir)
	s, end = openShop(t, dir)
	defer end()
	j, err = s.get(office(t.Context()), ByID{ID: j.ID})
	must(t, err)
	if left := s.count(t); j.State != Undone || j.Made != 0 || left != 0 {
		t.Errorf("%+v, %d things left", j, left)
	}
	t.Logf("%d kills", kills)
}

// work works in the child until everything rests.
func work(t *testing.T, dir string) {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3) // the parent is gone
	}()
	s, end := openShop(t, dir)
	defer end()
	for {
		must(t, s.Work(t.Context()))
		if page, err := s.jobs.List(store.System(t.Context()), store.Query{Index: "working"}); err != nil || len(page.Items) == 0 {
			must(t, err)
			return
		}
	}
}

// restless lets children work until one ends by itself, killing the first ones.
func restless(t *testing.T, dir string) (kills int) {
	t.Helper()
	for try := 0; ; try++ {
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), crashPlace+"="+dir)
		var output strings.Builder
		child.Stdout, child.Stderr = &output, &output
		alive, err := child.StdinPipe()
		must(t, err)
		must(t, child.Start())
		var blow *time.Timer
		if try < 6 {
			blow = time.AfterFunc(time.Duration(40+rand.IntN(120))*time.Millisecond, func() { _ = child.Process.Kill() })
		}
		err = child.Wait()
		alive.Close()
		if blow != nil {
			blow.Stop()
		}
		switch {
		case err == nil:
			return kills
		case !strings.Contains(err.Error(), "killed"):
			t.Fatalf("the child failed: %v\n%s", err, output.String())
		}
		kills++
	}
}

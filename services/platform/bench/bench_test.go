package bench

import (
	"os"
	"testing"
	"time"

	"lianluo/pkg/testengines"
	"lianluo/services/platform/platformtest"
)

// lengths are how long each figure is measured and on how much.
type lengths struct {
	figure, page     time.Duration
	rest             time.Duration // before memory is read
	fill             time.Duration // at most, to load the cases
	size             size
	cases, ofEngines int // loaded before lists are measured
	staff            int
}

var (
	whole = lengths{figure: 8 * time.Second, page: 3 * time.Second, rest: 5 * time.Second, fill: 5 * time.Minute, size: size{23, 460}, cases: 100_000, ofEngines: 5_000, staff: 200_000}
	smoke = lengths{figure: time.Second, page: 50 * time.Millisecond, rest: 200 * time.Millisecond, fill: time.Second, size: size{2, 40}, cases: 0, staff: 2_000}
)

// TestBench measures everything. LIANLUO_BENCH names the file to write, at full
// length; without it all is measured for a moment and only asserted.
// LIANLUO_BENCH_POCKETBASE is the program of deploy/bench/pocketbase, and
// LIANLUO_TEST_ENGINES=1 adds the form on real engines.
func TestBench(t *testing.T) {
	file := os.Getenv("LIANLUO_BENCH")
	l := smoke
	if file != "" {
		l = whole
	}
	r := report{lengths: l, machine: thisMachine(t, min(l.figure, 3*time.Second)), began: time.Now()}
	r.rivals = measureRivals(t, l)
	people := staff(t, l.staff)
	r.check, r.verified = people.checks(t, l.figure/2), people.verified(t, l.figure/2)
	var measured []figures
	for _, form := range forms(t) {
		t.Logf("%s: load %s", form.name, load())
		measured = append(measured, measure(t, form, l))
	}
	r.loadAfter = load()
	r.take(measured)
	if file == "" || len(r.forms) == 0 {
		return
	}
	if err := r.write(file); err != nil {
		t.Fatal(err)
	}
}

// form is a way to run the system.
type form struct {
	name  string
	start func(t testing.TB, extra ...string) *platformtest.System
	env   func(t testing.TB) []string
	cases func(lengths) int
}

func forms(t *testing.T) []form {
	t.Helper()
	embedded := form{name: "embedded", start: platformtest.One, env: func(testing.TB) []string { return nil }, cases: func(l lengths) int { return l.cases }}
	if os.Getenv("LIANLUO_BENCH_INSIDE") == "1" {
		embedded.start = inside
	}
	all := []form{embedded}
	if testengines.Enabled() {
		all = append(all, form{name: "engines", start: platformtest.OneOnEngines, env: platformtest.Engines, cases: func(l lengths) int { return l.ofEngines }})
	}
	return all
}

var clients = []int{1, 8, 32}

func measureRivals(t *testing.T, l lengths) []figures {
	t.Helper()
	var out []figures
	all := []func(*testing.T) rival{bare}
	if program := os.Getenv("LIANLUO_BENCH_POCKETBASE"); program != "" {
		all = append(all, func(t *testing.T) rival { return pocketbase(t, program) })
	}
	for _, begin := range all {
		t.Run("rival", func(t *testing.T) { // its process ends with it
			v := begin(t)
			f := figures{name: v.name}
			for _, n := range clients {
				f.registered = append(f.registered, v.registrations(t, n, l.figure))
			}
			out = append(out, f)
		})
	}
	return out
}

// figures are what was measured of one server, or of one form of ours.
type figures struct {
	name       string
	registered []spell // by clients
	drained    time.Duration
	consumed   []delay
	filled     spell
	cases      int
	lists      map[string]spell // by page length
	pages      []shown
	starts     started
}

func measure(t *testing.T, f form, l lengths) figures {
	t.Helper()
	out := figures{name: f.name, lists: map[string]spell{}}
	t.Run(f.name, func(t *testing.T) {
		if os.Getenv("LIANLUO_BENCH_INSIDE") != "1" {
			out.starts = starts(t, f.env(t), l.rest)
		}
		s := prepare(t, f.start, l.size)
		r := newRegistrar(s)
		out.consumed = r.consumedDelay(s, l.figure)
		for _, n := range clients {
			out.registered = append(out.registered, r.registrations(s, n, l.figure))
			out.drained = r.all(s)
			t.Logf("%s, %d clients: %s", f.name, n, out.registered[len(out.registered)-1])
		}
		t.Logf("%s: the rest of the cases", f.name)
		out.filled = r.fill(s, f.cases(l), l.fill)
		r.all(s)
		out.cases = len(r.acked)
		t.Logf("%s: lists and pages of %d cases, load %s", f.name, out.cases, load())
		for _, page := range []string{"20", "50"} {
			got, rows := lists(s, 8, page, l.figure)
			if rows == 0 {
				t.Error("a list is empty")
			}
			out.lists[page] = got
			t.Logf("%s, lists of %d: %s", f.name, rows, got)
		}
		out.pages = pages(s, 100, l.page)
		if out.starts.first > 0 {
			out.starts.loadedSecond, out.starts.loaded = again(s, l.rest)
		}
	})
	return out
}

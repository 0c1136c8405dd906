package province

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/store"
	"lianluo/services/platform"
)

const (
	childDir = "LIANLUO_PROVINCE_CHILD"
	small    = 0.001
)

// TestMain also plays the process that is killed while it loads.
func TestMain(m *testing.M) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	_, err := Run(context.Background(), words(dir), Options{Seed: 1, Scale: small, Say: func(said string) { fmt.Println(said) }})
	fmt.Println("over:", err)
}

func words(dir string) platform.Process {
	return platform.Process{Args: []string{"-data", dir, "-addr", "127.0.0.1:1", "-observe.log.level", "error"}, Env: func(string) (string, bool) { return "", false }, Out: io.Discard, Err: io.Discard}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// killed loads in a process of its own, which is killed once it says something
// that begins so.
func killed(t *testing.T, dir, saying string) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childDir+"="+dir)
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	defer func() { _ = c.Wait() }() // it says that it was killed
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), saying) {
			must(t, c.Process.Kill())
			return
		}
		if strings.HasPrefix(lines.Text(), "over:") {
			t.Fatalf("it came to its end: %s", lines.Text())
		}
	}
}

// standingOn is the system on a directory, until the test ends.
func standingOn(t *testing.T, dir string) *system {
	t.Helper()
	s, err := standing(t.Context(), words(dir), newPlan(1, small))
	must(t, err)
	t.Cleanup(func() { must(t, s.close()) })
	return s
}

// TestLoadKilledAndResumed: killed again and again, the load comes to the same
// end; once more changes nothing; what is loaded agrees with itself; read models
// that are built anew are those that grew.
func TestLoadKilledAndResumed(t *testing.T) {
	dir := t.TempDir()
	for _, at := range []string{"townships loaded", "cases loaded", "events of casework"} {
		killed(t, dir, at)
	}
	o := Options{Seed: 1, Scale: small, Say: func(string) {}}
	_, err := Run(t.Context(), words(dir), o)
	must(t, err)
	before := sums(t, dir)
	report, err := Run(t.Context(), words(dir), o)
	must(t, err)
	if after := sums(t, dir); !maps.Equal(before, after) {
		t.Errorf("a second run changed something: %v, then %v", before, after)
	}
	if len(report.Phases) == 0 {
		t.Error("what was measured before was forgotten")
	}
	o.Seed = 2
	if _, err := Run(t.Context(), words(dir), o); err == nil {
		t.Error("two provinces went into one directory")
	}
	s := standingOn(t, dir)
	whole(t, s)
	agrees(t, s)
	grown(t, s)
}

// whole: everything planned is there, in all its variety.
func whole(t *testing.T, s *system) {
	t.Helper()
	var c Report
	c.count(s.plan, len(s.filings))
	steps := map[string]int{}
	cases := records(t, s, "casework", "case", func(r store.Record) { steps[field(r, "step")]++ })
	stations := records(t, s, "station", "station", func(store.Record) {})
	persons := records(t, s, "roster", "person", func(store.Record) {})
	if want := fmt.Sprintf("%d stations, %d deputies", stations, persons); !strings.Contains(c.Counts, want) || cases != len(s.filings) {
		t.Errorf("%s, %d cases; planned: %s", want, cases, c.Counts)
	}
	for _, step := range []string{"registered", "triaged", "assigned", "handling", "replied", "awaiting", "closed", "archived", "rejected"} {
		if steps[step] == 0 {
			t.Errorf("no case stands at %s: %v", step, steps)
		}
	}
}

// grown compares read models before and after they are built anew.
func grown(t *testing.T, s *system) {
	t.Helper()
	for _, c := range s.services["insight"].Consumers() {
		g, err := c.Generation(t.Context())
		must(t, err)
		if g.Number == 0 {
			continue
		}
		before := sumOf(t, s, "insight", g.Suffix, modelled[c.Name])
		c.Grace = time.Millisecond
		must(t, c.Rebuild(t.Context()))
		next, err := c.Generation(t.Context())
		must(t, err)
		if after := sumOf(t, s, "insight", next.Suffix, modelled[c.Name]); len(before) < 2 || !maps.Equal(before, after) {
			t.Errorf("%s is another one when it is built anew: %v, then %v", c.Name, before, after)
		}
	}
}

// TestTheSameSeedPlansTheSame: ids and fates do not depend on the run.
func TestTheSameSeedPlansTheSame(t *testing.T) {
	a, b, other := newPlan(1, 0.01), newPlan(1, 0.01), newPlan(2, 0.01)
	for n := range a.filings {
		if a.caseID(n) != b.caseID(n) || a.filings[n] != b.filings[n] {
			t.Fatalf("case %d differs", n)
		}
	}
	if a.caseID(0) == other.caseID(0) || a.stationID(a.towns[0], 0) == other.stationID(other.towns[0], 0) {
		t.Error("another seed gives the same ids")
	}
	if x, y := a.begun(7), b.begun(7); x.Text != y.Text || x.Who != y.Who || x.NewID(until) != y.NewID(until) {
		t.Error("the seventh case differs")
	}
}

func TestThePlanIsAProvince(t *testing.T) {
	p := newPlan(1, 1)
	stations, deputies, counties := 0, 0, map[string]bool{}
	for _, t := range p.towns {
		stations, deputies = stations+t.stations, deputies+t.deputies
		counties[p.county(t)] = true
	}
	if stations < 6_800 || stations > 7_200 || deputies < 215_000 || deputies > 225_000 || len(p.filings) != 300_000 || len(counties) < 100 {
		t.Errorf("%d stations, %d deputies, %d cases, %d counties", stations, deputies, len(p.filings), len(counties))
	}
	if !slices.Equal(p.steps, []int{10_000, 100_000, 300_000}) {
		t.Errorf("measured at %v", p.steps)
	}
	ids := map[string]bool{}
	for n := range p.filings[:20_000] {
		f := p.filings[n]
		if f.at.Before(from) || f.at.After(until) || ids[p.caseID(n)] || n > 0 && n != 10_000 && f.at.Before(p.filings[n-1].at) {
			t.Fatalf("case %d of %s", n, f.at)
		}
		ids[p.caseID(n)] = true
	}
}

// sums are those of all that is stored, but for what a start leaves: leases and
// what consumers keep about their own work.
func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	s, err := standing(t.Context(), words(dir), newPlan(1, small))
	must(t, err)
	out := map[string]string{}
	for name := range s.services {
		for collection, sum := range sumOf(t, s, name, "", stored) {
			out[name+" "+collection] = sum
		}
	}
	must(t, s.close())
	return out
}

// modelled are the collections of the read models that are built anew, stored
// those of all services.
var (
	modelled = map[string][]string{"counts": strings.Fields("case counter counts_seen day entry person station"), "search": strings.Fields("found search_seen")}
	stored   = strings.Fields("case contact counter day duty journal person personkey projection_seen station stations_seen unit " +
		"case_a counter_a counts_seen_a day_a entry_a person_a station_a found_a search_seen_a")
)

// sumOf hashes collections of a service, in the order of ids, by their names
// without the suffix.
func sumOf(t *testing.T, s *system, service, suffix string, names []string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range names {
		hash := sha256.New()
		n := records(t, s, service, name+suffix, func(r store.Record) { fmt.Fprintln(hash, r.ID, string(r.Doc)) })
		if n > 0 {
			out[name] = fmt.Sprintf("%d %x", n, hash.Sum(nil)[:6])
		}
	}
	return out
}

// records goes over a collection.
func records(t *testing.T, s *system, service, collection string, each func(store.Record)) int {
	t.Helper()
	n := 0
	for after := ""; ; {
		page, err := s.services[service].Store().Kept(store.System(t.Context()), collection, after, store.MaxPage)
		must(t, err)
		for _, r := range page {
			each(r)
		}
		if n += len(page); len(page) < store.MaxPage {
			return n
		}
		after = page[len(page)-1].ID
	}
}

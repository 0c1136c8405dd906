package province

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestEverythingIsMeasured: at each size every query finds what it asks for, and
// the report says all that is asked of it.
func TestEverythingIsMeasured(t *testing.T) {
	dir := t.TempDir()
	said := 0
	report, err := Run(t.Context(), words(dir), Options{Seed: 1, Scale: small, Measure: true, Times: 4, Say: func(string) { said++ }})
	must(t, err)
	if said == 0 || len(report.Answers) != 3*13 {
		t.Errorf("%d said, %d answers", said, len(report.Answers))
	}
	for _, a := range report.Answers {
		if a.Cases == 300 && a.Rows == 0 && !strings.Contains(a.Name, "words") && !strings.Contains(a.Name, "name") {
			t.Errorf("%s finds nothing", a.Name)
		}
	}
	file := filepath.Join(dir, "doc.md")
	must(t, os.WriteFile(file, []byte("# by hand\n\n"+line+"\n\nold figures"), 0o600))
	must(t, report.Write(file))
	raw, err := os.ReadFile(file)
	must(t, err)
	for _, want := range []string{"# by hand", "300 cases", "| cases loaded | 300 cases |", "insight.counts built anew", "insight.search built anew", "| casework |", "| board of a province |", "growth"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%q is missing:\n%s", want, raw)
		}
	}
	if strings.Contains(string(raw), "old figures") {
		t.Error("old figures stay")
	}
}

// TestAStopBeforeTheEnd: it stops at a size, and goes on from there when asked.
func TestAStopBeforeTheEnd(t *testing.T) {
	dir := t.TempDir()
	o := Options{Seed: 1, Scale: small, Cases: 100, Say: func(string) {}}
	report, err := Run(t.Context(), words(dir), o)
	must(t, err)
	if !strings.Contains(report.Counts, " 100 cases") {
		t.Errorf("it says that it loaded %s", report.Counts)
	}
	s := standingOn(t, dir)
	if there, err := s.cases.Written(t.Context(), s.caseID(99)); !there || err != nil {
		t.Error(there, err)
	}
	if there, err := s.cases.Written(t.Context(), s.caseID(100)); there || err != nil {
		t.Error(there, err)
	}
}

func TestPhasesThatWereCutOffAddUp(t *testing.T) {
	var r Report
	r.add(phase{Name: "a", Things: 1, Took: time.Second, MB: 3})
	r.add(phase{Name: "b", Things: 1})
	r.add(phase{Name: "a", Things: 2, Took: time.Second, MB: 2})
	if len(r.Phases) != 2 || r.Phases[0] != (phase{Name: "a", Things: 3, Took: 2 * time.Second, MB: 3}) {
		t.Errorf("%+v", r.Phases)
	}
}

func TestWordsThatMakeNoSense(t *testing.T) {
	bad := words(t.TempDir())
	bad.Args = []string{"-data", t.TempDir(), "-addr", "0.0.0.0:80"}
	bad.Out = io.Discard
	if _, err := Run(t.Context(), bad, Options{Scale: small, Say: func(string) {}}); err == nil {
		t.Error("it would serve without TLS")
	}
}

// TestGrowthComparesPagesAsFull: what grew only since there was more to show is none.
func TestGrowthComparesPagesAsFull(t *testing.T) {
	at := map[int]answer{}
	for cases, a := range map[int]answer{10: {Rows: 2, Busy: []time.Duration{10}}, 100: {Rows: 19, Busy: []time.Duration{100}}, 300: {Rows: 20, Busy: []time.Duration{130}}} {
		a.Cases = cases
		at[cases] = a
	}
	if got := growth(at, []int{10, 100, 300}); got != "1.3 × since 100" {
		t.Error(got)
	}
	delete(at, 100)
	if got := growth(at, []int{10, 300}); got != "pages not as full before" {
		t.Error(got)
	}
}

func TestAPhaseThatComesAgainReplacesItself(t *testing.T) {
	r := Report{Phases: []phase{{Name: "a", Things: 1}, {Name: "b", Things: 1}}}
	r.forget("a")
	r.add(phase{Name: "a", Things: 2})
	if len(r.Phases) != 2 || r.Phases[1].Things != 2 {
		t.Errorf("%+v", r.Phases)
	}
}

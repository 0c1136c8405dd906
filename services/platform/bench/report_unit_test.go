package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func sampleForm(name string) figures {
	s := spell{took: []time.Duration{time.Millisecond, 2 * time.Millisecond}, elapsed: time.Second}
	f := figures{name: name, registered: []spell{s, s, s}, consumed: []delay{{"insight.counts", time.Millisecond, 9 * time.Millisecond}},
		filled: s, cases: 2, lists: map[string]spell{"20": s, "50": s}}
	for _, v := range views {
		f.pages = append(f.pages, shown{view: v, spell: s, bytes: 1234})
	}
	return f
}

// A form that broke off is named, and the others are told all the same; what
// people wrote below stays.
func TestReportKeepsNotesAndNamesWhatBroke(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(file, []byte("old figures\n"+notes+"\n\nby hand\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := report{lengths: smoke, began: time.Now(), rivals: []figures{{name: "bare server", registered: sampleForm("").registered}}}
	r.take([]figures{sampleForm("embedded"), {name: "engines", registered: sampleForm("").registered[:1]}})
	if err := r.write(file); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for _, want := range []string{"see the run's log: engines.", "| bare server | 2/s", "insight.counts 1.0 ms / 9.0 ms", "| anybody | / | 2.0 ms | 2.0 ms | 1234 |", "by hand\n", "embedded: on to 2 cases"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "old figures") || strings.Contains(text, "| engines |") {
		t.Errorf("old or broken figures:\n%s", text)
	}
}

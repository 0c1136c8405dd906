//go:build faults

package faults

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"lianluo/services/platform/faults/checker"
)

// tell prints the figures of a storm, and writes them into the document that
// LIANLUO_FAULTS_DOC names, in place of those of the same form.
func (s *storm) tell(state checker.State, found []checker.Finding) {
	kinds := map[checker.Kind]int{}
	for _, f := range found {
		kinds[f.Kind]++
	}
	told := map[string]int{}
	for _, d := range state.Deliveries {
		if d.Channel == "mail" || d.Channel == "sms" {
			told[d.Channel+" "+d.Fate()]++
		}
	}
	events := 0
	for _, rows := range state.Journals {
		events += len(rows)
	}
	kills := 0
	for what, n := range s.tally {
		if strings.HasPrefix(what, "kill ") {
			kills += n
		}
	}
	row := fmt.Sprintf("| %s | %d (%s) | %s | %d changes, %d repeated, %d events | %s | %d lost, %d doubled, %d others | %s, seed %d, %d cores |",
		s.form, kills, words(s.tally, true), words(s.tally, false), s.acked(), s.repeated(), events, words(told, false),
		kinds[checker.Lost]+kinds[checker.NotTold], kinds[checker.Doubled]+kinds[checker.ToldTwice],
		len(found)-kinds[checker.Lost]-kinds[checker.NotTold]-kinds[checker.Doubled]-kinds[checker.ToldTwice],
		s.took.Round(time.Second), s.seed, runtime.NumCPU())
	s.t.Log(row)
	if path := os.Getenv("LIANLUO_FAULTS_DOC"); path != "" {
		s.write(path, row)
	}
}

// words lists counts by name; kills stand apart.
func words(counts map[string]int, kills bool) string {
	var out []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		if name, kill := strings.CutPrefix(what, "kill "); kill == kills {
			out = append(out, fmt.Sprintf("%s %d", name, counts[what]))
		}
	}
	return strings.Join(out, ", ")
}

func (s *storm) write(path, row string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	if at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "| "+s.form+" |") }); at >= 0 {
		lines[at] = row
	} else { // the table of figures is the last
		for at = len(lines); at > 0 && !strings.HasPrefix(lines[at-1], "| "); at-- {
		}
		lines = slices.Insert(lines, at, row)
	}
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

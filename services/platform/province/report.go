package province

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Report is what a run did and measured.
type Report struct {
	Seeded  uint64
	Scaled  float64
	Machine string
	Counts  string
	Phases  []phase
	Answers []answer
	Weights []weight
}

// weight is what a service stores.
type weight struct {
	Service string
	Events  int
	Bytes   int64
}

// count says what of a plan is loaded: all but the cases after so many.
func (r *Report) count(p *plan, cases int) {
	stations, deputies := 0, 0
	for _, t := range p.towns {
		stations, deputies = stations+t.stations, deputies+t.deputies
	}
	r.Counts = fmt.Sprintf("%d townships, %d stations, %d deputies with a mandate, %d cases, each with all that was done about it within a year, and the year's receptions", len(p.towns), stations, deputies, cases)
}

// Markdown is the report for docs/province.md.
func (r *Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Loaded: %s (seed %d, scale %g).\n\nMachine: %s\n", r.Counts, r.Seeded, r.Scaled, r.Machine)
	b.WriteString("\n### Loading and building anew\n\n| what | how many | by the clock | each second | processor time | most memory |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, p := range r.Phases {
		fmt.Fprintf(&b, "| %s | %d %s | %s | %.0f | %s | %.0f MB |\n", p.Name, p.Things, p.Of, p.Took.Round(time.Second), float64(p.Things)/max(p.Took.Seconds(), 0.001), p.Busy.Round(time.Second), p.MB)
	}
	r.weights(&b)
	r.answers(&b)
	return b.String()
}

func (r *Report) weights(b *strings.Builder) {
	b.WriteString("\n### On disk\n\n| service | events told | MB |\n| --- | --- | --- |\n")
	events, bytes := 0, int64(0)
	for _, w := range r.Weights {
		fmt.Fprintf(b, "| %s | %d | %s |\n", w.Service, w.Events, mb(w.Bytes))
		events, bytes = events+w.Events, bytes+w.Bytes
	}
	fmt.Fprintf(b, "| all | %d | %s |\n", events, mb(bytes))
}

func mb(bytes int64) string {
	if bytes == 0 {
		return "not measured"
	}
	return fmt.Sprintf("%.0f", float64(bytes)/1e6)
}

// answers are a row for each query: p50 and p99 at each size, by the clock and of
// processor time, and how the latter grew.
func (r *Report) answers(b *strings.Builder) {
	var names []string
	var sizes []int
	at := map[string]map[int]answer{}
	for _, a := range r.Answers {
		if at[a.Name] == nil {
			at[a.Name] = map[int]answer{}
			names = append(names, a.Name)
		}
		at[a.Name][a.Cases] = a
		sizes = append(sizes, a.Cases)
	}
	slices.Sort(sizes)
	sizes = slices.Compact(sizes)
	b.WriteString("\n### Queries\n\np50 / p99 by the clock, and of processor time, in ms; in brackets the rows on average.\n\n| query |")
	for _, n := range sizes {
		fmt.Fprintf(b, " %d cases | processor |", n)
	}
	b.WriteString(" growth of p99 of processor time |\n| --- |" + strings.Repeat(" --- |", 2*len(sizes)+1) + "\n")
	for _, name := range names {
		fmt.Fprintf(b, "| %s |", name)
		for _, n := range sizes {
			a, ok := at[name][n]
			if !ok {
				b.WriteString(" | |")
				continue
			}
			fmt.Fprintf(b, " %s / %s (%.0f) | %s / %s |", figure(a.Took, 50), figure(a.Took, 99), a.Rows, figure(a.Busy, 50), figure(a.Busy, 99))
		}
		fmt.Fprintf(b, " %s |\n", growth(at[name], sizes))
	}
}

func figure(sorted []time.Duration, percent int) string {
	return strings.TrimSuffix(ms(sorted, percent), " ms")
}

// growth is the largest p99 of processor time in parts of the one at the smallest
// size at which pages are as full: a page of three rows costs less than one of twenty.
func growth(at map[int]answer, sizes []int) string {
	var all []answer
	rows := 0.0
	for _, n := range sizes {
		if a, ok := at[n]; ok {
			all, rows = append(all, a), max(rows, a.Rows)
		}
	}
	all = slices.DeleteFunc(all, func(a answer) bool { return a.Rows < 0.9*rows })
	if len(all) < 2 {
		return "pages not as full before"
	}
	p99 := func(a answer) float64 { return float64(max(a.Busy[len(a.Busy)*99/100], 1)) }
	most := slices.MaxFunc(all, func(a, b answer) int { return cmp.Compare(p99(a), p99(b)) })
	return fmt.Sprintf("%.1f × since %d", p99(most)/p99(all[0]), all[0].Cases)
}

// thisMachine says in words what is measured on.
func thisMachine() string {
	about := map[string]string{}
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ":")
			about[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	load, _ := os.ReadFile("/proc/loadavg") // "" where there is none
	return fmt.Sprintf("%s, %d cores; when it began %s processes wanted them (average of a minute).",
		cmp.Or(about["model name"], runtime.GOARCH), runtime.NumCPU(), cmp.Or(strings.Split(string(load), " ")[0], "?"))
}

package bench

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// report is all that a run found out.
type report struct {
	lengths         lengths
	machine         machine
	loadAfter       string
	began           time.Time
	rivals, forms   []figures
	broken          []string // forms that did not get through
	check, verified time.Duration
}

// take keeps the forms that got through, and the names of the others.
func (r *report) take(forms []figures) {
	for _, f := range forms {
		if len(f.pages) < len(views) {
			r.broken = append(r.broken, f.name)
			continue
		}
		r.forms = append(r.forms, f)
	}
}

// notes begins what people wrote under the figures; a run leaves it as it is.
const notes = "<!-- What follows is written by hand; make bench keeps it. -->"

// write puts the figures into the file, above the notes that it has.
func (r report) write(file string) error {
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	_, kept, _ := strings.Cut(string(old), notes)
	return os.WriteFile(file, []byte(r.text()+"\n"+notes+kept), 0o644)
}

func (r report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What it does in a second\n\nWritten by `make bench` on %s, in %s.\n\n", r.began.Format("2 January 2006, 15:04 MST"), time.Since(r.began).Round(time.Second))
	fmt.Fprintf(&b, "The machine: %s, %d cores, shared by the system, whoever asks it and the other servers' turns; %s; a synced write of 4 KB takes %s (p99 %s). Load before %s, after %s.\n\n",
		r.machine.cpu, r.machine.cores, runtime.Version(), ms(r.machine.sync.quantile(.5)), ms(r.machine.sync.quantile(.99)), r.machine.load, r.loadAfter)
	if len(r.broken) > 0 {
		fmt.Fprintf(&b, "**Not measured to the end, see the run's log: %s.**\n\n", strings.Join(r.broken, ", "))
	}
	r.registrations(&b)
	r.consumed(&b)
	r.lists(&b)
	r.permissions(&b)
	r.starts(&b)
	r.pages(&b)
	return b.String()
}

func (r report) registrations(b *strings.Builder) {
	b.WriteString("## Registrations\n\nThrough the gateway, each over a kept connection: authenticated, within the officer's station, validated, number and sealed contact made, case and event committed with a synced write; " +
		"then every acknowledged case is looked for in the journal and on the county's board. The other servers take the same text and sign-in and store one document, synced. `rate, p50, p99` by clients:\n\n| server | 1 | 8 | 32 | read models have all after |\n| --- | --- | --- | --- | --- |\n")
	for _, f := range append(append([]figures{}, r.rivals...), r.forms...) {
		fmt.Fprintf(b, "| %s |", f.name)
		for _, s := range f.registered {
			fmt.Fprintf(b, " %s |", s)
		}
		if f.cases > 0 {
			fmt.Fprintf(b, " %s |\n", ms(f.drained))
		} else {
			b.WriteString(" - |\n")
		}
	}
	b.WriteString("\n")
	for _, f := range r.forms {
		if len(f.filled.took) > 0 {
			fmt.Fprintf(b, "%s: on to %d cases with 32 clients, %s.\n", f.name, f.cases, f.filled)
		}
	}
	b.WriteString("\n")
}

func (r report) consumed(b *strings.Builder) {
	b.WriteString("## Told to consumed\n\nMedian and 99th percentile of the time from an event's being told, just before its commit, to its effect's being durable with a consumer, at 20 registrations a second:\n\n| form | consumers, slowest first |\n| --- | --- |\n")
	for _, f := range r.forms {
		var each []string
		for _, d := range f.consumed {
			each = append(each, d.who+" "+ms(d.half)+" / "+ms(d.most))
		}
		fmt.Fprintf(b, "| %s | %s |\n", f.name, strings.Join(each, ", "))
	}
	b.WriteString("\n")
}

func (r report) lists(b *strings.Builder) {
	b.WriteString("## Lists\n\nThe open cases of an officer's township, newest first, by 8 clients through the gateway:\n\n| form | cases in all | page of 20 | page of 50 |\n| --- | --- | --- | --- |\n")
	for _, f := range r.forms {
		fmt.Fprintf(b, "| %s | %d | %s | %s |\n", f.name, f.cases, f.lists["20"], f.lists["50"])
	}
	b.WriteString("\n")
}

func (r report) permissions(b *strings.Builder) {
	fmt.Fprintf(b, "## Permission\n\nWith %d staff of two roles each in all townships, of whom one in a hundred had their access changed: a check (what may this one do, and does this case lie within) %s; a token's signature, times and revocations %s.\n\n",
		r.lengths.staff, r.check.Round(10*time.Nanosecond), r.verified.Round(time.Microsecond))
}

func (r report) starts(b *strings.Builder) {
	b.WriteString("## Start and rest\n\nUntil everything answers; memory is resident, at rest:\n\n| form | first start | second | first page on all cases | memory empty | with all cases |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, f := range r.forms {
		s := f.starts
		fmt.Fprintf(b, "| %s | %s | %s | %s | %d MB | %d MB |\n", f.name, ms(s.first), ms(s.second), ms(s.loadedSecond), s.empty>>20, s.loaded>>20)
	}
	b.WriteString("\n")
}

func (r report) pages(b *strings.Builder) {
	b.WriteString("## Pages\n\nEach page alone at 100 a second, on all cases; bytes as they travel, without the assets that browsers keep:\n\n| who | page |")
	for _, f := range r.forms {
		fmt.Fprintf(b, " %s p50 | p99 |", f.name)
	}
	b.WriteString(" bytes |\n| --- | --- |" + strings.Repeat(" --- | --- |", len(r.forms)) + " --- |\n")
	for i, v := range views {
		who := v.who
		if who == "" {
			who = "anybody"
		}
		fmt.Fprintf(b, "| %s | %s |", who, v.path)
		for _, f := range r.forms {
			fmt.Fprintf(b, " %s | %s |", ms(f.pages[i].quantile(.5)), ms(f.pages[i].quantile(.99)))
		}
		fmt.Fprintf(b, " %d |\n", r.forms[0].pages[i].bytes)
	}
}

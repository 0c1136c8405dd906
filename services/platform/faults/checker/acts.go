package checker

import (
	"encoding/json"
	"slices"
	"strings"
)

// acts: what was acknowledged about each object is in its journal once, in the
// order of acknowledgement, and the object stands where the last one left it.
func (f *findings) acts(h []Act, s State) {
	journal := rowsOf(slices.Concat(s.Journals["casework"], s.Journals["roster"], s.Journals["station"]))
	for object, acts := range byObject(h) {
		f.object(object, acts, journal[object])
		kind, id, _ := strings.Cut(object, "/")
		switch kind {
		case "case":
			f.caseStands(object, acts, s.Cases[id])
		case "day":
			f.dayStands(object, acts, s.Days[id])
		}
	}
}

// byObject sorts a history by object, each in its client's order.
func byObject(h []Act) map[string][]Act {
	out := map[string][]Act{}
	for _, a := range h {
		out[a.Object] = append(out[a.Object], a)
	}
	for _, acts := range out {
		slices.SortFunc(acts, func(a, b Act) int { return a.Nth - b.Nth })
	}
	return out
}

// mark is one effect: an event's name, and which part of the object it concerns.
type mark struct{ name, about string }

// object compares the effects that were acknowledged with those in the journal.
func (f *findings) object(object string, acts []Act, rows []Event) {
	var want, got []mark
	counted := map[mark]int{}
	for _, a := range acts {
		for _, name := range a.Events {
			m := mark{name, a.About}
			want = append(want, m)
			counted[m]++
		}
	}
	for _, e := range rows {
		if m := markOf(e); counted[m] > 0 {
			got = append(got, m)
		}
	}
	for m, n := range counted {
		switch there := count(got, m); {
		case there < n:
			f.add(Lost, object, "%s %s was acknowledged %d times and is there %d times", m.name, m.about, n, there)
		case there > n:
			f.add(Doubled, object, "%s %s was acknowledged %d times and is there %d times", m.name, m.about, n, there)
		}
	}
	if len(got) == len(want) && !slices.Equal(got, want) {
		f.add(Reordered, object, "acknowledged %v, is %v", want, got)
	}
}

func markOf(e Event) mark {
	var said struct {
		Shift string `json:"shift"`
	}
	_ = json.Unmarshal(e.Data, &said) // of another shape: no shift
	return mark{short(e.Type), said.Shift}
}

func count[T comparable](all []T, one T) (n int) {
	for _, x := range all {
		if x == one {
			n++
		}
	}
	return n
}

// caseStands: the case is the one that was registered, where it was left, with
// every step once in the history that people read.
func (f *findings) caseStands(object string, acts []Act, c Case) {
	if c.ID == "" {
		f.add(Lost, object, "it cannot be read")
		return
	}
	var shown []string
	for _, e := range c.Timeline {
		shown = append(shown, e.What)
	}
	for _, a := range acts {
		if a.registers() && (a.Text != c.Text || a.Number != c.Number) {
			f.add(Different, object, "it is number %s, %q", c.Number, c.Text)
		}
		for _, name := range a.Events {
			if n, want := count(shown, name), asked(acts, name); n != want {
				f.add(kindOf(n, want), object, "its history shows %s %d times instead of %d", name, n, want)
			}
		}
	}
	if last := acts[len(acts)-1]; last.Step != c.Step {
		f.add(Different, object, "it stands at %s, acknowledged was %s", c.Step, last.Step)
	}
}

// asked is how often acts were to leave an event.
func asked(acts []Act, name string) (n int) {
	for _, a := range acts {
		n += count(a.Events, name)
	}
	return n
}

func kindOf(n, want int) Kind {
	if n < want {
		return Lost
	}
	return Doubled
}

// dayStands: who was checked in and out is.
func (f *findings) dayStands(object string, acts []Act, d Day) {
	for _, a := range acts {
		at := slices.IndexFunc(d.Shifts, func(s Shift) bool { return s.ID == a.About })
		switch {
		case a.About == "":
		case at < 0:
			f.add(Lost, object, "shift %s is not there", a.About)
		case slices.Contains(a.Events, "CheckedIn") && (d.Shifts[at].State != "attended" || d.Shifts[at].CheckedIn.IsZero()),
			slices.Contains(a.Events, "CheckedOut") && d.Shifts[at].CheckedOut.IsZero():
			f.add(Lost, object, "shift %s shows no %v", a.About, a.Events)
		}
	}
}

// nothingElse: no case came about at the clients' stations that nobody was told
// of, which a key that acts twice would make.
func (f *findings) nothingElse(h []Act, s State) {
	known, numbers := map[string]bool{}, map[string]string{}
	stations := map[string]bool{}
	for _, a := range h {
		if !a.registers() {
			continue
		}
		if other := numbers[a.Number]; other != "" && other != a.Object {
			f.add(Doubled, a.Object, "number %s is also that of %s", a.Number, other)
		}
		if known[a.Object] {
			f.add(Doubled, a.Object, "two people were told that it is theirs")
		}
		known[a.Object], numbers[a.Number], stations[a.Station] = true, a.Object, true
	}
	for _, c := range s.Before {
		known["case/"+c.ID] = true
	}
	for _, c := range s.Listed {
		if stations[c.Station] && !known["case/"+c.ID] {
			f.add(Doubled, "case/"+c.ID, "number %s was registered, and nobody was told", c.Number)
		}
	}
}

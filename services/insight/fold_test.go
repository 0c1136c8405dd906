package insight

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// Whatever happens in whatever order between the aggregates: the same numbers
// and the same files.
func TestOrderIndependent(t *testing.T) {
	events := append(story(rand.New(rand.NewPCG(1, 2)), 60), stationEvent("s1"), stationEvent("s2"))
	eventtest.OrderIndependent(t, events, func(events []event.Event) map[string]string {
		m := newModel(t)
		m.fold(events...)
		return m.dump()
	})
}

// The numbers are those of a recount, by hand, from the events.
func TestRecount(t *testing.T) {
	for seed := range uint64(12) {
		events := story(rand.New(rand.NewPCG(seed, 0)), 150)
		m := newModel(t)
		m.fold(events...)
		got, want := m.stored(), recount(t, events)
		for k := range got {
			if k.name == "as of" {
				delete(got, k)
			}
		}
		for k, n := range want {
			if got[k] != n {
				t.Errorf("seed %d: %v is %d, counted %d", seed, k, got[k], n)
			}
		}
		if len(got) != len(want) {
			t.Errorf("seed %d: %d numbers, counted %d", seed, len(got), len(want))
		}
	}
}

// recount counts without the service's own facts: from the last event of each
// aggregate and whether it was ever assigned.
func recount(t *testing.T, events []event.Event) tally {
	v := &view{tree: area.Default()}
	lastCase, lastDay, handed := map[string]casework.Changed{}, map[string]roster.ReceptionDay{}, map[string]bool{}
	how, when := map[string]casework.Step{}, map[string]time.Time{}
	for _, e := range events {
		if e.Aggregate == "day" {
			d, err := roster.CheckedIn.Decode(e)
			must(t, err)
			lastDay[e.Subject] = d.Day
			continue
		}
		d, err := event.Type[casework.Changed]{Name: e.Type}.Decode(e)
		must(t, err)
		lastCase[e.Subject] = d
		handed[e.Subject] = handed[e.Subject] || e.Type == casework.CaseAssigned.Name
		switch {
		case !ended(d.Step):
			delete(how, e.Subject)
		case how[e.Subject] == "":
			how[e.Subject], when[e.Subject] = d.Step, d.ClosedAt
		}
	}
	out := tally{}
	for id, d := range lastCase {
		recountCase(out, d, v.places(d.Area, d.Station), handed[id], how[id], when[id])
	}
	for _, d := range lastDay {
		recountDay(out, d, v.places(d.Area, d.Station))
	}
	return out
}

// dated counts a thing in its year, in the year's month and in the month's day.
func dated(out tally, place string, at time.Time, name string) {
	at = at.In(calendar.Zone)
	out[key{place, at.Year(), name}]++
	out[key{place, at.Year(), at.Format("m01.") + name}]++
	out[key{place, at.Year()*100 + int(at.Month()), at.Format("d02.") + name}]++
}

func recountCase(out tally, d casework.Changed, places []string, handed bool, how casework.Step, when time.Time) {
	year, handled := d.ReceivedAt.In(calendar.Zone).Year(), how == casework.Closed || how == casework.Archived
	content := d.Outcome == casework.OutcomeSatisfied || d.Outcome == casework.OutcomeBasically
	for _, p := range places {
		dated(out, p, d.ReceivedAt, "received")
		out[key{p, year, "category." + d.Category}]++
		if handed {
			out[key{p, year, "handed"}]++
		}
		if handled {
			dated(out, p, when, "closed")
			out[key{p, when.In(calendar.Zone).Year(), "outcome." + string(d.Outcome)}]++
		}
		if handled && content {
			dated(out, p, when, "satisfied")
		}
		if handled && (content || d.Outcome == casework.OutcomeDissatisfied) {
			dated(out, p, when, "answered")
		}
		if how != "" && !handled {
			out[key{p, when.In(calendar.Zone).Year(), "otherwise"}]++
		}
		if how != "" {
			continue
		}
		out[key{p, now, "open"}]++
		out[key{p, now, "step." + string(d.Step)}]++
		if d.Light != "" {
			out[key{p, now, "light." + d.Light}]++
		}
		if d.Supervision > 0 {
			out[key{p, now, "supervised"}]++
		}
	}
	counted := map[string]bool{}
	for _, p := range d.ReceivedBy {
		if counted[p] {
			continue
		}
		counted[p] = true
		out[key{"p:" + p, year, "cases"}]++
		if handled {
			out[key{"p:" + p, year, "closed"}]++
		}
		if handled && content {
			out[key{"p:" + p, year, "satisfied"}]++
		}
	}
}

func recountDay(out tally, d roster.ReceptionDay, places []string) {
	year := d.Start.In(calendar.Zone).Year()
	for _, p := range places {
		if d.State == roster.DayHeld {
			dated(out, p, d.Start, "receptions")
		}
	}
	for _, sh := range d.Shifts {
		switch sh.State {
		case roster.ShiftAttended:
			for _, p := range places {
				out[key{p, year, "attended"}]++
				out[key{p, year, map[string]string{"": "rank.none", "county_leader": "rank.county_leader", "section_head": "rank.section_head"}[sh.Rank]}]++
			}
			out[key{"p:" + sh.Person, year, "receptions"}]++
		case roster.ShiftAbsent:
			out[key{"p:" + sh.Person, year, "absences"}]++
		}
	}
}

// The same on every backend.
func TestOnEveryStore(t *testing.T) {
	events := story(rand.New(rand.NewPCG(8, 9)), 80)
	want := newModel(t)
	want.fold(events...)
	storetest.EachDB(t, "insight", func(t *testing.T, db *store.DB) {
		m := modelOn(t, db)
		m.fold(events...)
		if !reflect.DeepEqual(m.dump(), want.dump()) {
			t.Error("another model")
		}
	}, storetest.NewClock(start))
}

// A model that was cleared and folded again equals the old one.
func TestFoldedAgain(t *testing.T) {
	events := append(story(rand.New(rand.NewPCG(3, 4)), 120), stationEvent("s1"))
	m := newModel(t)
	m.fold(events...)
	before := m.dump()
	must(t, m.Clear(m.system()))
	if left := m.dump(); len(left) != 0 {
		t.Errorf("left after clearing: %v", left)
	}
	m.fold(eventtest.Interleave(events, rand.New(rand.NewPCG(5, 6)))...)
	if after := m.dump(); !reflect.DeepEqual(before, after) {
		t.Error("folded again it is another")
	}
}

// What happens to one case, number by number.
func TestOneCase(t *testing.T) {
	m := newModel(t)
	d := casework.Changed{Case: "c1", Number: "N1", Station: "s1", Area: towns["s1"], Category: "0101", ReceivedAt: start, Step: casework.Received, ReceivedBy: []string{"p1"}}
	seq := int64(0)
	happens := func(kind event.Type[casework.Changed], change func()) {
		change()
		seq++
		e := kind.New(d)
		e.ID, e.Aggregate, e.Subject, e.Source, e.Sequence = "e", "case", "c1", "lianluo/casework", seq
		e.Time = start.AddDate(0, int(seq), 0)
		m.fold(e)
	}
	is := func(year int, name string, want int) {
		t.Helper()
		for _, place := range []string{"a:43", "a:4312", "a:431223", "a:431223100", "s:s1"} {
			if got := m.n(place, year, name); got != want {
				t.Errorf("after %d: %s %d %s is %d, want %d", seq, place, year, name, got, want)
			}
		}
	}
	happens(casework.CaseReceived, func() {})
	is(2026, "received", 1)
	is(now, "open", 1)
	is(now, "step.received", 1)
	happens(casework.CaseAssigned, func() { d.Step, d.Light = casework.Assigned, "green" })
	is(2026, "handed", 1)
	is(now, "step.received", 0)
	is(now, "light.green", 1)
	happens(casework.CaseReturned, func() { d.Step, d.Light, d.Supervision = casework.Returned, "red", 1 })
	is(2026, "handed", 1)
	is(now, "light.red", 1)
	is(now, "supervised", 1)
	happens(casework.CaseClosed, func() {
		d.Step, d.Light, d.Outcome, d.ClosedAt = casework.Closed, "", casework.OutcomeUnanswered, start.AddDate(1, 0, 0)
	})
	is(now, "open", 0)
	is(now, "supervised", 0)
	is(2027, "closed", 1)
	is(2027, "outcome.unanswered", 1)
	is(2026, "closed", 0)
	happens(casework.CaseArchived, func() { d.Step = casework.Archived })
	is(2027, "closed", 1)
	if m.n("p:p1", 2026, "closed") != 1 || m.n("p:p1", 2026, "satisfied") != 0 {
		t.Error("the deputy's file")
	}
}

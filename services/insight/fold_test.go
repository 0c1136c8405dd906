package insight

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"lianluo/api/casework"
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
	is(2026, "handedOver", 1)
	is(now, "step.received", 0)
	is(now, "light.green", 1)
	happens(casework.CaseReturned, func() { d.Step, d.Light, d.Supervision = casework.Returned, "red", 1 })
	is(2026, "handedOver", 1)
	is(now, "light.red", 1)
	is(now, "supervised", 1)
	happens(casework.CaseClosed, func() {
		d.Step, d.Light, d.Outcome, d.ClosedAt = casework.Closed, "", casework.OutcomeUnanswered, start.AddDate(1, 0, 0)
	})
	is(now, "open", 0)
	is(now, "supervised", 0)
	is(2027, "closed", 1)
	is(202711, "closed", 1)
	is(20271102, "late", 1)
	is(20261102, "bounced", 1)
	is(2026, "right", 0)
	is(2027, "outcome.unanswered", 1)
	is(2026, "closed", 0)
	happens(casework.CaseArchived, func() { d.Step = casework.Archived })
	is(2027, "closed", 1)
	if m.n("p:p1", 2026, "closed") != 1 || m.n("p:p1", 2026, "satisfied") != 0 {
		t.Error("the deputy's file")
	}
}

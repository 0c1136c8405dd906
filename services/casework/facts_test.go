package casework

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// hall is a service alone over a store, whose journal gets its positions by hand.
type hall struct {
	*Service
	t     *testing.T
	r     *rand.Rand
	clock *calendar.Virtual
	ids   []string
}

func newHall(t *testing.T, db *store.DB, clock *calendar.Virtual, seed uint64) *hall {
	h := &hall{t: t, r: rand.New(rand.NewPCG(seed, 5)), clock: clock}
	h.Service = newService(&app.Builder{DB: db, Clock: clock, Calendars: calendar.NewPlaces(calendar.Default(), area.Default().Line),
		Tree: area.Default(), Log: slog.New(slog.DiscardHandler)}, Settings{})
	h.must(db.Open(t.Context()))
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) ctx() context.Context { return store.System(h.t.Context()) }

// publish gives all that was told its position, as the relay does.
func (h *hall) publish() {
	h.t.Helper()
	lease, err := h.db.Acquire(h.ctx(), "relay", "hall", time.Minute)
	h.must(err)
	for {
		rows, err := h.db.Journal().Pending(h.ctx(), 100)
		h.must(err)
		if len(rows) == 0 {
			return
		}
		lease, _, err = h.db.Journal().Assign(h.ctx(), lease, rows)
		h.must(err)
	}
}

func (h *hall) opens(id string) {
	c := sample()
	c.ID, c.Number = id, "431223-100-26-"+id+"-0"
	c.Voices[0].Number, c.ReceivedAt = c.Number, h.clock.Now()
	a := h.actBy(c.Area)
	c.run(a, toTriage, a.At, a.Rules.TriageWorkdays)
	h.must(h.cases.Create(h.ctx(), *c, c.record(a, casework.CaseRegistered, casework.Entry{})))
	h.ids = append(h.ids, id)
}

// sentences are replies, some of them nearly the same.
var sentences = []string{
	"您反映的问题我单位高度重视，已安排专人到现场核实，目前已经处理完毕，感谢您的关心和支持。",
	"您反映的问题我单位高度重视，已安排专人到现场核实，目前已处理完毕，感谢您的关心和支持！",
	"水渠垮塌的二十米已于今天重新砌好并通水，请到现场看看是否还有漏水的地方。",
	"已修好。",
}

// step does to a case something that people or time do.
func (h *hall) step(id string) {
	answers := []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeDissatisfied}
	acts := []func(*Case, Act) ([]event.Event, error){
		func(c *Case, a Act) ([]event.Event, error) {
			return c.Triage(a, casework.TriageRequest{Class: casework.TownshipOrdinary, Reason: "r"})
		},
		func(c *Case, a Act) ([]event.Event, error) {
			n := h.r.IntN(3)
			return c.Assign(a, Unit{ID: fmt.Sprint("u", n), Name: fmt.Sprint("单位", n)}, "改由", "")
		},
		(*Case).Accept,
		func(c *Case, a Act) ([]event.Event, error) { return c.Return(a, "不属职责") },
		func(c *Case, a Act) ([]event.Event, error) {
			return c.Reply(a, sentences[h.r.IntN(len(sentences))], "A", nil)
		},
		func(c *Case, a Act) ([]event.Event, error) { return c.Try(a, "", "无人接听") },
		func(c *Case, a Act) ([]event.Event, error) {
			return c.Answer(a, "", answers[h.r.IntN(2)], "", "officer")
		},
	}
	_, err := h.cases.Update(h.ctx(), id, func(c *Case) ([]event.Event, error) {
		a := h.actBy(c.Area)
		a.Upto = "province"
		return h.inTime(c, a, func(c *Case, a Act) ([]event.Event, error) {
			if c.Step == casework.Replied && h.r.IntN(3) == 0 { // as at the end of a question that nobody answers
				return []event.Event{c.closeCase(a, casework.OutcomeUnanswered)}, nil
			}
			for _, i := range h.r.Perm(len(acts)) {
				if events, err := acts[i](c, a); err == nil {
					return events, nil
				}
			}
			return nil, nil
		})
	})
	h.must(err)
}

// dump is every fact there is.
func (h *hall) dump() map[string][]Mark {
	out := map[string][]Mark{}
	for _, id := range h.ids {
		c, err := h.cases.Get(h.ctx(), id)
		h.must(err)
		for i := range c.Marks {
			c.Marks[i].At, c.Marks[i].Due = c.Marks[i].At.UTC(), c.Marks[i].Due.UTC()
		}
		out[id] = c.Marks
	}
	return out
}

// before makes the stored facts those of the version before: without sequences,
// at the time of the act, and only the later ones.
func (h *hall) before() {
	h.must(h.counters.Delete(h.ctx(), factsSeries))
	for _, id := range h.ids {
		_, err := h.cases.Update(h.ctx(), id, func(c *Case) ([]event.Event, error) {
			var kept []Mark
			for i, m := range c.Marks {
				m.Seq, m.At = 0, m.At.Add(-3*time.Millisecond)
				if len(m.Explanations) > 0 || i == len(c.Marks)-1 {
					kept = append(kept, m)
				}
			}
			c.Marks = kept
			return nil, nil
		})
		h.must(err)
	}
}

// Read anew from the journal the facts are those that were found as things
// happened: each once, and what was explained stays explained.
func TestFactsReadAnewAreTheSame(t *testing.T) {
	clock := calendar.NewVirtual(monday)
	seed := uint64(0)
	storetest.EachDB(t, "casework", func(t *testing.T, db *store.DB) {
		seed++
		h := newHall(t, db, clock, 7)
		for i := range 14 {
			h.opens(fmt.Sprintf("s%d%02d", seed, i))
		}
		for range 330 {
			h.step(h.ids[h.r.IntN(len(h.ids))])
			if clock.Advance(time.Duration(h.r.IntN(30)) * time.Hour); h.r.IntN(20) == 0 {
				h.publish()
				h.must(h.Facts(h.ctx()))
			}
		}
		h.publish()
		h.must(h.Facts(h.ctx()))
		kinds := map[casework.Signal]int{}
		for id, marks := range h.dump() {
			for i, m := range marks {
				if kinds[m.Signal]++; i > 0 {
					continue
				}
				_, err := h.cases.Update(h.ctx(), id, func(c *Case) ([]event.Event, error) { return c.Explain(h.actBy(c.Area), m.Signal, "停电一天") })
				h.must(err)
			}
		}
		if kinds[casework.LateReturn] < 3 || kinds[casework.SameReply] < 3 || kinds[casework.ClosedUnasked] < 1 {
			t.Fatalf("the test proves little: %v", kinds)
		}
		live := h.dump()
		h.must(h.counters.Delete(h.ctx(), factsSeries))
		h.must(h.Facts(h.ctx()))
		if again := h.dump(); !reflect.DeepEqual(again, live) {
			t.Errorf("read anew:\n%+v\nlive:\n%+v", again, live)
		}
		h.before()
		h.publish()
		h.must(h.Facts(h.ctx()))
		if upgraded := h.dump(); !reflect.DeepEqual(upgraded, live) {
			t.Errorf("after the upgrade:\n%+v\nlive:\n%+v", upgraded, live)
		}
	}, clock)
}

// An event that nobody can read keeps no other from its facts, and nothing of
// another aggregate is taken for a case.
func TestFactsOfWhatCannotBeRead(t *testing.T) {
	clock := calendar.NewVirtual(monday)
	h := newHall(t, storetest.DB(t, "casework", clock), clock, 1)
	h.must(h.db.Append(h.ctx(), "case", "broken", event.Event{Type: casework.CaseReturned.Name, Data: []byte(`{"clock":"none"}`)}))
	h.opens("c1")
	_, err := h.cases.Update(h.ctx(), "c1", func(c *Case) ([]event.Event, error) {
		return []event.Event{c.closeCase(h.actBy(c.Area), casework.OutcomeNotAsked)}, nil
	})
	h.must(err)
	h.publish()
	h.must(h.Facts(h.ctx()))
	if got := h.dump()["c1"]; len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

package station

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// history is what one aggregate told, in its order.
type history []event.Event

// chance makes the lives of some deputies, days and cases.
func chance(r *rand.Rand) []history {
	var out []history
	pick := func(prefix string, n int) string { return fmt.Sprint(prefix, r.IntN(n)) }
	for i := range 3 {
		var h history
		for range 1 + r.IntN(3) {
			h = append(h, roster.PersonUpdated.New(deputy(fmt.Sprint("p", i), pick("名", 9), pick("s", 2))))
		}
		out = append(out, h)
	}
	states := []roster.ShiftState{roster.ShiftAssigned, roster.ShiftAttended, roster.ShiftAbsent}
	for i := range 4 {
		var h history
		for range 1 + r.IntN(4) {
			d := reception(fmt.Sprint("d", i), pick("s", 2), 1+r.IntN(28), roster.DayPublished,
				shift(pick("p", 3), "名", states[r.IntN(3)]), shift(pick("q", 3), "名", states[r.IntN(3)]))
			d.Start = d.Start.AddDate(r.IntN(2), 0, 0)
			h = append(h, roster.CheckedIn.New(roster.ShiftChanged{Day: d}))
		}
		out = append(out, h)
	}
	steps := []casework.Step{casework.Received, casework.Handling, casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep}
	outcomes := []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeDissatisfied, casework.OutcomeUnanswered}
	for i := range 5 {
		var h history
		for range 1 + r.IntN(5) {
			c := closedCase(fmt.Sprint("c", i), pick("s", 2))
			c.Step, c.Outcome, c.ReceivedBy = steps[r.IntN(len(steps))], outcomes[r.IntN(3)], []string{pick("p", 3)}
			c.ClosedAt = c.ClosedAt.AddDate(r.IntN(2), 0, 0)
			h = append(h, casework.CaseClosed.New(c))
		}
		out = append(out, h)
	}
	return out
}

// fold applies the histories to a new board, each in its order and all of them
// mixed by chance, and returns what bulletins would be made of.
func fold(t *testing.T, r *rand.Rand, histories []history) string {
	t.Helper()
	db := storetest.DB(t, "station")
	b := newBoard(db, "")
	must(t, db.Open(t.Context()))
	apply := map[string]func(context.Context, event.Event) error{}
	for _, h := range b.Handlers() {
		apply[h.Type] = h.Apply
	}
	left := slices.Clone(histories)
	for len(left) > 0 {
		i := r.IntN(len(left))
		e := left[i][0]
		must(t, db.Transact(store.System(t.Context()), func(ctx context.Context) error { return apply[e.Type](ctx, e) }))
		if left[i] = left[i][1:]; len(left[i]) == 0 {
			left = slices.Delete(left, i, i+1)
		}
	}
	return dump(t, b)
}

func dump(t *testing.T, b *board) string {
	t.Helper()
	ctx := public(t.Context())
	all := map[string]any{}
	for _, st := range []string{"s0", "s1"} {
		for _, now := range []time.Time{at(1, 0), at(1, 0).AddDate(1, 0, 0)} {
			key := st + calendar.DateOf(now).String()
			var err error
			if all[key+"deputies"], err = b.deputies(ctx, st, now); err == nil {
				all[key+"counts"], err = b.countsOf(ctx, st, now)
			}
			must(t, err)
		}
		days, err := b.receptions(ctx, st, at(1, 0), 900)
		must(t, err)
		results, err := b.results(ctx, st, 50)
		must(t, err)
		all[st+"days"], all[st+"results"] = days, results
	}
	raw, err := json.MarshalIndent(all, "", " ")
	must(t, err)
	return string(raw)
}

// A board does not depend on how different aggregates interleave.
func TestFoldingKnowsNoOrderBetweenAggregates(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		histories := chance(r)
		first := fold(t, r, histories)
		if second := fold(t, r, histories); first != second {
			t.Fatalf("seed %d: %s\n---\n%s", seed, first, second)
		}
	}
}

// The counts are those of the last state of each case, counted simply.
func TestCountsAreThoseOfTheLastStates(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 2))
		histories := chance(r)
		db := storetest.DB(t, "station")
		b := newBoard(db, "")
		must(t, db.Open(t.Context()))
		received, open := map[string]int{}, map[string]int{}
		for _, h := range histories {
			if h[0].Type != casework.CaseClosed.Name {
				continue
			}
			var last casework.Changed
			for _, e := range h {
				last = must1(casework.CaseClosed.Decode(e))
				must(t, b.onCase(store.System(t.Context()), last))
			}
			received[last.Station]++
			if last.Step == casework.Received || last.Step == casework.Handling {
				open[last.Station]++
			}
		}
		for _, st := range []string{"s0", "s1"} {
			got := must1(b.countsOf(public(t.Context()), st, at(1, 0)))
			if got.Received != received[st] || got.Open != open[st] {
				t.Errorf("seed %d, %s: %+v, want %d received, %d open", seed, st, got, received[st], open[st])
			}
		}
	}
}

// What was not accepted is never closed, and stays so when it is filed.
func TestAFiledRefusalIsNotClosed(t *testing.T) {
	db := storetest.DB(t, "station")
	b := newBoard(db, "")
	must(t, db.Open(t.Context()))
	for _, c := range []struct {
		id    string
		steps []casework.Step
	}{
		{"refused", []casework.Step{casework.Received, casework.Rejected, casework.Archived, casework.Archived}},
		{"handled", []casework.Step{casework.Handling, casework.Closed, casework.Archived}},
		{"again", []casework.Step{casework.Closed, casework.Handling}},
	} {
		for _, step := range c.steps {
			told := closedCase(c.id, "s0")
			told.Step = step
			must(t, b.onCase(store.System(t.Context()), told))
		}
	}
	got := must1(b.countsOf(public(t.Context()), "s0", at(1, 0)))
	if got.Received != 3 || got.Closed != 1 || got.Open != 1 {
		t.Errorf("%+v", got)
	}
	if shown := must1(b.results(public(t.Context()), "s0", 9)); len(shown) != 1 || shown[0].Number != must1(b.cases.Get(public(t.Context()), "handled")).Result.Number {
		t.Errorf("results %+v", shown)
	}
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

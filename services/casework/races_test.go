package casework

import (
	"context"
	"sync"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// together runs all at once and returns how many succeeded and the codes of the rest.
func together(calls ...func() error) (int, []string) {
	var mu sync.Mutex
	var all sync.WaitGroup
	won, codes := 0, []string{}
	for _, call := range calls {
		all.Go(func() {
			err := call()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
				return
			}
			codes = append(codes, code(err))
		})
	}
	all.Wait()
	return won, codes
}

func calls[Req, Res any](n int, c *rpc.Client, op rpc.Op[Req, Res], req Req) []func() error {
	var out []func() error
	for range n {
		out = append(out, func() error {
			_, err := rpc.Call(context.Background(), c, op, req)
			return err
		})
	}
	return out
}

func TestOnlyOneOfManyAssigns(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "大桥村路灯坏了").Case
	apptest.Call(t, w.officer, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "镇里的事"})
	won, codes := together(calls(6, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "u1"})...)
	if won != 1 || len(w.journal("CaseAssigned")) != 1 {
		t.Errorf("%d assigned it, others %v", won, codes)
	}
	for _, c := range codes {
		if c != "case.same_unit" {
			t.Errorf("refused with %s", c)
		}
	}
}

func TestOneAnswerCountsOfManySent(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "大桥村路灯坏了")
	w.replied(r.Case)
	rate := casework.RateRequest{Number: r.Number, Code: r.Code, Answer: casework.OutcomeSatisfied}
	record := casework.AnswerRequest{ID: r.Case, Answer: casework.OutcomeDissatisfied, Words: "不满意"}
	won, codes := together(append(calls(4, w.public, casework.RateCase, rate), calls(4, w.officer, casework.RecordAnswer, record)...)...)
	if won != 1 || len(w.journal("PersonAnswered")) != 1 {
		t.Errorf("%d answers counted, others %v", won, codes)
	}
}

func TestMergingBothWaysAtOnceLosesNobody(t *testing.T) {
	w := start(t)
	a, b := w.registers(zhang, "大桥村路灯坏了"), w.registers(li, "村口的灯不亮了")
	won, codes := together(append(
		calls(2, w.officer, casework.MergeCases, casework.MergeRequest{ID: a.Case, Into: b.Case, Reason: "同一件"}),
		calls(2, w.county, casework.MergeCases, casework.MergeRequest{ID: b.Case, Into: a.Case, Reason: "同一件"})...)...)
	if won != 1 {
		t.Errorf("%d merged, others %v", won, codes)
	}
	for _, r := range []casework.Receipt{a, b} {
		p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code})
		if p.Voices != 2 || p.Step != casework.Registered {
			t.Errorf("%+v", p)
		}
	}
}

// Timers of several replicas at once do each thing once.
func TestTimersOfReplicasActOnce(t *testing.T) {
	w := start(t)
	for range 5 {
		w.registers(zhang, "大桥村路灯坏了")
	}
	w.Clock.Advance(9 * day)
	tick := func() error { return w.svc.Timers(store.System(context.Background())) }
	if won, codes := together(tick, tick, tick); won != 3 {
		t.Error(codes)
	}
	if got := len(w.journal("CaseLightChanged")); got != 2*5 { // yellow, then red
		t.Errorf("%d lights for 5 cases", got)
	}
}

// What is known of others does not depend on how their events interleave.
func TestProjectionsTakeEventsInAnyInterleaving(t *testing.T) {
	w := start(t)
	handlers := map[string]event.Handler{}
	for _, h := range w.svc.projections() {
		handlers[h.Type] = h
	}
	streams := [][]event.Event{
		{station.StationOpened.New(station.Changed{Station: "sx", Code: "CX", Area: town, State: station.Open}),
			station.StationUpdated.New(station.Changed{Station: "sx", Code: "CX", Name: "新名", Area: town, State: station.Open})},
		{roster.UnitCreated.New(roster.UnitChanged{Unit: "ux", Name: "旧", Area: town}), roster.UnitUpdated.New(roster.UnitChanged{Unit: "ux", Name: "新", Area: town})},
		{roster.CheckedIn.New(roster.ShiftChanged{Day: roster.ReceptionDay{ID: "dx", Station: "sx", State: roster.DayPublished}}),
			roster.DayHeldEvent.New(roster.DayChanged{Day: roster.ReceptionDay{ID: "dx", Station: "sx", State: roster.DayHeld}})},
	}
	ctx := store.System(t.Context())
	for _, order := range [][]int{{0, 0, 1, 1, 2, 2}, {2, 2, 1, 1, 0, 0}, {0, 1, 2, 0, 1, 2}, {2, 1, 0, 2, 1, 0}} {
		next := make([]int, len(streams))
		for _, s := range order {
			e := streams[s][next[s]]
			next[s]++
			if err := handlers[e.Type].Apply(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
		st, _ := w.svc.stations.Get(ctx, "sx")
		u, _ := w.svc.units.Get(ctx, "ux")
		d, _ := w.svc.days.Get(ctx, "dx")
		if st.Name != "新名" || u.Name != "新" || d.State != "held" {
			t.Errorf("%v: %s %s %s", order, st.Name, u.Name, d.State)
		}
	}
}

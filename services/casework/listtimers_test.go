package casework

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/timers"
)

var timersOp = timers.OpOf("casework")

func TestTheNextTimersComeByTheirTime(t *testing.T) {
	w := start(t)
	first := w.registers(zhang, "村口路灯坏了").Case
	w.Clock.Advance(time.Hour)
	second := w.registers(zhang, "自来水停水三天").Case
	w.assigned(second)
	got := apptest.Call(t, w.county, timersOp, timers.Request{Area: county}).Items
	if len(got) != 2 || got[0].ID != second || got[0].For != "accept" || got[1].ID != first || got[1].For != "triage" {
		t.Fatalf("%+v", got)
	}
	c := apptest.Call(t, w.county, casework.GetCase, casework.ByID{ID: first})
	if r := got[1]; r.What != "light_yellow" || !r.At.Equal(c.Clock.Yellow.Add(time.Second)) || r.Rule != c.Clock.Rule || r.Label != c.Number || r.Kind != "case" || r.Late {
		t.Errorf("%+v", r)
	}
	one := apptest.Call(t, w.county, timersOp, timers.Request{Area: county, Limit: 1})
	two := apptest.Call(t, w.county, timersOp, timers.Request{Area: county, Limit: 1, After: one.Next})
	if len(one.Items) != 1 || len(two.Items) != 1 || one.Items[0].ID == two.Items[0].ID {
		t.Errorf("%+v %+v", one, two)
	}
	w.passes(c.Clock.Due.Sub(w.Clock.Now()) + time.Minute)
	late := apptest.Call(t, w.county, timersOp, timers.Request{Area: county, Late: true}).Items
	if len(late) != 2 || !late[0].Late || late[0].Why != "waits_for" {
		t.Fatalf("%+v", late)
	}
	for _, r := range late {
		if want := map[string]string{first: "联络站st1", second: "镇供电所"}[r.ID]; r.Who != want {
			t.Errorf("%s waits for %s", r.ID, r.Who)
		}
	}
}

// What the program did not come to is told from what somebody is late with.
func TestATimerThatDidNotRunIsLate(t *testing.T) {
	c := sample()
	soon, past := c.Clock.Due.Add(time.Second), c.Clock.Due.Add(time.Hour)
	c.Clock.Light = "yellow" // the next step is the red light
	if row := c.upcoming(past); !row.Late || row.Why != "not_run" || row.What != "light_red" {
		t.Errorf("an hour late: %+v", row)
	}
	if row := c.upcoming(soon); row.Late {
		t.Errorf("a second late: %+v", row)
	}
	if row, is := c.overran(past); !is || row.Why != "not_run" || row.Who != "" {
		t.Errorf("an hour late: %+v, %v", row, is)
	}
	c.Clock.Light = "red" // it ran: now it waits for somebody
	if row, is := c.overran(past); !is || row.Why != "waits_for" || row.Who != c.StationName {
		t.Errorf("red: %+v, %v", row, is)
	}
	if _, is := c.overran(c.Clock.Due.Add(-time.Hour)); is {
		t.Error("late before its time")
	}
}

func TestTimersStayWithinTheArea(t *testing.T) {
	w := start(t)
	w.registers(zhang, "村口路灯坏了")
	operator := w.Client("casework", apptest.With("op", authz.Assignment{Role: authz.SystemOperator, Area: "43"}, ""))
	for name, c := range map[string]struct {
		client *rpc.Client
		req    timers.Request
		want   int
	}{
		"own station": {w.officer, timers.Request{}, 1}, "by its id": {w.officer, timers.Request{Station: "st1"}, 1}, "the township": {w.township, timers.Request{Area: town}, 1},
		"the county": {w.county, timers.Request{}, 1}, "the next township": {w.county, timers.Request{Area: neighbour}, 0}, "another station": {w.nbr, timers.Request{}, 0},
		"the operator": {operator, timers.Request{}, 1}, "the operator, what is late": {operator, timers.Request{Late: true}, 0}, "the operator, a county": {operator, timers.Request{Area: county}, 1},
	} {
		if got := apptest.Call(t, c.client, timersOp, c.req).Items; len(got) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, c := range map[string]struct {
		client *rpc.Client
		req    timers.Request
		kind   fault.Kind
	}{
		"another's station": {w.nbr, timers.Request{Station: "st1"}, fault.KindNotFound}, "no station": {w.county, timers.Request{Station: "none"}, fault.KindNotFound},
		"above": {w.township, timers.Request{Area: county}, fault.KindNotFound}, "beside": {w.county, timers.Request{Area: "431224"}, fault.KindNotFound},
		"no code": {w.county, timers.Request{Area: "x"}, fault.KindInvalid}, "a forged page": {w.county, timers.Request{After: "???"}, fault.KindInvalid},
		"a deputy": {w.deputy, timers.Request{}, fault.KindDenied}, "a unit": {w.unit, timers.Request{}, fault.KindDenied},
	} {
		if _, err := rpc.Call(t.Context(), c.client, timersOp, c.req); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

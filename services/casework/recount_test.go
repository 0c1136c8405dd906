package casework

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// shortReply is a change of rules for running deadlines, too.
func shortReply(from time.Time) rules.Draft {
	return rules.Draft{Area: county, From: from, Values: []byte(`{"reply_workdays":5,"accept_workdays":2}`), Running: true}
}

func TestAPreviewCountsWhatWouldBecomeOverdue(t *testing.T) {
	w := start(t)
	ops := rules.OpsOf("casework")
	slow := w.registers(zhang, "村口路灯坏了")
	w.assigned(slow.Case)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: slow.Case})
	w.Clock.Advance(9 * day)
	fresh := w.registers(zhang, "自来水停水")
	w.assigned(fresh.Case)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: fresh.Case})
	w.registers(zhang, "水渠垮了")

	seen := apptest.Call(t, w.county, ops.Preview, rules.PreviewRequest{Draft: shortReply(time.Time{})})
	if len(seen.Effects) != 2 || seen.Effects[0].Count != 2 || seen.Effects[1].Count != 1 || !seen.Effects[1].Grave || seen.Effects[1].Items[0].ID != slow.Case {
		t.Fatalf("%+v", seen.Effects)
	}
	later := shortReply(w.Clock.Now().AddDate(0, 0, 30))
	if seen := apptest.Call(t, w.county, ops.Preview, rules.PreviewRequest{Draft: later}); len(seen.Effects) != 1 {
		t.Errorf("by then both are late anyhow: %+v", seen.Effects)
	}
	later.Running = false
	if seen := apptest.Call(t, w.county, ops.Preview, rules.PreviewRequest{Draft: later}); len(seen.Effects) != 1 || seen.Effects[0].Count != 3 {
		t.Errorf("%+v", seen.Effects)
	}
	if c := apptest.Call(t, w.county, casework.GetCase, casework.ByID{ID: slow.Case}); slices.ContainsFunc(c.Timeline, func(e casework.Entry) bool { return e.What == "DeadlineMoved" }) {
		t.Error("a preview changed something")
	}
}

func TestRunningDeadlinesFollowAChangeThatSaysSo(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "村口路灯坏了").Case
	w.assigned(id)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
	due := w.due(id)
	from := calendar.DateOf(w.Clock.Now()).Start().AddDate(0, 0, 3)
	w.approves(shortReply(from))
	w.recounts()
	if got := w.due(id); !got.Equal(due) {
		t.Fatalf("moved to %s before its day", got)
	}
	w.Clock.Set(from.Add(8 * day))
	w.recounts()
	w.recounts()
	c := apptest.Call(t, w.county, casework.GetCase, casework.ByID{ID: id})
	if !c.Clock.Due.Before(due) || c.Clock.Light != "red" || calendar.DateOf(c.Clock.Due).String() != "2026-03-09" {
		t.Fatalf("%+v, was %s", c.Clock, due)
	}
	var moved []casework.Entry
	for _, e := range c.Timeline {
		if e.What == "DeadlineMoved" {
			moved = append(moved, e)
		}
	}
	if len(moved) != 1 || moved[0].Why != "县里统一时限" || moved[0].By != "system" || moved[0].Rule == "default" {
		t.Fatalf("%+v", moved)
	}
	if got := len(w.journal("DeadlineMoved")); got != 1 {
		t.Errorf("%d events", got)
	}
}

// What the people were promised for their answer, and the wait for the result, stay.
func TestOnlyDeadlinesOfOfficesAreCountedAnew(t *testing.T) {
	a := actAt(monday, "system")
	a.Rules.TriageWorkdays, a.Rules.AssignWorkdays, a.Rules.AcceptWorkdays, a.Rules.ReplyWorkdays, a.Rules.AnswerWorkdays = 9, 9, 9, 30, 30
	for step, want := range map[casework.Step]bool{casework.Registered: true, casework.Triaged: true, casework.Assigned: true, casework.Handling: true,
		casework.Replied: false, casework.Awaiting: false, casework.Closed: false, casework.Withdrawn: false} {
		c := inStep(t, step)
		if got := c.Recount(a, "why"); (len(got) > 0) != want {
			t.Errorf("%s: %v", step, types(got))
		}
		if len(c.Recount(a, "why")) > 0 {
			t.Errorf("%s: counted twice", step)
		}
	}
	granted := inStep(t, casework.Handling)
	granted.Extension = &casework.Extension{State: "granted"}
	if k, _ := granted.recounted(a); k.Due != a.Days.AddWorkdays(granted.Clock.Started, 30+a.Rules.ExtendWorkdays, calendar.Policy{}) {
		t.Errorf("the extension is lost: %+v", k)
	}
}

func (w *world) due(id string) time.Time {
	w.t.Helper()
	return apptest.Call(w.t, w.county, casework.GetCase, casework.ByID{ID: id}).Clock.Due
}

func (w *world) approves(d rules.Draft) {
	w.t.Helper()
	other := func(id string) *rpc.Client {
		return w.Client("casework", apptest.With(id, authz.Assignment{Role: authz.CountyAdmin, Area: county}, ""))
	}
	p := apptest.Call(w.t, other("one"), rules.OpsOf("casework").Propose, rules.ProposeRequest{Draft: d, Reason: "县里统一时限"})
	apptest.Call(w.t, other("two"), rules.OpsOf("casework").Decide, rules.DecideRequest{ID: p.ID, Approve: true, Reason: "同意"})
}

func (w *world) recounts() {
	w.t.Helper()
	if err := w.svc.Recounts(store.System(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
}

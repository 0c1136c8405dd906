package casework

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
)

const day = 24 * time.Hour

// The main line: said at the desk, handled by a unit, asked about twice, filed.
func TestACaseGoesThroughTheSevenSteps(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "大桥村三组村口的路灯坏了两个多月，晚上走路不安全")
	if len(r.Code) != 8 || !strings.HasPrefix(r.Number, "431223-100-26-0001-") || !strings.Contains(r.Next, "月") {
		t.Fatalf("receipt %+v", r)
	}
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.Step != casework.Registered || c.Clock.What != "triage" || c.Clock.DaysLeft != 3 || c.Category != "0103" ||
		c.Title == "" || c.Voices[0].Name != "张**" || c.Voices[0].Phone != "138****5678" || c.Next[0] != casework.TriageCase.Name {
		t.Fatalf("%+v", c)
	}
	c = w.assigned(r.Case)
	if c.Step != casework.Assigned || c.Unit != "u1" || c.Clock.What != "accept" {
		t.Fatalf("%+v", c)
	}
	seen := apptest.Call(t, w.unit, casework.GetCase, casework.ByID{ID: r.Case})
	if seen.Letter != "请核实并修复" || seen.Next[0] != casework.AcceptCase.Name || seen.Voices[0].Name != "张**" {
		t.Fatalf("the unit sees %+v", seen)
	}
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: r.Case})
	c = apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: r.Case, Text: "已派人修好路灯", Class: "A"})
	if c.Step != casework.Replied || len(c.Asks) != 1 || c.Asks[0].About != "reply" {
		t.Fatalf("%+v", c)
	}
	calls := apptest.Call(t, w.officer, casework.ListCallbacks, casework.CallbackRequest{Station: "st1"})
	if len(calls.Items) != 1 || calls.Items[0].Reply != "已派人修好路灯" || calls.Items[0].Voice.Phone != "138****5678" {
		t.Fatalf("callbacks %+v", calls)
	}
	c = apptest.Call(t, w.officer, casework.RecordAnswer, casework.AnswerRequest{ID: r.Case, Answer: casework.OutcomeSatisfied, Words: "修好了，谢谢"})
	if c.Step != casework.Awaiting || c.Clock.What != "wait" {
		t.Fatalf("%+v", c.Clock)
	}
	w.passes(15 * day)
	p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code})
	if p.Ask != "result" || p.Unit != "镇供电所" || len(p.Replies) != 1 || p.Replies[0].By != "" || p.Text == "" {
		t.Fatalf("%+v", p)
	}
	p = apptest.Call(t, w.public, casework.RateCase, casework.RateRequest{Number: r.Number, Code: r.Code, Answer: casework.OutcomeBasically})
	if p.Step != casework.Closed || p.Outcome != casework.OutcomeBasically {
		t.Fatalf("%+v", p)
	}
	w.passes(31 * day)
	c = apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.Step != casework.Archived || c.Outcome != casework.OutcomeBasically || slices.Contains(c.Next, casework.AddNote.Name) {
		t.Fatalf("%+v", c)
	}
	for _, e := range c.Timeline {
		if e.At.IsZero() || e.By == "" || e.What == "" || e.Rule == "" {
			t.Errorf("an entry does not say who, when and by which rule: %+v", e)
		}
	}
}

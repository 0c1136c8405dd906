package casework

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/rules"
	"lianluo/pkg/rules/rulestest"
)

func TestTakenIsBounded(t *testing.T) {
	a := actAt(monday, "officer")
	for _, c := range []struct {
		name  string
		given time.Time
		code  string
		want  time.Time
		told  bool // both times stand in the history
	}{
		{"now", time.Time{}, "", monday, false},
		{"in the morning", monday.Add(-3 * time.Hour), "", monday.Add(-3 * time.Hour), true},
		{"a clock a little behind", monday.Add(-time.Minute), "", monday.Add(-time.Minute), false},
		{"a clock a little ahead", monday.Add(time.Minute), "", monday, false},
		{"a clock far ahead", monday.Add(3 * time.Minute), "case.ahead", monday, false},
		{"within the bound", monday.AddDate(0, 0, -7), "", monday.AddDate(0, 0, -7), true},
		{"beyond the bound", monday.AddDate(0, 0, -7).Add(-time.Second), "case.stale", monday, false},
	} {
		got, err := taken(c.given, a)
		if code(err) != c.code || !got.Equal(c.want) || since(got, a).IsZero() == c.told {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}

// What was taken down without a network keeps its time; deadlines count from it.
func TestWhatWasTakenDownOfflineKeepsItsTime(t *testing.T) {
	w := start(t)
	heard := apptest.Now.Add(2 * time.Hour)
	w.Clock.Advance(26 * time.Hour) // the network is back the next day
	req := register("st1", zhang, "接待日说的事，当时没有网络")
	req.Channel, req.At = casework.AtReception, heard
	r := apptest.Call(t, w.officer, casework.RegisterCase, req)
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if !c.ReceivedAt.Equal(heard) || !c.Clock.Started.Equal(heard) || c.ReceptionDay != "d1" || len(c.ReceivedBy) != 2 {
		t.Fatalf("%+v", c)
	}
	if e := c.Timeline[0]; !e.Taken.Equal(heard) || !e.At.Equal(w.Clock.Now()) || e.What != "CaseRegistered" {
		t.Fatalf("%+v", e)
	}
	joins := register("st1", li, "我也是那天说的")
	joins.At, joins.SameAs = heard, c.ID
	apptest.Call(t, w.officer, casework.RegisterCase, joins)
	now := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: w.registers(zhang, "今天说的事").Case})
	if !now.Timeline[0].Taken.IsZero() || !now.ReceivedAt.Equal(w.Clock.Now()) {
		t.Fatalf("%+v", now.Timeline)
	}
	c = apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: c.ID})
	if e := c.Timeline[len(c.Timeline)-1]; e.What != "VoiceAdded" || !e.Taken.Equal(heard) {
		t.Fatalf("%+v", e)
	}
	req.At = w.Clock.Now().Add(time.Hour)
	apptest.Refused(t, w.officer, casework.RegisterCase, req, "case.ahead")
}

// A case that arrives after its deadline is late from the start, and that is told.
func TestWhatArrivesLateIsLateAtOnce(t *testing.T) {
	w := start(t)
	w.Clock.Advance(6 * 24 * time.Hour)
	req := register("st1", zhang, "一周前说的事")
	req.At = apptest.Now
	r := apptest.Call(t, w.officer, casework.RegisterCase, req)
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.Clock.Light != "red" || c.Clock.DaysLeft >= 0 || len(w.journal("CaseLightChanged")) != 1 {
		t.Fatalf("%+v", c.Clock)
	}
	w.setRules(`{"late_days":1}`)
	apptest.Refused(t, w.officer, casework.RegisterCase, req, "case.stale")
	apptest.Refused(t, w.county, rules.OpsOf("casework").Propose, rulestest.Change(county, `{"late_days":0}`), "rules.values")
}

package casework

import (
	"slices"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/notification"
)

func TestTwoReturnsGoUpALevelAndBind(t *testing.T) {
	c := inStep(t, casework.Assigned)
	a := actAt(monday, "unit")
	events, err := c.Return(a, "不归我们管")
	if err != nil || !slices.Equal(types(events), []string{"CaseReturned"}) || c.Level != "township" {
		t.Fatalf("%v, %v", types(events), err)
	}
	if _, err := c.Assign(a, Unit{ID: "u2"}, "", ""); code(err) != "case.reason" {
		t.Fatalf("reassigned without a reason: %v", err)
	}
	_, _ = c.Assign(a, Unit{ID: "u2"}, "改派", "")
	events, err = c.Return(a, "也不归我们")
	if err != nil || !slices.Equal(types(events), []string{"CaseReturned", "CaseEscalated"}) || c.Level != "county" {
		t.Fatalf("%v, %v, %s", types(events), err, c.Level)
	}
	if _, err := c.Assign(a, Unit{ID: "u1"}, "r", ""); code(err) != "case.level" {
		t.Fatalf("the township assigned it: %v", err)
	}
	if _, err := c.Triage(a, casework.TriageRequest{Class: casework.TownshipOrdinary, Reason: "r"}); code(err) != "case.level" {
		t.Fatalf("the township took it back by triage: %v", err)
	}
	a.Upto = "county"
	if _, err := c.Assign(a, Unit{ID: "u1"}, "县里决定", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Return(a, "还是不归"); code(err) != "case.step" {
		t.Fatalf("a binding decision was returned: %v", err)
	}
}

func TestTriageOfWhatTheCountyDecides(t *testing.T) {
	c, a := sample(), actAt(monday, "officer")
	if _, err := c.Triage(a, casework.TriageRequest{Class: casework.CountyAndAbove, Reason: "r"}); err != nil || c.Level != "county" {
		t.Fatal(err)
	}
	if _, err := c.Assign(a, Unit{ID: "u3"}, "", ""); code(err) != "case.level" {
		t.Fatalf("%v", err)
	}
	for _, req := range []casework.TriageRequest{{Class: "none", Reason: "r"}, {Class: casework.NotAccepted, Reason: "r"}, {Class: casework.ExplainedAtOnce, Reason: "r"}} {
		if _, err := sample().Triage(a, req); code(err) != "case.class" && code(err) != "case.words" {
			t.Errorf("%s: %v", req.Class, err)
		}
	}
	c = sample()
	_, err := c.Triage(a, casework.TriageRequest{Class: casework.NotAccepted, Reason: "涉诉", Reply: "请向法院反映"})
	if err != nil || c.Outcome != casework.OutcomeNotAsked || c.Replies[0].Text != "请向法院反映" {
		t.Fatalf("%+v, %v", c.Replies, err)
	}
}

func TestTheCityDecidesWhereThereIsNoCounty(t *testing.T) {
	c := inStep(t, casework.Assigned)
	c.Ancestors = []string{"44", "4419", "441900003"} // 东莞
	if c.above() != "city" || c.county() != "4419" || c.divisionOf("county") != "4419" || c.divisionOf("township") != "441900003" {
		t.Errorf("%s, %s", c.above(), c.county())
	}
	c.Level = "province"
	if c.above() != "" {
		t.Error("above the province is nothing")
	}
}

func TestUrgeOncePerDayAndCaller(t *testing.T) {
	c := inStep(t, casework.Handling)
	for _, step := range []struct{ by, when, want string }{
		{"a", "2026-03-03", ""}, {"a", "2026-03-03", "case.urged"}, {"b", "2026-03-03", ""}, {"a", "2026-03-04", ""},
	} {
		if _, err := c.Urge(actAt(at(step.when), step.by), "请抓紧"); code(err) != step.want {
			t.Errorf("%+v: %v", step, err)
		}
	}
	if c.Urges != 3 {
		t.Errorf("%d urges", c.Urges)
	}
}

func TestTheLadderAndWhoHears(t *testing.T) {
	c := inStep(t, casework.Handling)
	a := actAt(monday, "township")
	for rung, want := range []string{"", "unit:u1 station:st1", "unit:u1 station:st1 office:431223100",
		"unit:u1 station:st1 office:431223100 office:431223", "unit:u1 station:st1 office:431223100 office:431223"} {
		if rung == 0 {
			continue
		}
		if rung == 3 {
			if _, err := c.Supervise(a, "r"); code(err) != "case.rung" {
				t.Fatalf("a township went to the county's rung: %v", err)
			}
			a.Upto = "county"
		}
		events, err := c.Supervise(a, "久拖不决")
		if err != nil {
			t.Fatal(err)
		}
		d, _ := casework.CaseSupervised.Decode(events[0])
		if c.Supervision != rung || strings.Join(d.Tell, " ") != want {
			t.Errorf("rung %d tells %v", c.Supervision, d.Tell)
		}
	}
	if _, err := c.Supervise(a, "r"); code(err) != "case.step" {
		t.Errorf("a fifth rung: %v", err)
	}
}

func TestMergeHandsTheVoicesOver(t *testing.T) {
	from, into, a := sample(), inStep(t, casework.Replied), actAt(monday, "officer")
	from.ID, from.Voices[0].ID, from.Codes = "c9", "v9", map[string]string{"v9": "h9"}
	events, over, err := from.Merge(a, into, "同一件事")
	if err != nil || from.MergedInto != into.ID || len(from.numbers()) != 0 || slices.Contains(from.tokens(), "receipt:h9") {
		t.Fatalf("%v, %v", types(events), err)
	}
	d, _ := casework.CaseMerged.Decode(events[0])
	if d.Other != into.ID || !slices.Equal(d.Voices, []string{"v9"}) {
		t.Errorf("%+v", d)
	}
	events, err = into.TakeOver(a, from, over)
	if err != nil || !slices.Equal(types(events), []string{"VoiceAdded", "PersonAsked"}) {
		t.Fatalf("%v, %v", types(events), err)
	}
	if v := into.voice("v9"); v == nil || v.Text != "路灯坏了" || !slices.Contains(into.tokens(), "receipt:h9") || !slices.Contains(into.Merged, "c9") {
		t.Error("the voice lost its words or its receipt")
	}
	if _, err := inStep(t, casework.Closed).TakeOver(a, from, over); code(err) != "case.merge_into" {
		t.Errorf("merged into a closed case: %v", err)
	}
}

func TestOnlyDeliveredCountsAsTold(t *testing.T) {
	c, a := sample(), actAt(monday, "system")
	d := notification.Settled{Delivery: "d1", EventType: "lianluo.casework.CaseReplied.v1", Recipient: "voice:v1", Channel: "mail", State: notification.Uncertain}
	if got := types(c.SetTold(a, d)); !slices.Equal(got, []string{"ToldRecorded"}) || c.Told[0].State != "uncertain" || c.Told[0].About != "CaseReplied" {
		t.Fatalf("%v, %+v", got, c.Told)
	}
	if len(c.SetTold(a, d)) != 0 {
		t.Error("the same word twice")
	}
	d.State = notification.Delivered
	c.SetTold(a, d)
	if len(c.Told) != 1 || c.Told[0].State != "delivered" {
		t.Errorf("%+v", c.Told)
	}
	d.Recipient = "acct:x"
	if c.SetTold(a, d) != nil {
		t.Error("staff's inbox is not the person's")
	}
}

// Events and stored cases hold references only.
func TestEventsHoldNoWordsOfPersons(t *testing.T) {
	c := inStep(t, casework.Handling)
	c.Text, c.Title = "秘密内容", "秘密标题"
	for op, do := range transitions {
		copied := *c
		events, _ := do(&copied, actAt(monday, "officer"))
		for _, e := range events {
			if strings.Contains(string(e.Data), "秘密") || strings.Contains(string(e.Data), "\"reason\"") {
				t.Errorf("%s tells %s", op, e.Data)
			}
		}
	}
}

func TestPublicTitlesNameNobody(t *testing.T) {
	c, a := sample(), actAt(monday, "officer")
	for title, want := range map[string]string{"大桥村路灯维修": "", "请联系13812345678": "case.title", "电话 0745-5231234": "case.title", "2026年第12号": ""} {
		if _, err := c.SetTitle(a, title); code(err) != want {
			t.Errorf("%s: %v", title, err)
		}
	}
	req := casework.TriageRequest{Class: casework.TownshipOrdinary, Reason: "r", PublicTitle: "431223199001011234 的事"}
	if _, err := c.Triage(a, req); code(err) != "case.title" || c.Step != casework.Registered {
		t.Errorf("%v", err)
	}
}

// That somebody cannot be told is said once, not at every step.
func TestNoWayIsSaidOnce(t *testing.T) {
	c, a := sample(), actAt(monday, "system")
	settled := func(delivery, voice string, state notification.DeliveryState) int {
		return len(c.SetTold(a, notification.Settled{Delivery: delivery, Recipient: "voice:" + voice, EventType: casework.CaseReplied.Name, Channel: "letter", State: state}))
	}
	for _, one := range []struct {
		delivery, voice string
		state           notification.DeliveryState
		want            int
	}{
		{"d1", "v1", notification.NoWay, 1}, {"d2", "v1", notification.NoWay, 0}, {"d3", "v2", notification.NoWay, 1},
		{"d1", "v1", notification.Delivered, 1}, {"d4", "v1", notification.NoWay, 1}, {"d5", "v1", notification.OptedOut, 1}, {"d6", "v1", notification.OptedOut, 0},
	} {
		if got := settled(one.delivery, one.voice, one.state); got != one.want {
			t.Errorf("%+v: %d", one, got)
		}
	}
}

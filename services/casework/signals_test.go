package casework

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// facts looks for facts in all that the service told so far.
func (w *world) facts() {
	w.t.Helper()
	apptest.Eventually(w.t, "the journal has positions for all", func() bool {
		pending, err := w.svc.db.Journal().Pending(w.t.Context(), 1)
		return err == nil && len(pending) == 0
	})
	if err := w.svc.Facts(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) signals(c *rpc.Client, s casework.Signal) []casework.SignalRow {
	w.t.Helper()
	w.facts()
	return apptest.Call(w.t, c, casework.ListSignals, casework.SignalsRequest{Signal: s}).Items
}

func TestACaseReturnedLateIsAFactToBeExplained(t *testing.T) {
	w := start(t)
	early, late := w.registers(zhang, "村口路灯坏了").Case, w.registers(zhang, "自来水停水三天").Case
	w.assigned(early)
	w.assigned(late)
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: early, Reason: "不属本单位职责"})
	due := w.due(late)
	w.Clock.Set(due.Add(-time.Hour))
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: late, Reason: "不属本单位职责"})
	got := w.signals(w.county, casework.LateReturn)
	if len(got) != 1 || got[0].Case.ID != late || !got[0].Due.Equal(due) || got[0].Unit != "镇供电所" || len(got[0].Explanations) != 0 {
		t.Fatalf("%+v", got)
	}
	if own := w.signals(w.officer, casework.LateReturn); len(own) != 1 {
		t.Errorf("the station does not see its own: %+v", own)
	}
	if other := w.signals(w.nbr, casework.LateReturn); len(other) != 0 {
		t.Errorf("a neighbour sees it: %+v", other)
	}
	apptest.Call(t, w.officer, casework.ExplainSignal, casework.ExplainRequest{ID: late, Signal: casework.LateReturn, Text: "接收当天停电，次日才看到"})
	got = w.signals(w.county, casework.LateReturn)
	if len(got) != 1 || len(got[0].Explanations) != 1 || got[0].Explanations[0].By != "officer" || !got[0].Explanations[0].At.Equal(w.Clock.Now()) {
		t.Fatalf("%+v", got)
	}
	c := apptest.Call(t, w.county, casework.GetCase, casework.ByID{ID: late})
	if e := c.Timeline[len(c.Timeline)-1]; e.What != "CaseNoted" || e.Note != "接收当天停电，次日才看到" || e.Kind != "note" {
		t.Errorf("%+v", e)
	}
	for name, try := range map[string]struct {
		client *rpc.Client
		req    casework.ExplainRequest
		kind   fault.Kind
	}{
		"no fact":   {w.officer, casework.ExplainRequest{ID: early, Signal: casework.LateReturn, Text: "没有"}, fault.KindFailedPrecondition},
		"elsewhere": {w.nbr, casework.ExplainRequest{ID: late, Signal: casework.LateReturn, Text: "不是我"}, fault.KindNotFound},
		"no kind":   {w.officer, casework.ExplainRequest{ID: late, Signal: "score", Text: "分数"}, fault.KindInvalid},
		"no words":  {w.officer, casework.ExplainRequest{ID: late, Signal: casework.LateReturn}, fault.KindInvalid},
	} {
		if _, err := rpc.Call(t.Context(), try.client, casework.ExplainSignal, try.req); !fault.Is(err, try.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACaseHandedOnLateIsTheSameFact(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "村口路灯坏了").Case
	w.assigned(id)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
	w.Clock.Set(w.due(id).Add(time.Hour))
	apptest.Call(t, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "u2", Reason: "改由农业站办理", Letter: "请办理"})
	if got := w.signals(w.county, casework.LateReturn); len(got) != 1 || got[0].Unit != "镇供电所" {
		t.Errorf("%+v", got)
	}
}

func TestRepliesThatCopyEachOtherAreFound(t *testing.T) {
	w := start(t)
	answer := func(said, reply string) string {
		id := w.registers(zhang, said).Case
		w.assigned(id)
		apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
		apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: id, Text: reply, Class: "A"})
		return id
	}
	const reply = "您反映的问题我单位高度重视，已安排专人到现场核实，目前已经处理完毕，感谢您的关心和支持。"
	first := answer("村口路灯坏了", reply)
	second := answer("桥头路面塌陷", "您反映的问题我单位高度重视，已安排专人到现场核实，目前已处理完毕，感谢您的关心和支持！")
	answer("水渠垮了一段", "水渠垮塌的二十米已于今天重新砌好并通水，请到现场看看是否还有漏水的地方。")
	answer("垃圾没有人清运", "已修好。")
	answer("广场舞声音太大", "已修好。")
	got := w.signals(w.county, casework.SameReply)
	if len(got) != 1 || got[0].Case.ID != second || got[0].Other != first || got[0].OtherNumber == "" {
		t.Fatalf("%+v", got)
	}
}

func TestAClosingThatAskedNobodyIsAFact(t *testing.T) {
	w := start(t)
	silent, rung, said := w.registers(zhang, "村口路灯坏了").Case, w.registers(zhang, "自来水停水三天").Case, w.registers(zhang, "桥头路面塌陷").Case
	for _, id := range []string{silent, rung, said} {
		w.replied(id)
	}
	for range 2 {
		apptest.Call(t, w.officer, casework.RecordTry, casework.TryRequest{ID: rung, Note: "无人接听"})
	}
	apptest.Call(t, w.officer, casework.RecordAnswer, casework.AnswerRequest{ID: said, Answer: casework.OutcomeSatisfied, Words: "修好了"})
	ctx := store.System(t.Context())
	for _, id := range []string{silent, rung, said} {
		_, err := w.svc.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) {
			return []event.Event{c.closeCase(w.svc.actBy(c.Area), casework.OutcomeUnanswered)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := w.signals(w.county, casework.ClosedUnasked); len(got) != 1 || got[0].Case.ID != silent {
		t.Errorf("%+v", got)
	}
	if got := w.signals(w.county, casework.ClosedUnreplied); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	unreplied := w.registers(zhang, "垃圾没有人清运").Case
	_, err := w.svc.cases.Update(ctx, unreplied, func(c *Case) ([]event.Event, error) {
		return []event.Event{c.closeCase(w.svc.actBy(c.Area), casework.OutcomeNotAsked)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.signals(w.county, casework.ClosedUnreplied); len(got) != 1 || got[0].Case.ID != unreplied {
		t.Errorf("%+v", got)
	}
}

func TestFactsAreListedForOnePlaceAndPeriod(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "村口路灯坏了").Case
	w.assigned(id)
	w.Clock.Set(w.due(id).Add(-time.Hour))
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: id, Reason: "不属本单位职责"})
	w.facts()
	now := w.Clock.Now()
	for name, c := range map[string]struct {
		req  casework.SignalsRequest
		want int
	}{
		"before": {casework.SignalsRequest{Until: now}, 0}, "after": {casework.SignalsRequest{From: now.Add(time.Minute)}, 0},
		"then": {casework.SignalsRequest{From: now.Add(-time.Hour), Until: now.Add(time.Hour)}, 1}, "town": {casework.SignalsRequest{Area: town}, 1},
		"neighbour": {casework.SignalsRequest{Area: neighbour}, 0}, "station": {casework.SignalsRequest{Station: "st1"}, 1}, "other station": {casework.SignalsRequest{Station: "st2"}, 0},
	} {
		c.req.Signal = casework.LateReturn
		if got := apptest.Call(t, w.county, casework.ListSignals, c.req).Items; len(got) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, err := rpc.Call(t.Context(), w.officer, casework.ListSignals, casework.SignalsRequest{Signal: casework.LateReturn, Station: "st2"}); !fault.Is(err, fault.KindNotFound) {
		t.Error(err)
	}
	for _, bad := range []casework.SignalsRequest{{}, {Signal: "rank"}, {Signal: casework.LateReturn, Area: "x"}} {
		if _, err := rpc.Call(t.Context(), w.county, casework.ListSignals, bad); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

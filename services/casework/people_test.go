package casework

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/store"
)

var li = casework.Who{Name: "李四", Phone: "13900001111"}

// Two people, two cases, one street light: merged, both receipts go on working
// and show the survivor's progress; both are asked.
func TestMergedVoicesFollowTheSurvivor(t *testing.T) {
	w := start(t)
	a := w.registers(zhang, "大桥村路灯坏了")
	b := w.registers(li, "李四说：村口的灯不亮")
	other := w.neighbours("邻镇的事情")
	apptest.Refused(t, w.officer, casework.MergeCases, casework.MergeRequest{ID: b.Case, Into: other.Case, Reason: "同一件"}, "case.not_found")
	apptest.Refused(t, w.officer, casework.MergeCases, casework.MergeRequest{ID: b.Case, Into: b.Case, Reason: "同一件"}, "case.merge_self")
	c := apptest.Call(t, w.officer, casework.MergeCases, casework.MergeRequest{ID: b.Case, Into: a.Case, Reason: "同一件事"})
	if len(c.Voices) != 2 || c.Merged[0] != b.Case || c.Voices[1].Name != "李*" {
		t.Fatalf("%+v", c.Voices)
	}
	gone := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: b.Case})
	if gone.Step != casework.MergedStep || gone.MergedInto != a.Case {
		t.Fatalf("%+v", gone)
	}
	wantIDs(t, "ended", w.list(w.county, casework.ListRequest{Queue: "otherwise"}), b.Case)
	apptest.Refused(t, w.officer, casework.MergeCases, casework.MergeRequest{ID: b.Case, Into: a.Case, Reason: "再并一次"}, "case.step")
	p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: b.Number, Code: b.Code})
	if p.Number != b.Number || p.Text != "李四说：村口的灯不亮" || p.Voices != 2 || p.Title != "" {
		t.Fatalf("li sees %+v", p)
	}
	wantIDs(t, "li's number", ids(apptest.Call(t, w.officer, casework.FindCases, casework.FindRequest{Words: b.Number})), a.Case)
	wantIDs(t, "li's phone", ids(apptest.Call(t, w.officer, casework.FindCases, casework.FindRequest{Words: "1111"})), a.Case)
	w.replied(a.Case)
	calls := apptest.Call(t, w.officer, casework.ListCallbacks, casework.CallbackRequest{})
	if len(calls.Items) != 2 {
		t.Fatalf("%+v", calls.Items)
	}
	if p := apptest.Call(t, w.public, casework.RateCase, casework.RateRequest{Number: b.Number, Code: b.Code, Answer: casework.OutcomeSatisfied}); p.CanWithdraw || p.StepNo != 5 {
		t.Fatalf("li, who is content, may still take it back: %+v", p)
	}
	if p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: a.Number, Code: a.Code}); p.Ask != "reply" || p.Step != casework.Replied || !p.CanWithdraw {
		t.Fatalf("zhang is no longer asked: %+v", p)
	}
	p = apptest.Call(t, w.public, casework.RateCase, casework.RateRequest{Number: a.Number, Code: a.Code, Answer: casework.OutcomeDissatisfied, Words: "还是不亮"})
	if p.Step != casework.Handling || !p.CanWithdraw {
		t.Fatalf("it begins anew: %+v", p)
	}
}

func TestTheSameAgainJoinsTheCase(t *testing.T) {
	w := start(t)
	a := w.registers(zhang, "大桥村路灯坏了")
	req := register("st1", li, "我也说路灯的事")
	req.SameAs = a.Case
	b := apptest.Call(t, w.officer, casework.RegisterCase, req)
	if b.Case != a.Case || b.Number == a.Number {
		t.Fatalf("%+v", b)
	}
	p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: b.Number, Code: b.Code})
	if p.Text != "我也说路灯的事" || p.Voices != 2 {
		t.Fatalf("%+v", p)
	}
	req.SameAs = w.neighbours("邻镇的事情").Case
	apptest.Refused(t, w.officer, casework.RegisterCase, req, "case.not_found")
	// One of the two takes it back: the case goes on for the other.
	p = apptest.Call(t, w.public, casework.WithdrawCase, casework.WithdrawRequest{Number: a.Number, Code: a.Code})
	if p.Step != casework.Registered || p.CanWithdraw || !p.Withdrawn.Equal(w.Clock.Now()) {
		t.Fatalf("%+v", p)
	}
	p = apptest.Call(t, w.public, casework.WithdrawCase, casework.WithdrawRequest{Number: b.Number, Code: b.Code})
	if p.Step != casework.Withdrawn {
		t.Fatalf("%+v", p)
	}
}

func TestThePublicSeesNoNotesAndNoOthers(t *testing.T) {
	w := start(t)
	a := w.registers(zhang, "大桥村路灯坏了")
	apptest.Call(t, w.officer, casework.AddNote, casework.NoteRequest{ID: a.Case, Text: "此人常来，内部注意"})
	w.replied(a.Case)
	p := apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: a.Number, Code: a.Code})
	for _, e := range p.Entries {
		if e.What == "CaseNoted" || e.Note == "此人常来，内部注意" || e.Note == "属镇里职责" {
			t.Errorf("the public sees %+v", e)
		}
	}
	if len(p.Entries) != 6 {
		t.Errorf("%+v", p.Entries)
	}
}

func TestUnitsAndOtherPlacesActOnlyOnTheirOwn(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "大桥村路灯坏了").Case
	apptest.Refused(t, w.unit, casework.GetCase, casework.ByID{ID: id}, "case.not_found")
	apptest.Refused(t, w.unit, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "rr"}, "denied")
	apptest.Refused(t, w.nbr, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "rr"}, "case.not_found")
	apptest.Refused(t, w.deputy, casework.ReplyCase, casework.ReplyRequest{ID: id, Text: "代表答复", Class: "A"}, "denied")
	w.assigned(id)
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: id, Reason: "不是我们的职责"})
	apptest.Refused(t, w.unit, casework.GetCase, casework.ByID{ID: id}, "case.not_found")
	apptest.Call(t, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "u2", Reason: "改派"})
	apptest.Refused(t, w.unit, casework.AcceptCase, casework.ByID{ID: id}, "case.not_found")
}

func TestTheCountyDecidesAfterTwoReturns(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "大桥村路灯坏了").Case
	w.assigned(id)
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: id, Reason: "不是我们的"})
	apptest.Call(t, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "u1", Reason: "再核实"})
	apptest.Call(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: id, Reason: "仍不是我们的"})
	assign := casework.AssignRequest{ID: id, Unit: "u1", Reason: "县里决定由供电所办"}
	apptest.Refused(t, w.officer, casework.AssignCase, assign, "case.level")
	apptest.Refused(t, w.township, casework.AssignCase, assign, "case.level")
	if c := apptest.Call(t, w.township, casework.GetCase, casework.ByID{ID: id}); c.Level != "county" || c.Next[0] == casework.AssignCase.Name {
		t.Errorf("the township is offered %v", c.Next)
	}
	if c := apptest.Call(t, w.county, casework.GetCase, casework.ByID{ID: id}); c.Next[0] != casework.AssignCase.Name {
		t.Errorf("the county is offered %v", c.Next)
	}
	apptest.Call(t, w.county, casework.AssignCase, assign)
	apptest.Refused(t, w.unit, casework.ReturnCase, casework.Reasoned{ID: id, Reason: "第三次退回"}, "case.step")
}

func TestExtensionUrgeAndLadderThroughTheChain(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "大桥村路灯坏了").Case
	w.assigned(id)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
	apptest.Call(t, w.unit, casework.AskExtension, casework.Reasoned{ID: id, Reason: "等配件"})
	decide := casework.DecideRequest{ID: id, Grant: true, Reason: "同意"}
	apptest.Refused(t, w.officer, casework.DecideExtension, decide, "denied")
	if c := apptest.Call(t, w.head, casework.DecideExtension, decide); c.Extension.State != "granted" || c.Clock.DaysLeft != 30 {
		t.Errorf("%+v", c.Clock)
	}
	apptest.Call(t, w.officer, casework.UrgeCase, casework.Reasoned{ID: id, Reason: "请抓紧"})
	apptest.Refused(t, w.officer, casework.UrgeCase, casework.Reasoned{ID: id, Reason: "请抓紧"}, "case.urged")
	apptest.Call(t, w.head, casework.SuperviseCase, casework.Reasoned{ID: id, Reason: "站里发函提醒"})
	apptest.Refused(t, w.head, casework.SuperviseCase, casework.Reasoned{ID: id, Reason: "久拖"}, "case.rung")
	apptest.Call(t, w.township, casework.SuperviseCase, casework.Reasoned{ID: id, Reason: "久拖"})
	apptest.Refused(t, w.township, casework.SuperviseCase, casework.Reasoned{ID: id, Reason: "久拖"}, "case.rung")
	if c := apptest.Call(t, w.county, casework.SuperviseCase, casework.Reasoned{ID: id, Reason: "县里督办"}); c.Supervision != 3 {
		t.Errorf("rung %d", c.Supervision)
	}
	apptest.Call(t, w.officer, casework.SetPublicTitle, casework.PublicTitleRequest{ID: id, Title: "大桥村路灯维修"})
}

// The jobs of the running service do what time does, on the virtual clock.
func TestTimePassesByItself(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "大桥村路灯坏了")
	w.replied(r.Case)
	for range 2 {
		apptest.Call(t, w.officer, casework.RecordTry, casework.TryRequest{ID: r.Case, Note: "无人接听"})
	}
	apptest.Eventually(t, "nobody answers and the case is closed and filed", func() bool {
		w.Clock.Advance(24 * time.Hour)
		c, err := w.svc.cases.Get(store.System(t.Context()), r.Case)
		return err == nil && c.Step == casework.Archived && c.Outcome == casework.OutcomeUnanswered
	})
	if got := len(w.journal("CaseClosed")); got != 1 {
		t.Errorf("closed %d times", got)
	}
}

func TestToldComesFromDeliveries(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "大桥村路灯坏了")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	settle := func(delivery, object string, state notification.DeliveryState) {
		w.deliveries.Tell(t, "delivery", delivery, "", notification.DeliverySettled.New(notification.Settled{Delivery: delivery, Object: object,
			EventType: "lianluo.casework.CaseRegistered.v1", Recipient: "voice:" + c.Voices[0].ID, Channel: "mail", State: state, At: apptest.Now}))
	}
	settle("d0", "case/unknown", notification.Delivered)
	settle("d0", "station/st1", notification.Delivered)
	settle("d1", "case/"+r.Case, notification.Uncertain)
	settle("d1", "case/"+r.Case, notification.Delivered)
	apptest.Eventually(t, "the case knows who was told", func() bool {
		c = apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
		return len(c.Told) == 1 && c.Told[0].State == "delivered" && c.Told[0].About == "CaseRegistered"
	})
}

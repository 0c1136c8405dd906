package e2e

import (
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

const (
	firstMail  = "villager@example.net"
	secondMail = "neighbour@example.net"
)

// somethingIsSaid: a villager speaks at the reception, gets a receipt and can
// follow what becomes of it with number and code, and with nothing less.
func somethingIsSaid(g *stage) {
	words := casework.RegisterRequest{
		Station: g.station().ID, Channel: casework.AtReception, ReceptionDay: g.day, ReceivedBy: []string{g.colleague.ID},
		Who:  casework.Who{Name: "张大山", Phone: "13812345678", Email: firstMail},
		Text: "大桥村三组通往学校的水泥路塌了一段，孩子们上学要绕行，请尽快修复", Category: "0101",
	}
	var err error
	g.eventually("casework has heard of the reception day", func() bool {
		g.main, err = rpc.Call(g.t.Context(), g.As("desk"), casework.RegisterCase, words)
		return !fault.HasCode(err, "case.reception_day")
	})
	if err != nil {
		g.t.Fatal(err)
	}
	g.id = g.main.Case
	if len(g.main.Code) != 8 || g.main.Number == "" || g.main.Next == "" {
		g.t.Fatalf("receipt %+v", g.main)
	}
	p := do(g, "", casework.FollowCase, casework.FollowRequest{Number: g.main.Number, Code: g.main.Code})
	if p.Step != casework.Registered || p.StepNo == 0 || !strings.Contains(p.Text, "大桥村") {
		g.t.Errorf("followed %+v", p)
	}
	refused(g, "", fault.KindNotFound, casework.FollowCase, casework.FollowRequest{Number: g.main.Number, Code: "AAAAAAAA"})
	g.hears("chief", "待研判 "+g.main.Number)
	refused(g, "office", fault.KindNotFound, casework.GetCase, casework.ByID{ID: g.id})
	refused(g, "auditor", fault.KindDenied, casework.GetCase, casework.ByID{ID: g.id})
}

// itFindsItsUnit: triaged, given to a unit that gives it back, then to the one
// that accepts.
func itFindsItsUnit(g *stage) {
	do(g, "desk", casework.TriageCase, casework.TriageRequest{ID: g.id, Class: casework.TownshipOrdinary, Reason: "属乡镇道路养护职责", PublicTitle: "学校旁水泥路塌陷"})
	proposed := do(g, "desk", casework.ProposeUnits, casework.ByID{ID: g.id})
	if len(proposed.Items) == 0 || proposed.Items[0].Unit != g.unit {
		g.t.Errorf("proposed %+v", proposed.Items)
	}
	do(g, "desk", casework.AssignCase, casework.AssignRequest{ID: g.id, Unit: g.other})
	refused(g, "office", fault.KindNotFound, casework.AcceptCase, casework.ByID{ID: g.id})
	do(g, "other-office", casework.ReturnCase, casework.Reasoned{ID: g.id, Reason: "道路养护不属本中心职责"})
	g.hears("desk", "被退回 "+g.main.Number)
	refused(g, "desk", fault.KindInvalid, casework.AssignCase, casework.AssignRequest{ID: g.id, Unit: g.unit})
	do(g, "desk", casework.AssignCase, casework.AssignRequest{ID: g.id, Unit: g.unit, Reason: "属该办公室职责"})
	g.hears("office", "交办 "+g.main.Number)
	do(g, "office", casework.AcceptCase, casework.ByID{ID: g.id})
	c := g.is(g.id, casework.Handling)
	g.told(c.Voices[0].ID, "CaseAssigned", firstMail)
}

// itIsWatched: the one extension is asked for and granted by the head, the desk
// urges, the county supervises, and all concerned hear of it.
func itIsWatched(g *stage) {
	do(g, "office", casework.AskExtension, casework.Reasoned{ID: g.id, Reason: "连续降雨无法施工"})
	g.hears("chief", "申请延期 "+g.main.Number)
	before := g.is(g.id, casework.Handling).Clock.Due
	c := do(g, "chief", casework.DecideExtension, casework.DecideRequest{ID: g.id, Grant: true, Reason: "情况属实"})
	if c.Extension == nil || c.Extension.State != "granted" || !c.Clock.Due.After(before) {
		g.t.Errorf("extension %+v, due %v", c.Extension, c.Clock.Due)
	}
	refused(g, "office", fault.KindFailedPrecondition, casework.AskExtension, casework.Reasoned{ID: g.id, Reason: "再延一次"})
	do(g, "desk", casework.UrgeCase, casework.Reasoned{ID: g.id, Reason: "群众来电询问"})
	c = do(g, "supervisor", casework.SuperviseCase, casework.Reasoned{ID: g.id, Reason: "涉及学生安全"})
	if c.Urges != 1 || c.Supervision != 1 {
		g.t.Errorf("urged %d times, on rung %d", c.Urges, c.Supervision)
	}
	for _, words := range []string{"同意延期 ", "催办 ", "督办 "} {
		g.hears("office", words+g.main.Number)
	}
}

// aSecondVoiceJoins: a deputy hears the same from another person; the cases
// become one, both voices stay and are told.
func aSecondVoiceJoins(g *stage) {
	g.twin = do(g, "elected", casework.RegisterCase, casework.RegisterRequest{
		Station: g.station().ID, Channel: casework.OnPhone, Who: casework.Who{Name: "李秀英", Phone: "13987654321", Email: secondMail},
		Text: "学校旁边的水泥路塌了，接送孩子很不方便",
	})
	do(g, "desk", casework.MergeCases, casework.MergeRequest{ID: g.twin.Case, Into: g.id, Reason: "同一处道路"})
	c := g.is(g.id, casework.Handling)
	if len(c.Voices) != 2 || !slices.Contains(c.Merged, g.twin.Case) {
		g.t.Fatalf("voices %+v merged %v", c.Voices, c.Merged)
	}
	g.is(g.twin.Case, casework.MergedStep)
	g.told(c.Voices[1].ID, "VoiceAdded", secondMail)
	p := do(g, "", casework.FollowCase, casework.FollowRequest{Number: g.twin.Number, Code: g.twin.Code})
	if p.Step != casework.Handling || p.Voices != 2 || !strings.Contains(p.Text, "接送孩子") {
		g.t.Errorf("the second voice follows %+v", p)
	}
}

// bothAreAsked: the reply goes to both; one answers on the page, the other is
// rung by the desk, the second time with success.
func bothAreAsked(g *stage) {
	refused(g, "elected", fault.KindDenied, casework.ReplyCase, casework.ReplyRequest{ID: g.id, Text: "已经修好了", Class: "A"})
	do(g, "office", casework.ReplyCase, casework.ReplyRequest{ID: g.id, Text: "塌陷路段已重新浇筑，今日恢复通行", Class: "A"})
	c := g.is(g.id, casework.Replied)
	g.told(c.Voices[0].ID, "PersonAsked", firstMail)
	g.told(c.Voices[1].ID, "PersonAsked", secondMail)
	p := do(g, "", casework.RateCase, casework.RateRequest{Number: g.main.Number, Code: g.main.Code, Answer: casework.OutcomeSatisfied, Words: "修得很快"})
	if p.Ask != "" || p.Step != casework.Replied {
		g.t.Errorf("after the first answer: %+v", p)
	}
	calls := do(g, "desk", casework.ListCallbacks, casework.CallbackRequest{Station: g.station().ID, Limit: 200})
	at := slices.IndexFunc(calls.Items, func(k casework.Callback) bool { return k.Case.ID == g.id })
	if at < 0 || calls.Items[at].Voice.ID != c.Voices[1].ID || !strings.Contains(calls.Items[at].Reply, "浇筑") {
		g.t.Fatalf("call-backs %+v", calls.Items)
	}
	do(g, "desk", casework.RecordTry, casework.TryRequest{ID: g.id, Voice: c.Voices[1].ID, Note: "无人接听"})
	do(g, "desk", casework.RecordAnswer, casework.AnswerRequest{ID: g.id, Voice: c.Voices[1].ID, Answer: casework.OutcomeBasically, Words: "路修好了，边上还有点碎石"})
	c = g.is(g.id, casework.Awaiting)
	if c.Clock.What != "wait" || c.Clock.Due.Before(g.Now().AddDate(0, 0, 10)) {
		g.t.Errorf("the result is asked about on %v", c.Clock.Due)
	}
}

// dissatisfactionReopens: who is not satisfied is heard again by the same unit.
func dissatisfactionReopens(g *stage) {
	r := g.replied("村口垃圾池一个月没有清运，气味很大", "")
	do(g, "desk", casework.RecordAnswer, casework.AnswerRequest{ID: r.Case, Answer: casework.OutcomeDissatisfied, Words: "只清了一次，又满了"})
	c := g.is(r.Case, casework.Handling)
	if c.Round != 2 || c.Unit != g.unit || !slices.Contains(history(c), "CaseReopened") {
		g.t.Errorf("round %d: %v", c.Round, history(c))
	}
	g.hears("office", "重新办理 "+r.Number)
}

// replied brings a case of its own as far as the question about the reply.
func (g *stage) replied(text, email string) casework.Receipt {
	g.t.Helper()
	r := do(g, "desk", casework.RegisterCase, casework.RegisterRequest{
		Station: g.station().ID, Channel: casework.AtDesk, Who: casework.Who{Name: "王桂花", Phone: "13700001111", Email: email}, Text: text,
	})
	do(g, "desk", casework.TriageCase, casework.TriageRequest{ID: r.Case, Class: casework.TownshipOrdinary, Reason: "属乡镇职责"})
	do(g, "desk", casework.AssignCase, casework.AssignRequest{ID: r.Case, Unit: g.unit})
	do(g, "office", casework.AcceptCase, casework.ByID{ID: r.Case})
	do(g, "office", casework.ReplyCase, casework.ReplyRequest{ID: r.Case, Text: "已安排处理，请查看结果", Class: "A"})
	return r
}

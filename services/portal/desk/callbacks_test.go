package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"lianluo/api/notification"
	"lianluo/services/portal/portaltest"
)

func TestTheCallBackListReadsOutTheReply(t *testing.T) {
	b := sits(t, newOffice(), officer)
	page := b.Get("/desk/callbacks")
	portaltest.Says(t, page, "李**", "139****2222", "请问您对这个答复满意吗？", "斑马线已经划好。", "无人接听", "没联系上")
	form := page.Form(t, "/desk/cases/c7/answer")
	portaltest.Expect(t, "voice", form.Get("voice"), "v7")
	portaltest.Expect(t, "back", form.Get("back"), "/desk/callbacks")
	portaltest.Expect(t, "nothing is answered for them", form.Get("answer"), "")
	portaltest.Expect(t, "try", page.Form(t, "/desk/cases/c7/try").Get("voice"), "v7")
}

func TestANumberIsShownForAPurposeOnThePageItself(t *testing.T) {
	b := sits(t, newOffice(), officer)
	const action = "/desk/callbacks/c7/v7/contact"
	page := b.Get("/desk/callbacks")
	form := page.Form(t, action+"#call-c7-v7")
	a := b.Post(action, form)
	portaltest.Says(t, a, "李秀英", "13911112222", "已记录查看", "斑马线已经划好。")
	portaltest.Silent(t, b.Get("/desk/callbacks"), "13911112222")
}

func TestNobodyToRing(t *testing.T) {
	o := newOffice()
	o.calls = nil
	portaltest.Says(t, sits(t, o, officer).Get("/desk/callbacks"), "没有要回访的人")
}

func TestAnUncertainMessageIsSettledByAPerson(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	page := b.Get("/desk/deliveries")
	portaltest.Says(t, page, "答复群众", "反映人", "发送中断，结果不明", "查看意见", "不会自动重发")
	const action = "/desk/deliveries/de1/settlement"
	a := b.Submit(page, action, url.Values{"decision": {"again"}})
	portaltest.Refused(t, a, "请填写理由")
	portaltest.Expect(t, "kept", a.Form(t, action).Get("decision"), "again")
	a = b.Submit(a, action, url.Values{"reason": {"本人说没有收到"}})
	portaltest.Expect(t, "location", a.Location(), "/desk/deliveries?state=uncertain")
	portaltest.Expect(t, "decision", o.settled[0].Decision+o.settled[0].Reason, "again本人说没有收到")
}

func TestSettledMessagesAreOnlyShown(t *testing.T) {
	o := newOffice()
	o.deliveries[0].State, o.deliveries[0].Object, o.deliveries[0].Recipient = notification.GivenUp, "account/a1", "acct:a1"
	b := sits(t, o, officer)
	portaltest.Says(t, b.Get("/desk/deliveries"), "没有这样的通知")
	page := b.Get("/desk/deliveries?state=given_up")
	portaltest.Says(t, page, "工作人员", "不再发送")
	if strings.Contains(page.Body, "settlement") {
		t.Error("a settled message is decided again")
	}
}

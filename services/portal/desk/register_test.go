package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

const registerPath = "/desk/register"

func TestRegisteringGivesAReceiptToPrint(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	page := b.Get(registerPath)
	portaltest.Says(t, page, "电话", "反映的内容", "向春梅", "其他驻站代表（1 人）")
	a := b.Submit(page, registerPath, url.Values{"who.phone": {"13900001234"}, "who.name": {"王小明"}, "text": {"桥头一直没有护栏"}, "place.text": {"桥头村"}})
	portaltest.Expect(t, "location", a.Location(), "/desk/register/receipt")
	receipt := b.Follow(a)
	portaltest.Says(t, receipt, "431223-26-00124-A", "M4TX 8WRK", "联络站将在11月25日前研判。", "登记下一位")
	portaltest.Says(t, b.Get("/desk/register/receipt/print"), "431223-26-00124-A", "M4TX 8WRK")
	if !strings.Contains(b.Get("/desk/register/receipt/print?paper=slip").Body, "paper-slip") {
		t.Error("no slip")
	}
	got := o.taken[0]
	portaltest.Expect(t, "channel", got.Channel, casework.AtReception)
	portaltest.Expect(t, "day", got.ReceptionDay, "d0")
	portaltest.Expect(t, "station", got.Station, portaltest.Station)
	portaltest.Expect(t, "received by", strings.Join(got.ReceivedBy, " "), "pe-1")
	portaltest.Expect(t, "place", got.Place.Text, "桥头村")
	b.Forget("ll_desk_receipt")
	portaltest.Expect(t, "gone", b.Get("/desk/register/receipt").Location(), registerPath)
}

func TestOnADayWithoutReceptionPeopleComeToTheDesk(t *testing.T) {
	o := newOffice()
	o.suggestion.Day, o.suggestion.OnDuty = "", nil
	b := sits(t, o, officer)
	b.Submit(b.Get(registerPath), registerPath, url.Values{"who.name": {"王小明"}, "text": {"桥头一直没有护栏"}})
	portaltest.Expect(t, "channel", o.taken[0].Channel, casework.AtDesk)
	portaltest.Expect(t, "nobody", len(o.taken[0].ReceivedBy), 0)
}

func TestSuggestionsAppearWhileOneTypes(t *testing.T) {
	b := sits(t, newOffice(), officer)
	page := b.Get(registerPath)
	form := page.Form(t, registerPath)
	form.Set("text", "桥头一直没有护栏")
	form.Set("who.phone", "13900001234")
	b.Header.Set("HX-Request", "true")
	a := b.Post(registerPath+"/suggestions", form)
	for _, want := range []string{"留空则用：桥头没有护栏", "按内容判断为：桥梁", "认出来了：王**，来过 3 次", "桥头塌了", `name="sameAs" form="register" value="c1"`, `id="f-register-title-hint" hx-swap-oob`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("no %s in %s", want, a.Body)
		}
	}
	if !strings.Contains(page.Body, `id="f-register-title-hint"`) || !strings.Contains(page.Body, `id="similar"`) {
		t.Error("the page has no place for what is suggested")
	}
}

func TestAPhoneThatIsBeingTypedIsNoneYet(t *testing.T) {
	b := sits(t, newOffice(), officer)
	form := b.Get(registerPath).Form(t, registerPath)
	form.Set("who.phone", "139")
	portaltest.Expect(t, "status", b.Post(registerPath+"/suggestions", form).Status, 200)
}

func TestAVoiceIsAddedToTheSameMatter(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	b.Submit(b.Get(registerPath), registerPath, url.Values{"who.name": {"王小明"}, "text": {"桥头一直没有护栏"}, "sameAs": {"c1"}})
	portaltest.Expect(t, "same as", o.taken[0].SameAs, "c1")
}

func TestWhoWantsNoNameLeavesNone(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	b.Submit(b.Get(registerPath), registerPath, url.Values{"who.name": {"王小明"}, "who.phone": {"13900001234"}, "who.anonymous": {"true"}, "text": {"桥头一直没有护栏"}})
	portaltest.Expect(t, "who", o.taken[0].Who, casework.Who{Anonymous: true})
}

func TestNothingIsLostWhileRegistrationIsMended(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	typed := url.Values{"who.phone": {"13900001234"}, "text": {"短"}, "title": {"我起的题"}, "category": {"0103"}, "place.text": {"桥头村"}, "receivedBy": {"pe-2"}}
	good := portaltest.File{Field: "photos", Name: "a.jpg", Data: []byte("picture a")}
	a := b.Upload(b.Get(registerPath), registerPath, typed, good)
	portaltest.Refused(t, a, "反映的内容：至少 4 个字", "照片 1")
	form := a.Form(t, registerPath)
	for name, want := range map[string]string{"who.phone": "13900001234", "text": "短", "title": "我起的题", "category": "0103", "place.text": "桥头村", "receivedBy": "pe-2", "photos": "ph-a.jpg"} {
		portaltest.Expect(t, name, form.Get(name), want)
	}
	bad := portaltest.File{Field: "photos", Name: "b.exe", Data: []byte("MZ")}
	a = b.Upload(a, registerPath, url.Values{"text": {"桥头一直没有护栏"}}, bad)
	portaltest.Refused(t, a, "有一张照片无法读取")
	portaltest.Expect(t, "done", b.Submit(a, registerPath, nil).Location(), "/desk/register/receipt")
	portaltest.Expect(t, "photos", strings.Join(o.taken[0].Photos, " "), "ph-a.jpg")
}

func TestRegistrationWorksWhileTheRosterIsAway(t *testing.T) {
	b := sits(t, newOffice(), officer, portaltest.Refusing(roster.ListPersons, fault.Unavailable(nil)))
	portaltest.Says(t, b.Get(registerPath), "向春梅")
}

package browsertest

import (
	"slices"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"lianluo/api/roster"
	"lianluo/services/portal/portaltest/chromium"
)

// presses moves on with the Tab key until the field has the focus: everything is
// reached without a mouse, in few steps.
func (p *person) presses(field string) {
	p.t.Helper()
	const most = 12
	for range most {
		p.do(chromium.Keys(chromium.Tabulator))
		if p.textOf("document.activeElement.matches(`"+field+"`)") == "true" {
			return
		}
	}
	p.t.Fatalf("%s is not reached with %d presses of Tab:\n%s", field, most, chromium.Where(p.ctx))
}

// byKeyboard: somebody stands at the desk; the liaison officer takes it down
// without touching the mouse.
func (w *walk) byKeyboard() {
	p := w.sits("liaison", "/desk", desktop)
	p.open("/desk/register")
	p.sees(`document.activeElement.name === "who.phone"`)
	p.do(chromium.Keys("19900030002"))
	p.presses("[name='who.name']")
	p.do(chromium.Keys("李长根"))
	p.presses("[name=text]")
	p.do(chromium.Keys("河边的路灯坏了半个月，晚上走路看不见"))
	p.sees(`document.querySelector("#f-register-category-hint").textContent.length > 8`)
	p.presses("[name='place.text']")
	p.do(chromium.Keys("河边"))
	p.sound("register-filled")
	p.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierAlt), func(k *input.DispatchKeyEventParams) {
		k.UnmodifiedText = "s" // by which Chromium knows an access key
	}))
	p.arrives("/desk/register/receipt")
	p.sound("receipt")
	p.sees(`document.activeElement.innerText.includes("A5")`) // Enter prints
	p.open("/desk/register/receipt/print?paper=slip")
	p.sound("receipt-slip")
}

// publishes: next month's receptions are looked at and announced; then a notice.
func (w *walk) publishes() {
	p := w.sits("liaison", "/desk", desktop)
	month := w.Now().AddDate(0, 1, 0).Format("2006-01")
	p.open("/desk/roster/" + month)
	p.sound("roster-planned")
	p.click("main .head .btn-primary, main .btn-primary")
	p.arrives("/desk/roster/" + month + "/publish")
	p.sound("roster-publish")
	p.click("#publish-form .btn-primary")
	p.arrives("/desk/roster/" + month)
	p.sees(`document.querySelector(".notice-good")`)
	p.sound("roster-published")

	p.open("/desk/bulletin")
	p.click("[data-dialog=notice]")
	p.sees(`document.querySelector("#notice").open`)
	p.write("#notice [name=title]", "村道维修期间请绕行")
	p.write("#notice [name=text]", "三组村口路段本周维修，请从桥头绕行。")
	p.sound("notice")
	p.click("#notice .btn-primary")
	p.reads("村道维修期间请绕行")
	public := sit(w.t, w.System, "walk-villager", phone)
	w.comes(public, "/s/"+w.Demo.Station(0).Code, "document.body.innerText.includes('村道维修期间请绕行')")
	public.sound("station-notice")
}

// onDuty puts the deputy whose account is ready on a reception in the month.
func (w *walk) onDuty(month string) {
	w.t.Helper()
	me := w.Demo.Deputy()
	all := world{w.System, w.t}
	for _, d := range ask(all, "county", roster.ListDays, roster.ListDaysRequest{Station: w.Demo.Station(0).ID, From: w.Now(), Limit: 50}).Items {
		if !strings.HasPrefix(d.Start.In(zone).Format("2006-01"), month) {
			continue
		}
		if slices.ContainsFunc(d.Shifts, func(s roster.Shift) bool { return s.Person == me }) {
			return
		}
		kind := map[bool]string{true: "official", false: "grassroots"}[ask(all, "county", roster.GetPerson, roster.ByID{ID: me}).Official]
		i := slices.IndexFunc(d.Shifts, func(s roster.Shift) bool { return s.Kind == kind && s.CheckedIn.IsZero() })
		if i >= 0 {
			ask(all, "county", roster.ChangeShift, roster.ChangeShiftRequest{ID: d.ID, Shift: d.Shifts[i].ID, Person: me, Reason: "演示"})
			return
		}
	}
	w.t.Fatalf("no reception in %s takes the deputy", month)
}

// deputysDay: on the phone, confirm the next shift, check in at today's, take
// down what is heard, and see it in the file.
func (w *walk) deputysDay() {
	w.onDuty(w.Now().In(zone).Format("2006-01"))
	w.onDuty(w.Now().AddDate(0, 1, 0).In(zone).Format("2006-01"))
	p := w.sits("deputy", "/d", phone)
	p.sound("today")
	p.click(`form[action$="/yes"] button`)
	p.sees(`document.querySelector(".notice-good")`)
	p.click(`form[action$="/in"] button`)
	p.sees(`document.querySelector("form[action$='/out']")`)
	p.sound("today-checked-in")
	p.click(`main a[href="/d/hear"]`)
	p.write("main [name=text]", "卫生室周末没有人，老人拿药要跑镇上")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("main [type=file]"), []string{photo(w.t)}))
	p.write("main [name='who.name']", "周大妈")
	p.write("main [name='who.phone']", "19900030003")
	p.click("main form .btn-primary")
	p.sees(`document.querySelector(".receipt-codes")`)
	p.sound("heard-receipt")
	w.comes(p, "/d/cases", "document.body.innerText.includes('卫生室')")
	p.click("main [data-row] a, main .row a, main li a")
	p.sees(`document.readyState === "complete" && document.querySelector(".strip")`)
	p.reads("卫生室周末没有人")
	p.sound("case")
	w.comes(p, "/d/file", "document.body.innerText.includes('1')")
	p.sound("file")
}

// county: what is stuck is pushed, a case that two units gave back is decided, a
// colleague is invited.
func (w *walk) county() {
	p := w.sits("county", "/county", desktop)
	p.open("/county?show=extension")
	p.sound("push-extension")
	p.open("/county/transfer")
	p.click("main [data-row] .btn, main .row .btn")
	p.sees(`document.querySelector("#assign") && document.querySelector("#assign").open`)
	p.write("#assign [name=reason]", "由属地先行处置，县里协调经费。")
	p.sound("decide")
	p.click("#assign .btn-primary")
	p.sees(`document.querySelector(".notice-good")`)
	p.sound("decided")

	s := w.sits("supervisor", "/county", desktop)
	w.opens(s)
	s.click("main [data-dialog=supervise]")
	s.write("#supervise [name=reason]", "涉及学生出行安全，列入督办。")
	s.sound("supervise")
	s.click("#supervise .btn-primary")
	s.sees(`document.querySelector(".notice-good")`)

	p.open("/county/org/users/new?area=" + w.Demo.Station(0).Area)
	p.write("main [name=name]", "新来的联络员")
	p.write("main [name=login]", "newcomer")
	p.click("main input[value=liaison_officer]")
	p.do(chromedp.SetValue(chromedp.CSS("main select[name='grant.station']"), w.Demo.Station(0).ID))
	p.sound("invite")
	p.click("main form[method=post] .btn-primary")
	p.sees(`document.querySelector(".receipt-codes")`)
	p.sound("invitation-slip")
	code := p.text(".receipt-codes div:nth-child(2) dd")

	n := sit(w.t, w.System, "walk-newcomer", desktop)
	n.open("/invitation?code=" + code)
	n.write("[name=password]", "correct horse battery staple")
	n.write("[name=repeat], [name=again], [type=password]:not([name=password])", "correct horse battery staple")
	n.click("main .btn-primary")
	n.arrives("/desk")
	n.sound("first-day")
}

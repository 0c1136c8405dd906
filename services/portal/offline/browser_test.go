package offline_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"

	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/portaltest/chromium"
)

// browser is shared by all tests; each has a tab with cookies of its own.
var browser context.Context

func TestMain(m *testing.M) { chromium.Main(m, &browser) }

// device is a computer at a station, or a phone.
type device struct {
	t    *testing.T
	tab  context.Context
	site *portaltest.Site
	sw   context.Context // the service worker, once it was attached to
}

func newDevice(t *testing.T, site *portaltest.Site) *device {
	t.Helper()
	d := &device{t: t, tab: chromium.Tab(t, browser, 5*time.Minute), site: site}
	chromium.Do(t, d.tab, chromedp.EmulateViewport(1366, 768))
	return d
}

func (d *device) open(path string) {
	d.t.Helper()
	chromium.Do(d.t, d.tab, chromedp.Navigate(d.site.URL+path))
}

func (d *device) becomes(js string) {
	d.t.Helper()
	chromium.Becomes(d.t, d.tab, js)
}

func (d *device) signIn() { d.signInAs(officer) }

func (d *device) signInAs(role authz.Role) {
	d.t.Helper()
	chromium.Do(d.t, d.tab, chromium.Write("#f-login", string(role)), chromium.Write("#f-password", portaltest.Password), chromium.Click("main .btn-primary"))
}

// keeps waits until the worker is at work and a page is on the device.
func (d *device) keeps(path string) {
	d.t.Helper()
	d.becomes(`navigator.serviceWorker.controller`)
	d.becomes(fmt.Sprintf(`window.found || caches.match(%q, {cacheName: "lianluo-pages"}).then((page) => (window.found = Boolean(page))) && window.found`, path))
	chromium.Do(d.t, d.tab, chromium.Script("window.found = false"))
}

// network plugs the device in or out, its service worker too.
func (d *device) network(on bool) {
	d.t.Helper()
	emulate(d.t, d.worker(), on)
	emulate(d.t, d.tab, on)
	if _, err := chromedp.Call(d.tab, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !on, DownloadThroughput: unlimited, UploadThroughput: unlimited}); err != nil {
		d.t.Fatal(err)
	}
}

const unlimited = -1.0 // bytes per second

func emulate(t *testing.T, target context.Context, on bool) {
	t.Helper()
	var rules []*network.Conditions
	if !on {
		rules = append(rules, &network.Conditions{Offline: true, DownloadThroughput: unlimited, UploadThroughput: unlimited})
	}
	if _, err := chromedp.Call(target, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: rules}); err != nil {
		t.Fatal(err)
	}
}

// worker attaches to the service worker of the site, which then stays awake.
func (d *device) worker() context.Context {
	d.t.Helper()
	if d.sw != nil {
		return d.sw
	}
	targets, err := chromedp.Targets(d.tab)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, one := range targets {
		if one.Type == "service_worker" && strings.HasPrefix(one.URL, d.site.URL) {
			var end context.CancelFunc
			d.sw, end = chromedp.NewContext(d.tab, chromedp.WithTargetID(one.TargetID))
			d.t.Cleanup(end)
			return d.sw
		}
	}
	d.t.Fatal("the service worker is asleep")
	return nil
}

func (d *device) register(text string, photos ...string) {
	d.t.Helper()
	d.open("/desk/register")
	d.becomes(`document.querySelector("form[data-draft] [name=draft]")`)
	chromium.Do(d.t, d.tab, chromium.Click("#f-register-who-anonymous"), chromium.Write("#f-register-text", text))
	if len(photos) > 0 {
		chromium.Do(d.t, d.tab, chromedp.SetUploadFiles(chromedp.CSS("#f-register-photos"), photos))
		d.becomes(`document.querySelector("[data-drop-list] img")`)
	}
	chromium.Do(d.t, d.tab, chromium.Click("form[data-draft] .btn-primary"))
}

// rows is an expression: how many entries the list shows with a badge.
func rows(badge string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("[data-rows] .badge")].filter((one) => one.textContent.includes(%q)).length`, badge)
}

func atWork(t *testing.T) (*device, *office, *line) {
	t.Helper()
	site, o, l := start(t)
	d := newDevice(t, site)
	d.open("/sign-in?next=/desk/register")
	d.signIn()
	d.becomes(`location.pathname === "/desk/register"`)
	for _, path := range []string{"/desk/offline", "/desk/register", dayURL, "/s/" + portaltest.StationCode + "/poster"} {
		d.keeps(path)
	}
	return d, o, l
}

func TestTwoPeopleAreRegisteredWithoutANetworkAndArriveOnce(t *testing.T) {
	d, o, _ := atWork(t)
	d.network(false)
	d.register("村口的路塌了一块", photo(t))
	d.becomes(`location.pathname === "/desk/offline" && ` + rows("等待发送") + ` === 1`)
	d.becomes(`document.querySelector("[data-rows]").textContent.includes("照片 1 张")`)
	d.register("三组的路灯不亮")
	d.becomes(rows("等待发送") + ` === 2`)
	d.open("/desk/offline") // as after a crash
	d.becomes(rows("等待发送") + ` === 2`)
	portaltest.Expect(t, "arrived without a network", o.counts(), [3]int{})
	d.network(true)
	d.becomes(rows("已发送") + ` === 2`)
	d.becomes(`!document.querySelector("main").textContent.includes("现在没有网络")`)
	d.becomes(`["431223-26-00001", "431223-26-00002", "M4TX 8WRK"].every((text) => document.querySelector("[data-rows]").textContent.includes(text))`)
	d.open("/desk/offline")
	d.becomes(rows("已发送") + ` === 2`)
	portaltest.Expect(t, "arrived", o.counts(), [3]int{2, 1, 0})
	portaltest.Expect(t, "arrived with when they were taken down", o.timed(), 2)
	d.open("/desk/register")
	portaltest.Expect(t, "a draft is left", chromium.Eval[string](t, d.tab, `document.querySelector("#f-register-text").value`), "")
}

func TestWhatTheOfficeNeedsOpensWithoutANetwork(t *testing.T) {
	d, o, _ := atWork(t)
	d.network(false)
	d.open("/s/" + portaltest.StationCode + "/poster")
	d.becomes(`document.querySelector(".poster")`)
	d.open("/desk") // a list of cases is never kept
	d.becomes(`document.querySelector("[data-outbox]")`)
	d.open(dayURL)
	d.becomes(`document.querySelector("main").textContent.includes("现在没有网络")`)
	chromium.Do(t, d.tab, chromium.Click(`form[action$="/checkin"] button`))
	d.becomes(`location.pathname === "/desk/offline" && document.querySelector("[data-rows]").textContent.includes("代表签到")`)
	pressed := time.Now()
	d.network(true)
	d.becomes(rows("已发送") + ` === 1`)
	portaltest.Expect(t, "checked in", o.now().Shifts[0].State, roster.ShiftAttended)
	portaltest.Expect(t, "before the network was back", o.presses()[0].Before(pressed), true)
}

func TestACheckInOnTheListOfTodayIsQueued(t *testing.T) {
	d, o, _ := atWork(t)
	d.open("/desk")
	d.becomes(`document.querySelector('form[action$="/checkin"]')`)
	d.network(false)
	chromium.Do(t, d.tab, chromium.Click(`form[action$="/checkin"] button`))
	d.becomes(`location.pathname === "/desk/offline" && ` + rows("等待发送") + ` === 1`)
	d.network(true)
	d.becomes(rows("已发送") + ` === 1`)
	portaltest.Expect(t, "checked in", o.now().Shifts[0].State, roster.ShiftAttended)
}

func TestNobodySignsOutWithoutANetwork(t *testing.T) {
	d, _, _ := atWork(t)
	d.network(false)
	d.register("村口的路塌了一块")
	d.becomes(rows("等待发送") + ` === 1`)
	chromium.Do(t, d.tab, chromium.Script(`window.alert = (text) => { window.told = text }`), chromium.Click(".menu summary"), chromium.Click("[data-sign-out] button"))
	d.becomes(`window.told?.includes("不能退出登录") && ` + rows("等待发送") + ` === 1`)
}

func TestWhatWasRefusedSaysWhyAndIsMended(t *testing.T) {
	d, o, _ := atWork(t)
	d.network(false)
	d.register("骂人的话", photo(t))
	d.becomes(rows("等待发送") + ` === 1`)
	d.network(true)
	d.becomes(rows("需要修改") + ` === 1 && document.querySelector("[data-rows]").textContent.includes("请写清楚是什么事")`)
	chromium.Do(t, d.tab, chromium.Click("[data-rows] [data-link]"))
	d.becomes(`document.querySelector("#f-register-text")?.value === "骂人的话" && document.querySelector("[data-drop-list] img")`)
	chromium.Do(t, d.tab, chromium.Script(`document.querySelector("#f-register-text").value = "路塌了一块"`), chromium.Click("form[data-draft] .btn-primary"))
	d.becomes(`location.pathname === "/desk/register/receipt"`)
	d.open("/desk/offline")
	d.becomes(`document.querySelector("[data-empty]")?.checkVisibility()`)
	portaltest.Expect(t, "arrived", o.counts()[0], 1)
	portaltest.Expect(t, "with its photo", len(o.registered[0].Photos), 1)
}

func TestAnAnswerThatWasLostIsAskedForAgain(t *testing.T) {
	d, o, l := atWork(t)
	l.lose("/desk/register")
	d.register("村口的路塌了一块", photo(t))
	d.becomes(`location.pathname === "/desk/offline" && ` + rows("等待发送") + ` === 1`)
	portaltest.Expect(t, "arrived unnoticed", o.counts(), [3]int{1, 1, 0})
	l.lose("")
	chromium.Do(t, d.tab, chromium.Click("[data-send]"))
	d.becomes(`location.pathname === "/desk/offline" && ` + rows("已发送") + ` === 1`)
	portaltest.Expect(t, "arrived", o.counts(), [3]int{1, 1, 0})
}

// The browser dies while a form is on its way: nobody knows whether it arrived.
func TestWhatWasOnItsWayInACrashArrivesOnce(t *testing.T) {
	d, o, l := atWork(t)
	d.open("/desk/register")
	come, release := l.hold()
	defer release() // the site's end waits for its answers
	chromium.Do(t, d.tab, chromium.Click("#f-register-who-anonymous"), chromium.Script(`document.querySelector("#f-register-text").value = "村口的路塌了一块"`),
		chromium.Script(`document.querySelector("form[data-draft]").requestSubmit()`))
	select {
	case <-come:
	case <-d.tab.Done():
		t.Fatal("the form did not go on its way")
	}
	if _, err := chromedp.Call(d.tab, serviceworker.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(d.tab, serviceworker.StopAllWorkers, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	d.open("/desk/offline")
	d.becomes(rows("已发送") + ` === 1`)
	release()
	portaltest.Expect(t, "arrived", o.counts()[0], 1)
	d.open("/desk/register")
	d.notOffered()
}

// notOffered: what went on its way is no draft any more, and the form is new.
func (d *device) notOffered() {
	d.t.Helper()
	d.becomes(`document.querySelector("form[data-draft]")?.textContent.includes("不会重复登记")`)
	portaltest.Expect(d.t, "offered again", chromium.Eval[string](d.t, d.tab, `document.querySelector("#f-register-text").value`), "")
	d.open("/desk/register")
	d.becomes(`document.querySelector("form[data-draft] [name=draft]")`)
	portaltest.Expect(d.t, "said twice", chromium.Eval[bool](d.t, d.tab, `document.querySelector("form[data-draft]").textContent.includes("不会重复登记")`), false)
}

// submitUnseen submits the form as a page does that dies before its answer comes.
const submitUnseen = `(async () => {
	const form = document.querySelector("form[data-draft]");
	form.dispatchEvent(new SubmitEvent("submit", {bubbles: true, cancelable: true}));
	await fetch(form.action, {method: "POST", body: new FormData(form), redirect: "manual"});
	document.cookie = "lianluo_done=; Max-Age=0; Path=/";
	return true;
})()`

func TestAnAnswerThatNobodySawIsShownAndNotRegisteredTwice(t *testing.T) {
	d, o, _ := atWork(t)
	d.open("/desk/register")
	d.becomes(`document.querySelector("form[data-draft] [name=draft]")`)
	chromium.Do(t, d.tab, chromium.Click("#f-register-who-anonymous"), chromium.Write("#f-register-text", "村口的路塌了一块"))
	portaltest.Expect(t, "submitted", chromium.Eval[bool](t, d.tab, submitUnseen), true)
	portaltest.Expect(t, "arrived", o.counts()[0], 1)
	d.open("/desk/register")
	d.notOffered()
	d.open("/desk/offline")
	d.becomes(rows("已发送") + ` === 1 && document.querySelector("[data-rows]").textContent.includes("431223-26-00001")`)
	portaltest.Expect(t, "arrived once", o.counts()[0], 1)
}

func TestASessionThatEndedMeanwhileAsksToSignInAndSends(t *testing.T) {
	d, o, _ := atWork(t)
	d.network(false)
	d.register("村口的路塌了一块")
	d.becomes(rows("等待发送") + ` === 1`)
	d.site.People.EndSessions(string(officer))
	d.site.Clock.Advance(time.Hour)
	d.network(true)
	d.becomes(rows("登录后发送") + ` === 1`)
	portaltest.Expect(t, "arrived signed out", o.counts()[0], 0)
	chromium.Do(t, d.tab, chromium.Click(`[data-rows] a[href^="/sign-in"]`))
	d.becomes(`document.querySelector("#f-login")`)
	d.signIn()
	d.becomes(`location.pathname === "/desk/offline" && ` + rows("已发送") + ` === 1`)
	portaltest.Expect(t, "arrived", o.counts()[0], 1)
}

func TestSigningOutClearsTheDevice(t *testing.T) {
	d, o, _ := atWork(t)
	d.network(false)
	d.register("骂人的话")
	d.becomes(rows("等待发送") + ` === 1`)
	d.network(true)
	d.becomes(rows("需要修改") + ` === 1`)
	chromium.Do(t, d.tab, chromium.Script(`window.confirm = (text) => text.includes("还有 1 条")`), chromium.Click(".menu summary"), chromium.Click("[data-sign-out] button"))
	d.becomes(`location.pathname === "/sign-in"`)
	left := chromium.Eval[string](t, d.tab, `caches.open("lianluo-pages").then((pages) => pages.keys()).then((all) => all.map(({url}) => new URL(url).pathname).join())`)
	portaltest.Expect(t, "kept pages", left, "/offline")
	portaltest.Expect(t, "drafts", chromium.Eval[int](t, d.tab, `Object.keys(localStorage).filter((key) => key.startsWith("lianluo:draft")).length`), 0)
	entries := chromium.Eval[int](t, d.tab, `new Promise((done) => { indexedDB.open("lianluo").onsuccess = ({target}) => { target.result.transaction("outbox").objectStore("outbox").count().onsuccess = (e) => done(e.target.result) } })`)
	portaltest.Expect(t, "entries", entries, 0)
	d.network(false)
	d.open("/desk/register")
	d.becomes(`!document.querySelector("#f-register-text") && document.querySelector("[data-outbox]")`)
	portaltest.Expect(t, "arrived", o.counts()[0], 0)
}

func TestAVillagerWithoutASignalIsHeard(t *testing.T) {
	site, o, _ := start(t)
	d := newDevice(t, site)
	say := "/s/" + portaltest.StationCode + "/say"
	d.open(say)
	d.becomes(`navigator.serviceWorker.controller`)
	d.open(say)
	d.keeps(say)
	d.network(false)
	d.open(say)
	chromium.Do(t, d.tab, chromium.Write("#f-text", "村口的路塌了一块"), chromium.Click("#f-who-anonymous"), chromium.Click("main form .btn-primary"))
	d.becomes(`location.pathname === "/offline" && ` + rows("等待发送") + ` === 1`)
	d.network(true)
	d.becomes(rows("已发送") + ` === 1 && document.querySelector("[data-rows]").textContent.includes("431223-26-00077")`)
	portaltest.Expect(t, "heard", o.counts(), [3]int{0, 0, 1})
}

// The next person on a shared phone finds neither number nor code, nor what was said.
func TestWhatAVillagerSaidIsShownOnce(t *testing.T) {
	site, _, l := start(t)
	d := newDevice(t, site)
	say := "/s/" + portaltest.StationCode + "/say"
	d.open(say)
	d.becomes(`navigator.serviceWorker.controller`)
	d.open(say)
	d.becomes(`document.querySelector("form[data-draft] [name=draft]")`)
	l.lose(say)
	chromium.Do(t, d.tab, chromium.Write("#f-text", "村口的路塌了一块"), chromium.Click("#f-who-anonymous"), chromium.Click("main form .btn-primary"))
	d.becomes(`location.pathname === "/offline" && ` + rows("等待发送") + ` === 1`)
	d.open("/offline") // what is not sent stays, whoever looks
	d.becomes(rows("等待发送") + ` === 1`)
	l.lose("")
	chromium.Do(t, d.tab, chromium.Click("[data-send]"))
	d.becomes(rows("已发送") + ` === 1 && ["431223-26-00077", "M4TX 8WRK", "请抄下"].every((text) => document.querySelector("[data-rows]").innerText.includes(text))`)
	d.becomes(`window.found || window.lianluoOutbox("list").then(([entry]) => (window.found = Boolean(entry?.shown))) && window.found`)
	d.open("/offline")
	d.becomes(`document.querySelector("[data-empty]")?.checkVisibility() && !document.querySelector("[data-rows] [data-row]")`)
	entries := chromium.Eval[int](t, d.tab, `new Promise((done) => { indexedDB.open("lianluo").onsuccess = ({target}) => { target.result.transaction("outbox").objectStore("outbox").count().onsuccess = (e) => done(e.target.result) } })`)
	portaltest.Expect(t, "entries", entries, 0)
}

// A deputy in a village without a signal presses in and out; both moments count.
func TestADeputyChecksInWithoutASignal(t *testing.T) {
	site, o, _ := start(t)
	d := newDevice(t, site)
	d.open("/sign-in?next=/d")
	d.signInAs(authz.DeputyRole)
	d.becomes(`location.pathname === "/d"`)
	d.keeps("/d/offline")
	d.network(false)
	d.open("/d") // what was heard is never kept
	d.becomes(`document.querySelector("form[action$='/in']") && !document.querySelector("a[href='/d/hear']")`)
	for i, what := range []string{"in", "out"} {
		chromium.Do(t, d.tab, chromium.Click(fmt.Sprintf(`form[action$="/%s"] button`, what)))
		d.becomes(fmt.Sprintf(`location.pathname === "/d/offline" && %s === %d`, rows("等待发送"), i+1))
	}
	portaltest.Expect(t, "arrived without a network", len(o.presses()), 0)
	d.network(true)
	d.becomes(rows("已发送") + ` === 2`)
	presses := o.presses()
	portaltest.Expect(t, "arrived once each", len(presses), 2)
	portaltest.Expect(t, "in before out", presses[0].Before(presses[1]), true)
}

// The first try of a check-in acted, and its answer was lost: what the outbox
// sends then differs by its time, and has nothing left to do.
func TestACheckInWhoseAnswerWasLostCountsAsSent(t *testing.T) {
	d, o, l := atWork(t)
	d.open(dayURL)
	l.lose(dayURL + "/shifts/s1/checkin")
	chromium.Do(t, d.tab, chromium.Click(`form[action$="/checkin"] button`))
	d.becomes(`location.pathname === "/desk/offline" && ` + rows("等待发送") + ` === 1`)
	l.lose("")
	chromium.Do(t, d.tab, chromium.Click("[data-send]"))
	d.becomes(rows("已发送") + ` === 1`)
	portaltest.Expect(t, "checked in once", len(o.presses()), 1)
}

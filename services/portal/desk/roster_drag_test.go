package desk_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/api/roster"
	"lianluo/pkg/fault"
	"lianluo/services/portal"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/portaltest/chromium"
	"lianluo/services/portal/session"
)

// atTheMonth opens the roster of November in a real Chromium, as the officer.
func atTheMonth(t *testing.T, o *office) context.Context {
	t.Helper()
	site := portaltest.Start(t, func(p *session.Portal) http.Handler { return portal.Handler(p, nil) }, o.fakes()...)
	browser, end, err := chromium.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	tab := chromium.Tab(t, browser, 5*time.Minute)
	chromium.Do(t, tab, chromedp.EmulateViewport(1366, 1000), chromedp.Navigate(site.URL+"/sign-in?next="+november),
		chromium.Write("#f-login", string(officer)), chromium.Write("#f-password", portaltest.Password), chromium.Click("main .btn-primary"))
	chromium.Becomes(t, tab, `location.pathname === "`+november+`" && !document.querySelector("[data-trade-hint]").hidden`)
	return tab
}

func seat(id string) string { return `[data-seat="` + id + `"]` }

func drag(from, to string) chromium.Step {
	return chromedp.DragAndDrop(chromedp.CSS(from), chromedp.CSS(to))
}

// plannedOffice has two days that nobody has been told of, and one announced.
func plannedOffice() *office {
	o := newOffice()
	o.days = []roster.ReceptionDay{
		reception("d1", roster.DayPlanned, at(24, 9), shift("s1", "向春梅", roster.ShiftAssigned)),
		reception("d2", roster.DayPlanned, at(26, 9), shift("s3", "舒建华", roster.ShiftAssigned), shift("s5", "", roster.ShiftOpen)),
		reception("d3", roster.DayPublished, at(27, 9), shift("s4", "米秀英", roster.ShiftConfirmed)),
	}
	return o
}

func TestADeputyIsDraggedToAnotherShift(t *testing.T) {
	o := plannedOffice()
	tab := atTheMonth(t, o)
	chromium.Do(t, tab, drag(seat("d1/s1"), seat("d2/s3")))
	chromium.Becomes(t, tab, `document.querySelector(".notice-good")?.textContent.includes("向春梅到 11月26日 周四 值班，舒建华换过来")`)
	portaltest.Expect(t, "trade", o.trades[0], roster.TradeRequest{ID: "d1", Shift: "s1", ToDay: "d2", ToShift: "s3"})
	chromium.Do(t, tab, drag(seat("d1/s1"), seat("d2/s5")))
	chromium.Becomes(t, tab, `/已调整：向春梅到 11月26日 周四 值班(?!，)/.test(document.querySelector(".notice-good")?.textContent)`)
	portaltest.Expect(t, "to the open seat", o.trades[1].ToShift, "s5")
}

func TestADropThatBreaksARuleIsAnsweredInWords(t *testing.T) {
	o := plannedOffice()
	o.tradeFails = fault.FailedPrecondition("roster.rule.leave", "向春梅 请假：11月26日", "On leave")
	tab := atTheMonth(t, o)
	chromium.Do(t, tab, drag(seat("d1/s1"), seat("d2/s3")))
	chromium.Becomes(t, tab, `document.querySelector("#trade").open && document.querySelector("#trade [data-error-summary]").textContent.includes("向春梅 请假：11月26日")`)
	chromium.Becomes(t, tab, `document.querySelector("[data-trade-what]").textContent === "向春梅到 11月26日 周四 值班，舒建华换过来"`)
}

func TestWhatWasAnnouncedAsksForAReason(t *testing.T) {
	o := plannedOffice()
	tab := atTheMonth(t, o)
	chromium.Do(t, tab, drag(seat("d1/s1"), seat("d3/s4")))
	chromium.Becomes(t, tab, `document.querySelector("#trade").open && document.activeElement.name === "reason"`)
	chromium.Do(t, tab, chromium.Keys("两人商定"), chromium.Click("#trade .btn-primary"))
	chromium.Becomes(t, tab, `document.querySelector(".notice-good")`)
	portaltest.Expect(t, "reason", o.trades[0].Reason, "两人商定")
	chromium.Do(t, tab, drag(`.loads [data-person="pe-s1"]`, seat("d3/s4")))
	chromium.Becomes(t, tab, `document.querySelector("[data-trade-what]").textContent === "向春梅到 11月27日 周五 值班，代替米秀英"`)
	chromium.Do(t, tab, chromium.Keys("生病"), chromium.Click("#trade .btn-primary"))
	chromium.Becomes(t, tab, `document.querySelector(".notice-good")?.textContent.includes("代替米秀英")`)
	portaltest.Expect(t, "from the list", o.changed[0], roster.ChangeShiftRequest{ID: "d3", Shift: "s4", Person: "pe-s1", Reason: "生病"})
}

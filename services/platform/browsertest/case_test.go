package browsertest

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/services/platform/platformtest"
)

// unitName is how the unit of the account "unit" is called, after its township.
const unitName = "建设和交通服务中心"

// walk is one case on its way through people's hands.
type walk struct {
	*platformtest.System
	t            *testing.T
	number, code string
	about        string // words by which the case is found
}

// TestEachPersonDoesTheirPart has people do on the page what is theirs: one case
// goes from what a villager says through the seven steps to the archive, over the
// weeks that this takes.
func TestEachPersonDoesTheirPart(t *testing.T) {
	t.Parallel()
	s := platformtest.Virtual(t)
	s.Load(t.Context())
	w := &walk{System: s, t: t, about: "村口通往学校的水泥路塌了一块"}
	for _, step := range []struct {
		name string
		do   func(*walk)
	}{
		{"a villager says it", (*walk).says}, {"the liaison officer judges and hands it on", (*walk).handedOn},
		{"the county sees what is stuck, decides and invites", (*walk).county},
		{"the unit accepts and replies", (*walk).replied}, {"the villager is asked about the reply", (*walk).asked},
		{"another is taken down by keyboard", (*walk).byKeyboard}, {"the month is announced", (*walk).publishes},
		{"the deputy receives people", (*walk).deputysDay},
		{"the liaison officer asks about the result", (*walk).result}, {"it is filed", (*walk).filed},
	} {
		if !t.Run(step.name, func(t *testing.T) {
			w.t = t
			step.do(w)
		}) {
			t.FailNow()
		}
	}
}

// sits puts somebody of the walk in front of a screen and signs them in.
func (w *walk) sits(login, place string, on size) *person {
	w.t.Helper()
	p := sit(w.t, w.System, "walk-"+login, on)
	p.signIn(w.System, login, place)
	return p
}

// sound checks and keeps the page that is open.
func (p *person) sound(name string) {
	p.t.Helper()
	p.fine(name, cmp.Or(p.lang, "zh-CN"))
	p.shoot(name)
}

// photo is a picture of a road, as a phone makes it.
func photo(t *testing.T) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			picture.Set(x, y, color.RGBA{uint8(120 + x/8), uint8(110 + y/8), uint8(x ^ y), 255})
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "road.jpg")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// says: find the station, say it with a photo, keep the receipt.
func (w *walk) says() {
	station := w.Demo.Station(0)
	p := sit(w.t, w.System, "walk-villager", phone)
	p.open("/")
	p.write("#f-q", station.AreaName)
	p.click("main .btn-primary", `a.choose-link[href="/s/`+station.Code+`"]`)
	p.arrives("/s/" + station.Code)
	p.click("main .btn-primary")
	p.arrives("/s/" + station.Code + "/say")
	p.write("#f-text", w.about+"，孩子上学要绕行，请尽快修。")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{photo(w.t)}))
	p.sees(`document.querySelector("[data-drop-list] img")`)
	p.write("#f-place-text", "三组村口")
	p.write("#f-who-name", "张桂兰")
	p.write("#f-who-phone", "19900030001")
	p.sound("say-filled")
	p.click("main form .btn-primary")
	p.arrives("/receipt")
	p.sound("receipt")
	w.number, w.code = p.text(".receipt-codes div:nth-child(1) dd"), p.text(".receipt-codes div:nth-child(2) dd")
	if len(strings.ReplaceAll(w.code, " ", "")) != 8 {
		w.t.Errorf("the receipt's code is %q", w.code)
	}
	p.open("/receipt/print")
	p.sound("receipt-print")
}

// opens opens the case from the search that is on every page of an office.
func (w *walk) opens(p *person) {
	p.t.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS("[data-global-search]"), w.number+"\r"))
	p.sees("document.readyState === 'complete' && new URLSearchParams(location.search).get('q') === `" + w.number + "`") // the page before may link to cases, too
	p.click(`main a[href*="` + p.base() + `/cases/0"]`)
	p.sees("document.querySelector('.strip') && document.querySelector('main').innerText.includes(`" + w.about[:30] + "`)")
}

// base is the office that the page belongs to.
func (p *person) base() string {
	p.t.Helper()
	return p.textOf(`"/" + location.pathname.split("/")[1]`)
}

// handedOn: the liaison officer finds it under what is to be done today, judges
// it and hands it to the unit that is proposed.
func (w *walk) handedOn() {
	p := w.sits("liaison", "/desk", desktop)
	p.reads(w.about)
	p.sound("today")
	p.open(w.hrefOn(p))
	p.sound("case-received")
	p.click("main [data-dialog=triage]")
	p.sees(`document.querySelector("#triage").open`)
	p.write("#triage [name=reason]", "属乡镇道路养护职责")
	p.write("#triage [name=publicTitle]", "村口水泥路塌陷")
	p.sound("triage")
	p.click("#triage .btn-primary")
	p.sees(`document.querySelector("[data-dialog=assign]") && document.readyState === "complete"`)
	p.click("main [data-dialog=assign]")
	p.sees(`document.querySelector("#assign").open`)
	p.do(chromedp.Click(chromedp.CSS(`#assign input[name=unit][value="` + w.Demo.Unit() + `"]`)))
	p.sound("assign")
	p.click("#assign .btn-primary")
	p.sees("document.querySelector('.strip-line').innerText.includes(`" + unitName + "`)")
}

// hrefOn is where the line of a list that is about the case leads.
func (w *walk) hrefOn(p *person) string {
	p.t.Helper()
	p.sees("[...document.querySelectorAll('[data-row] a')].some((a) => a.innerText.includes(`" + w.about[:30] + "`))")
	return p.textOf("[...document.querySelectorAll('[data-row] a')].find((a) => a.innerText.includes(`" + w.about[:30] + "`)).pathname")
}

// replied: the unit sees it on its list, accepts it there and replies.
func (w *walk) replied() {
	p := w.sits("unit", "/desk", desktop)
	at := w.hrefOn(p)
	p.click(`form[action$="` + at[strings.LastIndex(at, "/"):] + `/acceptance"] button`)
	p.sees(`!document.querySelector("form[action$='` + at[strings.LastIndex(at, "/"):] + `/acceptance']")`)
	p.open(at)
	p.click("main [data-dialog=reply]")
	p.sees(`document.querySelector("#reply").open`)
	p.write("#reply [name=text]", "塌陷路段已重新浇筑，今日恢复通行。")
	p.sound("reply")
	p.click("#reply .btn-primary")
	p.reads("已重新浇筑")
	p.sound("case-replied")
}

// follows types what stands on the receipt.
func (w *walk) follows() *person {
	w.t.Helper()
	p := sit(w.t, w.System, "walk-villager", phone)
	p.open("/follow")
	p.write("#f-number", w.number)
	p.write("#f-code", w.code)
	p.click("main .btn-primary")
	p.arrives("/follow/case")
	return p
}

// asked: the villager follows with what stands on the receipt, reads the reply
// and says what they think of it.
func (w *walk) asked() {
	p := w.follows()
	p.reads("已重新浇筑")
	p.reads(unitName)
	p.sound("follow")
	p.click("input[value=satisfied]", "#rating .btn-primary")
	p.sees(`document.querySelector(".notice-good") && !document.querySelector("#question")`)
	p.sound("follow-rated")
}

// result: ten working days later the result is asked about. This villager does
// not look at the page again: the liaison officer rings and takes down the words.
func (w *walk) result() {
	w.Clock.Advance(16 * 24 * time.Hour)
	p := w.sits("liaison", "/desk", desktop)
	w.comes(p, "/desk/callbacks", "document.body.innerText.includes(`"+w.number+"`)")
	p.sound("callbacks")
	id := p.textOf("[...document.querySelectorAll('#calls > li')].find((li) => li.innerText.includes(`" + w.number + "`)).id")
	p.click("#" + id + " .masked button, #" + id + " [data-dialog^=unmask]")
	p.sound("callback-purpose")
	p.open("/desk/callbacks")
	p.click("#" + id + " input[value=satisfied]")
	p.write("#"+id+" [name=words]", "路修好了，谢谢你们。")
	p.click("#answer-" + id + " .btn-primary")
	p.sees("document.readyState === 'complete' && !document.body.innerText.includes(`" + w.number + "`)")
	w.opens(p)
	p.sound("case-closed")
}

// comes opens a page until what time brings about is there. Jobs run in rounds:
// one that was under way when the clock jumped comes again a minute later.
func (w *walk) comes(p *person, path, js string) {
	p.t.Helper()
	platformtest.Eventually(p.t, path+" shows "+js, func() bool {
		p.open(path)
		if p.textOf(js) == "true" {
			return true
		}
		w.Clock.Advance(time.Minute)
		return false
	})
}

// filed: a month later it is in the archive, and the villager can still read it.
func (w *walk) filed() {
	w.Clock.Advance(32 * 24 * time.Hour)
	p := w.follows()
	w.comes(p, "/follow/case", `document.querySelectorAll(".step-done").length === 7`)
	p.sound("follow-archived")
}

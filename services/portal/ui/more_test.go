package ui

import (
	"strings"
	"testing"
	"time"

	"rsc.io/qr"
)

func TestTheInboxShowsACountOnlyIfThereIsOne(t *testing.T) {
	wants(t, render(t, in(Chinese), Inbox{Href: "/i", Count: 0, Stream: "/s"}), " hidden>0", `data-stream="/s"`)
	lacks(t, render(t, in(Chinese), Inbox{Href: "/i", Count: 3}), " hidden")
	if got := render(t, in(Chinese), Inbox{}); got != "" {
		t.Errorf("no inbox shows %q", got)
	}
}

func TestTheUserMenuSignsOutByAForm(t *testing.T) {
	u := User{Name: "N", Role: "R", SignOut: "/out", Menu: []NavItem{{Href: "/me", Icon: "user", Label: "Me"}}}
	wants(t, render(t, in(Chinese), u), `action="/out" data-sign-out`, CSRFField, "data-keys", `href="/me"`)
	if got := render(t, in(Chinese), User{}); got != "" {
		t.Errorf("nobody shows %q", got)
	}
}

func TestSwitchesComeBackToThisPage(t *testing.T) {
	ctx := WithPrefs(t.Context(), Prefs{Path: "/s/1?a=1&b=2"})
	wants(t, render(t, ctx, langSwitch()), `/prefs?back=%2Fs%2F1%3Fa%3D1%26b%3D2&amp;lang=en`)
	ctx = WithPrefs(t.Context(), Prefs{Lang: English, Elder: true})
	wants(t, render(t, ctx, langSwitch()), "lang=zh", "中文")
	wants(t, render(t, ctx, elderSwitch()), "elder=0")
}

func TestTheDocumentSaysLanguageAndElderMode(t *testing.T) {
	ctx := WithPrefs(t.Context(), Prefs{Lang: English, Elder: true})
	wants(t, render(t, ctx, PublicLayout{Title: "T"}), `<html lang="en" data-shell="public" data-elder>`, "<title>T · Lianluo</title>")
	lacks(t, render(t, in(Chinese), PublicLayout{}), "data-elder")
}

// The drawing must have exactly the modules of the code, inside its quiet zone.
func TestAQRCodeDrawsEveryModule(t *testing.T) {
	code, err := qr.Encode("https://example.org/f/CX26-0412-7", qr.M)
	if err != nil {
		t.Fatal(err)
	}
	dark := 0
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				dark++
			}
		}
	}
	drawn := 0
	for run := range strings.SplitSeq(strings.TrimSuffix(modules(code), "z"), "z") {
		_, length, _ := strings.Cut(run, "v1h-")
		n := 0
		for _, digit := range length {
			n = 10*n + int(digit-'0')
		}
		drawn += n
	}
	if drawn != dark {
		t.Errorf("%d modules drawn of %d", drawn, dark)
	}
}

func TestAQRCodeIsNamedAndHasLimits(t *testing.T) {
	wants(t, render(t, in(Chinese), QR{Text: "x", Label: `"a"`}), `role="img"`, "&#34;a&#34;")
	if err := (QR{Text: strings.Repeat("x", 5000)}).Render(t.Context(), &strings.Builder{}); err == nil {
		t.Error("5,000 bytes fit into no code")
	}
}

func TestAMonthBeginsOnMonday(t *testing.T) {
	for month, want := range map[time.Month][2]int{time.November: {6, 6}, time.February: {5, 6}, time.June: {5, 0}} {
		weeks := RosterCalendar{Month: time.Date(2026, month, 9, 0, 0, 0, 0, Zone)}.weeks()
		blank := 0
		for _, d := range weeks[0] {
			if d.Date.IsZero() {
				blank++
			}
		}
		if len(weeks) != want[0] || blank != want[1] {
			t.Errorf("%v: %d weeks, %d blank days before the first", month, len(weeks), blank)
		}
		for _, w := range weeks {
			if len(w) != 7 {
				t.Errorf("%v: a week of %d days", month, len(w))
			}
		}
	}
}

func TestTheCalendarShowsPairsGapsAndToday(t *testing.T) {
	got := render(t, in(Chinese), designMonth(in(Chinese)))
	if strings.Count(got, `class="shift-pair"`) != 2 {
		t.Error("two of the three shifts are pairs")
	}
	wants(t, got, `aria-current="date"`, "缺 1 名基层代表", "shift-bad", "调休", "11月5日 周四")
}

func TestLoadBarsShareOneScale(t *testing.T) {
	got := render(t, in(Chinese), LoadBars{Label: "L", Loads: []Load{{Name: "a", Count: 3}, {Name: "b", Count: 1, Why: "w"}}})
	if strings.Count(got, `max="3"`) != 2 {
		t.Errorf("got %s", got)
	}
	wants(t, render(t, in(Chinese), LoadBars{Loads: []Load{{Name: "a"}}}), `max="1" value="0"`)
}

func TestTheWallTurnsWithoutScriptToo(t *testing.T) {
	s := WallScreen{Station: "S", At: 1, Slides: []Slide{{Title: "a", Body: Text("1")}, {Title: "b", Body: Text("2")}}}
	got := render(t, in(Chinese), s)
	wants(t, got, `content="12;url=?slide=0"`, `data-wall="12"`)
	if strings.Count(got, "data-slide hidden") != 1 {
		t.Error("one slide at a time")
	}
	s.At = 9
	wants(t, render(t, in(Chinese), s), "url=?slide=1")
}

func TestProgressKnowsNoTotalAtFirst(t *testing.T) {
	lacks(t, render(t, in(Chinese), Progress{ID: "p", Label: "L"}), "value=", "hx-get")
	wants(t, render(t, in(Chinese), Progress{ID: "p", Done: 5, Total: 1500, Poll: "/p"}), `max="1500" value="5"`, "5 / 1,500", `hx-get="/p"`)
}

func TestFiltersKeepWhatTheyDoNotAskFor(t *testing.T) {
	got := render(t, in(Chinese), Filters{Action: "/c", Keep: map[string]string{"sort": "n"}, Clear: "/c", Export: "/c.xlsx", Count: "9"})
	wants(t, got, `method="get"`, `name="sort" value="n"`, `href="/c.xlsx"`)
	lacks(t, render(t, in(Chinese), Filters{}), "清除筛选", "导出", CSRFField)
}

func TestANoticeInterruptsOnlyForBadNews(t *testing.T) {
	wants(t, render(t, in(Chinese), Notice{Tone: Bad, Text: "x"}), `role="alert"`)
	wants(t, render(t, in(Chinese), Notice{Text: "x"}), `role="status"`)
}

func TestAPersonWithoutPortraitHasAnInitial(t *testing.T) {
	wants(t, render(t, in(Chinese), PersonCard{Name: "向志强"}), `aria-hidden="true">向<`)
	wants(t, render(t, in(Chinese), PersonCard{Photo: "/p.jpg"}), `src="/p.jpg"`)
	if (PersonCard{}).initial() != "" {
		t.Error("nobody has no initial")
	}
}

func TestMomentsAreReadByMachinesToo(t *testing.T) {
	wants(t, render(t, in(Chinese), Moment(designNow)), `datetime="2026-11-22T02:00:00Z"`, "刚刚")
	wants(t, render(t, in(Chinese), Moment(time.Time{})), "–")
}

func TestAnUnknownIconIsFoundByTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown icon must panic")
		}
	}()
	Icon("nothing")
}

func TestIconsAreHiddenFromScreenReaders(t *testing.T) {
	got := render(t, in(Chinese), Icon("house"))
	wants(t, got, `aria-hidden="true"`, "<path")
	lacks(t, got, "license", "\n", `width="24"`)
}

func TestStaffSwitchTheLanguageInTheHeader(t *testing.T) {
	header, _, _ := strings.Cut(render(t, in(Chinese), DeskLayout{User: User{Name: "n"}}), "<details")
	wants(t, header, "lang=en", "English")
}

package deputy_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
)

func TestAPageForWithoutANetwork(t *testing.T) {
	p, _, b := start(t)
	page := b.Get("/d/offline")
	portaltest.Says(t, page, "没有网络时", "11月24日", "辰阳镇人大代表联络站 · 一楼接待室", "签到", "签退", "以您按下的时间为准")
	portaltest.Silent(t, page, "桥头村", "李**") // nothing about constituents is kept
	portaltest.Expect(t, "kept until its day is over", page.Header.Get("Lianluo-Keep"), "221400")
	p.days = nil
	page = b.Get("/d/offline")
	portaltest.Says(t, page, "近期没有您的班次")
	portaltest.Expect(t, "nothing to check in to", strings.Contains(page.Body, "/d/shifts/"), false)
	portaltest.Expect(t, "kept a week", page.Header.Get("Lianluo-Keep"), "604800")
}

// later sends what was pressed, as the service worker does.
func later(t *testing.T, b *portaltest.Browser, path, key string, at string) session.Outcome {
	t.Helper()
	form := b.Get("/d/leave").Form(t, "/d/leave")
	b.Header.Set("Lianluo-Outbox", "1")
	defer b.Header.Del("Lianluo-Outbox")
	values := url.Values{"csrf_token": form["csrf_token"], "idempotency_key": {key}}
	if at != "" {
		values.Set("at", at)
	}
	a := b.Post(path, values)
	var o session.Outcome
	if err := json.Unmarshal([]byte(a.Body), &o); err != nil {
		t.Fatalf("%d %s: %v", a.Status, a.Body, err)
	}
	return o
}

func TestWhatWasPressedWithoutANetworkArrivesWithItsTime(t *testing.T) {
	p, site, b := start(t)
	site.Clock.Set(at(24, 6))
	refused := later(t, b, "/d/shifts/d1/s11/in", "too-early-a-key", "")
	portaltest.Expect(t, "too early", refused.State, session.OutcomeRefused)
	portaltest.Expect(t, "says why", refused.Text, "还没到签到时间")
	site.Clock.Set(at(24, 12))
	const key, pressed = "the-key-that-was-pressed", "2026-11-24T01:02:03.456Z"
	sent := later(t, b, "/d/shifts/d1/s11/in", key, pressed)
	portaltest.Expect(t, "sent", sent.State, session.OutcomeSent)
	portaltest.Expect(t, "pressed at", p.pressed.UTC().Format("2006-01-02T15:04:05.000Z"), pressed)
	portaltest.Expect(t, "its page", sent.Link, "/d")
	again := later(t, b, "/d/shifts/d1/s11/in", key, "")
	portaltest.Expect(t, "a first try whose answer was lost", again.State, session.OutcomeSent)
}

package casework

import (
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
)

// titled registers a case and gives it a public title.
func (w *world) titled(text, category, title string) casework.Receipt {
	w.t.Helper()
	req := register("st1", zhang, text)
	req.Category = category
	r := apptest.Call(w.t, w.officer, casework.RegisterCase, req)
	if title != "" {
		apptest.Call(w.t, w.officer, casework.SetPublicTitle, casework.PublicTitleRequest{ID: r.Case, Title: title})
	}
	w.Clock.Advance(time.Hour)
	return r
}

func (w *world) published(req casework.PublishedRequest) []string {
	w.t.Helper()
	out := []string{}
	for _, c := range apptest.Call(w.t, w.public, casework.ListPublished, req).Items {
		out = append(out, c.ID)
	}
	return out
}

func TestAnybodyListsPublishedCases(t *testing.T) {
	w := start(t)
	lamp := w.titled("张大山家门口的路灯坏了", "0103", "村口路灯不亮").Case
	noon := w.Clock.Now()
	water := w.titled("张大山家停水", "0201", "三组自来水停水").Case
	w.titled("不愿意公开的事", "0201", "")
	refused := w.titled("不属受理范围的事", "0103", "某事").Case
	apptest.Call(t, w.officer, casework.TriageCase, casework.TriageRequest{ID: refused, Class: casework.NotAccepted, Reason: "不属职责", Reply: "请到法院"})
	w.titled("后来撤回的事", "0103", "另一件事")
	withdrawn := w.titled("再后来撤回的事", "0103", "还有一件事")
	apptest.Call(t, w.public, casework.WithdrawCase, casework.WithdrawRequest{Number: withdrawn.Number, Code: withdrawn.Code})
	third := w.published(casework.PublishedRequest{Area: town})[0]
	apptest.Call(t, w.officer, casework.SetPublicTitle, casework.PublicTitleRequest{ID: third}) // off again

	for what, c := range map[string]struct {
		req  casework.PublishedRequest
		want []string
	}{
		"township":              {casework.PublishedRequest{Area: town}, []string{water, lamp}},
		"county":                {casework.PublishedRequest{Area: county}, []string{water, lamp}},
		"neighbour":             {casework.PublishedRequest{Area: neighbour}, nil},
		"category":              {casework.PublishedRequest{Area: town, Category: "0103"}, []string{lamp}},
		"state":                 {casework.PublishedRequest{Area: town, State: "open"}, []string{water, lamp}},
		"closed":                {casework.PublishedRequest{Area: town, State: "closed"}, nil},
		"category and state":    {casework.PublishedRequest{Area: town, Category: "0201", State: "open"}, []string{water}},
		"from":                  {casework.PublishedRequest{Area: town, From: noon}, []string{water}},
		"below":                 {casework.PublishedRequest{Area: town, Below: noon}, []string{lamp}},
		"category, from, below": {casework.PublishedRequest{Area: town, Category: "0103", From: noon.Add(-2 * time.Hour), Below: noon}, []string{lamp}},
	} {
		wantIDs(t, what, w.published(c.req), c.want...)
	}
	for _, bad := range []casework.PublishedRequest{{}, {Area: "x"}, {Area: town, State: "mine"}} {
		apptest.Refused(t, w.public, casework.ListPublished, bad, "rpc.content")
	}
}

func TestPagesOfPublishedCases(t *testing.T) {
	w := start(t)
	want := []string{}
	for range 5 {
		want = append([]string{w.titled("路灯坏了", "0103", "路灯").Case}, want...)
	}
	got, after := []string{}, ""
	for {
		page := apptest.Call(t, w.public, casework.ListPublished, casework.PublishedRequest{Area: county, Limit: 2, After: after})
		for _, c := range page.Items {
			got = append(got, c.ID)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	wantIDs(t, "all pages", got, want...)
}

func TestAPublishedCaseHoldsNothingPersonal(t *testing.T) {
	w := start(t)
	r := w.titled("张大山家门口的路灯坏了，电话13812345678", "0103", "村口路灯不亮")
	for _, name := range []string{r.Case, r.Number, strings.ReplaceAll(r.Number, "-", "")} {
		got := apptest.Call(t, w.public, casework.GetPublished, casework.PublishedByID{ID: name})
		want := casework.PublishedCase{ID: r.Case, Number: r.Number, Title: "村口路灯不亮", Category: "0103", Station: "Cst1",
			StationName: "联络站st1", Area: town, AreaName: got.AreaName, Step: casework.Registered, Open: true,
			ReceivedAt: got.ReceivedAt, Updated: got.Updated, Due: got.Due}
		if got != want || got.AreaName == "" || got.Due.IsZero() {
			t.Errorf("by %s: %+v", name, got)
		}
	}
	hidden := w.titled("不公开的事情", "0103", "")
	if got := apptest.Call(t, w.public, casework.GetPublished, casework.PublishedByID{ID: hidden.Case}); got.Title != "" || got.Number != "" {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{hidden.Number, "431223-100-26-9999-0", "nothing", r.Number + "1"} {
		apptest.Refused(t, w.public, casework.GetPublished, casework.PublishedByID{ID: name}, "case.not_published")
	}
}

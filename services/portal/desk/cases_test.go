package desk_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

// A unit that gave a case back may not read it any more: it is told so on its
// list, not by a page that was not found.
func TestWhatWasGivenBackLeadsToTheList(t *testing.T) {
	with := true
	b := sits(t, newOffice(), unit,
		portaltest.Op(casework.GetCase, func(_ context.Context, req casework.ByID) (casework.Case, error) {
			if !with {
				return casework.Case{}, fault.NotFound("case", "没有这件意见", "No such case")
			}
			return casework.Case{ID: req.ID, Title: "水渠漏水", Step: casework.Assigned, Next: []string{casework.ReturnCase.Name}}, nil
		}),
		portaltest.Op(casework.ReturnCase, func(_ context.Context, req casework.Reasoned) (casework.Case, error) {
			with = req.Reason == ""
			return casework.Case{ID: req.ID}, nil
		}))
	a := b.Submit(b.Get("/desk/cases/c3"), "/desk/cases/c3/return", url.Values{"reason": {"属于水利站"}})
	portaltest.Expect(t, "location", a.Location(), "/desk/cases")
	portaltest.Says(t, b.Follow(a), "群众意见", "已退回")
}

func TestWhatIsTooShortToSearchForIsSaid(t *testing.T) {
	short := fault.Invalid("case.short", "请至少输入两个字", "Enter at least two characters").At("q", "请至少输入两个字", "Enter at least two characters")
	b := sits(t, newOffice(), officer, portaltest.Refusing(casework.FindCases, short))
	a := b.Get("/desk/cases?q=" + url.QueryEscape("张"))
	portaltest.Expect(t, "status", a.Status, 422)
	portaltest.Says(t, a, "请至少输入两个字")
	if !strings.Contains(a.Body, `value="张"`) {
		t.Error("what was typed is gone")
	}
}

// What was registered without a network is sent with when it was.
func TestWhatWasRegisteredWithoutANetworkKeepsItsTime(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	form := b.Get(registerPath)
	b.Header.Set("Lianluo-Outbox", "1")
	a := b.Submit(form, registerPath, url.Values{"who.name": {"王小明"}, "text": {"桥头一直没有护栏"}, "at": {"2026-11-20T01:30:00.000Z"}})
	portaltest.Expect(t, "status", a.Status, 200)
	portaltest.Expect(t, "taken down", o.taken[0].At.Equal(at(20, 9).Add(30*time.Minute)), true)
}

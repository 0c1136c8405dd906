package operate_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/ui"
)

func TestAuditorsSeeTheChain(t *testing.T) {
	site := start(t)
	b := site.As(t, authz.Auditor)
	portaltest.Says(t, b.Get("/operate/audit"), "张小兰", "签到第 2 行", "有 1 个未送出", "casework.TriageCase", "9f2c64d1", "2026-11-22 09:42:10", "再看一些")
	portaltest.Expect(t, "others", site.As(t, officer).Get("/operate/audit").Status, http.StatusForbidden)
	portaltest.Expect(t, "security", site.As(t, authz.SecurityAdmin).Get("/operate/audit").Status, http.StatusForbidden)
}

func TestTheChainIsVerifiedAgainstHeadsKeptElsewhere(t *testing.T) {
	var got []identity.AuditHead
	site := start(t, portaltest.Op(identity.VerifyAudit, func(_ context.Context, req identity.VerifyAuditRequest) (identity.AuditVerdict, error) {
		got = req.Heads
		return identity.AuditVerdict{Rows: 9, Heads: len(got), Findings: []string{"第 7 行被改动"}}, nil
	}))
	b := site.As(t, authz.Auditor)
	verify := func(heads string) portaltest.Answer {
		return b.Submit(b.Get("/operate/audit"), "/operate/audit/verification", url.Values{"heads": {heads}})
	}
	portaltest.Says(t, verify(`{"number":5,"hash":"aa","time":"2026-11-22T00:00:00Z"}`+"\n"+`{"number":6,"hash":"bb"}`), "审计链有问题", "第 7 行被改动", "9 行记录和 2 个链头")
	portaltest.Expect(t, "heads", len(got), 2)
	verify(`[{"number":5,"hash":"aa"},{"number":6,"hash":"bb"}]`)
	portaltest.Expect(t, "heads of a list", len(got), 2)
	portaltest.Says(t, verify(""), "0 个链头")
	portaltest.Refused(t, verify("not json"), "链头的格式不对", "研判分类")
	portaltest.Refused(t, verify(`{"number":5}`), "链头的格式不对")
}

func TestAnIntactChainSaysSo(t *testing.T) {
	b := start(t).As(t, authz.Auditor)
	portaltest.Says(t, b.Submit(b.Get("/operate/audit"), "/operate/audit/verification", nil), "审计链完整", "3 行记录和 2 个链头")
}

func TestTheSystemsOwnWorkIsSaidInWords(t *testing.T) {
	site := start(t, portaltest.Always(identity.ListAudit, rpc.Page[identity.AuditRow]{Items: []identity.AuditRow{
		{Number: 2, Actor: "system", Operation: "consume projection"}, {Number: 1, Actor: "system", Operation: "job timers"}, {Number: 3, Actor: "system"},
	}}))
	page := site.As(t, authz.Auditor).Get("/operate/audit")
	portaltest.Says(t, page, "系统自动：更新联络站", "系统定时：检查办理时限")
	portaltest.Silent(t, page, `<a href="/operate/audit" title=""`) // a row without an operation leads nowhere
}

func TestTheChainIsSearchedBySeveralThingsAtOnce(t *testing.T) {
	var asked []identity.ListAuditRequest
	site := start(t, portaltest.Op(identity.ListAudit, func(_ context.Context, req identity.ListAuditRequest) (rpc.Page[identity.AuditRow], error) {
		if req.From.After(req.To) && !req.To.IsZero() {
			return rpc.Page[identity.AuditRow]{}, fault.Invalid("audit.dates", "结束时间必须晚于开始时间", "x").At("to", "请重新选择", "x")
		}
		asked = append(asked, req)
		return rpc.Page[identity.AuditRow]{Items: []identity.AuditRow{{Number: 7, Actor: "a1", Operation: "identity.GrantRole", Aggregate: "account", Subject: "a9", Type: "lianluo.identity.Refused.v1", Hash: "9f2c64d1a4b0e771"}}, Next: "further"}, nil
	}))
	b := site.As(t, authz.Auditor)
	page := b.Get("/operate/audit?kind=refusal&actor=zhang&operation=identity.GrantRole&area=431223&outcome=refused&from=2026-11-01&to=2026-11-20")
	asked[0].From, asked[0].To = asked[0].From.In(ui.Zone), asked[0].To.In(ui.Zone)
	portaltest.Expect(t, "asked", asked[0], identity.ListAuditRequest{Actor: "zhang", Operation: "identity.GrantRole", Area: "431223", Kind: "refusal", Outcome: "refused",
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, ui.Zone), To: time.Date(2026, 11, 21, 0, 0, 0, 0, ui.Zone), Limit: 50})
	// Everything that was chosen stays: in the fields, the kinds, the next page, the rows' own links and the file.
	for _, want := range []string{`value="zhang"`, `value="2026-11-20"`, `<option value="refused" selected`, "area=431223&amp;from=2026-11-01&amp;kind=power", "after=further", "actor=a1&amp;area=431223", "/export?of="} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("no %s", want)
		}
	}
	portaltest.Says(t, b.Get("/operate/audit?from=2026-11-20&to=2026-11-01"), "请重新选择")
	portaltest.Expect(t, "no date", b.Get("/operate/audit?from=soon").Status, http.StatusBadRequest)
}

func TestAnEmptyStretchLeadsFurtherBack(t *testing.T) {
	site := start(t, portaltest.Always(identity.ListAudit, rpc.Page[identity.AuditRow]{Next: "further"}))
	portaltest.Says(t, site.As(t, authz.Auditor).Get("/operate/audit?actor=zhang"), "继续往前找", "再看一些")
}

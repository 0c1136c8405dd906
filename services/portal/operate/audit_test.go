package operate_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
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
		{Number: 2, Actor: "system", Operation: "consume projection"}, {Number: 1, Actor: "system", Operation: "job timers"},
	}}))
	portaltest.Says(t, site.As(t, authz.Auditor).Get("/operate/audit"), "系统自动：更新联络站", "系统定时：检查办理时限")
}

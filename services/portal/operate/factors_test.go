package operate_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// losers are a fake of accounts, one of which lost its phone.
func losers(reset *[]string) []portaltest.Fake {
	all := map[string]identity.Account{"a1": {ID: "a1", Login: "shi", Name: "石磊", Area: "431223", SecondFactor: true}, "a2": {ID: "a2", Login: "mi", Name: "米芳", Area: "431223"},
		string(authz.SecurityAdmin): {ID: string(authz.SecurityAdmin), Login: "me", Name: "自己", Area: "43", SecondFactor: true}}
	return []portaltest.Fake{
		portaltest.Op(identity.ListAccounts, func(_ context.Context, req identity.ListAccountsRequest) (rpc.Page[identity.Account], error) {
			if req.Words == "石" {
				return rpc.Page[identity.Account]{}, fault.Invalid("account.short", "请至少输入两个相邻的字", "Type more").At("q", "请至少输入两个相邻的字", "Type more")
			}
			if req.Words == "石磊" {
				return rpc.Page[identity.Account]{Items: []identity.Account{all["a1"]}}, nil
			}
			if req.Area == "431225" {
				return rpc.Page[identity.Account]{}, nil
			}
			return rpc.Page[identity.Account]{Items: []identity.Account{all["a1"], all["a2"]}}, nil
		}),
		portaltest.Op(identity.GetAccount, func(_ context.Context, req identity.ByID) (identity.Account, error) {
			a, ok := all[req.ID]
			if !ok {
				return a, fault.NotFound("account.not_found", "没有找到账号", "no such account")
			}
			return a, nil
		}),
		portaltest.Op(identity.ResetFactors, func(_ context.Context, req identity.Reasoned) (identity.Account, error) {
			*reset = append(*reset, req.ID+" "+req.Reason)
			a := all[req.ID]
			a.SecondFactor = false
			all[req.ID] = a
			return a, nil
		}),
	}
}

func TestASecondFactorIsResetInTwoSteps(t *testing.T) {
	var reset []string
	b := start(t, losers(&reset)...).As(t, authz.SecurityAdmin)
	portaltest.Says(t, b.Get("/operate/factors"), "全部区划", "石磊", "已设置", "米芳", "未设置")
	portaltest.Says(t, b.Get("/operate/factors?area=431225"), "没有账号")
	byName := b.Get("/operate/factors?" + url.Values{"q": {"石磊"}}.Encode())
	portaltest.Says(t, byName, "石磊")
	portaltest.Silent(t, byName, "米芳")
	portaltest.Says(t, b.Get("/operate/factors?"+url.Values{"q": {"石"}}.Encode()), "请至少输入两个相邻的字")
	page := b.Get("/operate/factors/a1")
	portaltest.Says(t, page, "请先确认是本人提出")
	portaltest.Refused(t, b.Submit(page, "/operate/factors/a1", url.Values{"reason": {" "}}), "理由")
	sure := b.Submit(page, "/operate/factors/a1", url.Values{"reason": {"当面核实"}})
	portaltest.Says(t, sure, "确定重置“石磊”", "当面核实")
	if len(reset) != 0 {
		t.Fatalf("reset at the first step: %v", reset)
	}
	portaltest.Says(t, b.Follow(b.Submit(sure, "/operate/factors/a1/reset", nil)), "已重置", "无需重置")
	if len(reset) != 1 || reset[0] != "a1 当面核实" {
		t.Errorf("got %v", reset)
	}
}

func TestWhoseSecondFactorIsNotReset(t *testing.T) {
	var reset []string
	site := start(t, losers(&reset)...)
	b := site.As(t, authz.SecurityAdmin)
	portaltest.Says(t, b.Get("/operate/factors/a2"), "无需重置")
	portaltest.Silent(t, b.Get("/operate/factors/a2"), "下一步")
	portaltest.Expect(t, "outside", b.Get("/operate/factors/a9").Status, http.StatusNotFound)
	for _, role := range []authz.Role{authz.Auditor, authz.SystemOperator, authz.CountyAdmin} {
		portaltest.Expect(t, string(role), site.As(t, role).Get("/operate/factors/a1").Status, http.StatusForbidden)
	}
}

package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/ui"
)

// explained is a fake that keeps what it was asked.
func explained(asked *[]identity.ExplainMineRequest, answer identity.Explanation) portaltest.Fake {
	return portaltest.Op(identity.ExplainMine, func(_ context.Context, req identity.ExplainMineRequest) (identity.Explanation, error) {
		*asked = append(*asked, req)
		return answer, nil
	})
}

func TestWhyICanIsToldInWords(t *testing.T) {
	var asked []identity.ExplainMineRequest
	x := identity.Assignment{ID: "x", Role: "liaison_officer", Area: portaltest.Area, Station: portaltest.Station, From: portaltest.Now, Until: portaltest.Now.AddDate(1, 0, 0)}
	b := start(t, explained(&asked, identity.Explanation{Allowed: true, Policy: 7, State: identity.Active, Grounds: []identity.Ground{
		{Assignment: x, Verdict: "allows", Rows: []identity.PolicyRow{{Role: "liaison_officer", Action: "case.*", Scope: "station"}}, By: identity.Granter{Roles: []string{"county_admin"}}},
	}})).As(t, officer)
	portaltest.Says(t, b.Get("/me"), "为什么能、为什么不能")
	page := b.Get("/me/why?action=case.assign&at=station/" + portaltest.Station)
	portaltest.Says(t, page, "可以。您现在能“交办”。", "权限策略第 7 版规定，联络员可在“本站”范围内“交办”。", "由县级管理员授予", "2026年11月22日至2027年11月22日")
	portaltest.Silent(t, page, "哪些角色能做")
	portaltest.Expect(t, "asked", asked[0], identity.ExplainMineRequest{Action: "case.assign", Where: identity.Where{Station: portaltest.Station}})
}

func TestWhyICannotNamesWhoCouldHelp(t *testing.T) {
	var asked []identity.ExplainMineRequest
	of := func(verdict string) identity.Ground {
		return identity.Ground{Verdict: verdict, Assignment: identity.Assignment{Role: "liaison_officer", Area: portaltest.Area, From: portaltest.Now, Until: portaltest.Now},
			Rows: []identity.PolicyRow{{Scope: "station"}}, By: identity.Granter{Host: true}}
	}
	lent := of("limited")
	lent.Assignment.For, lent.By = "w", identity.Granter{Name: "王立新"}
	b := start(t, explained(&asked, identity.Explanation{Policy: 7, State: identity.Disabled,
		Grounds: []identity.Ground{of("role"), of("nowhere"), of("elsewhere"), of("not_begun"), of("ended"), lent},
		Roles:   []identity.RoleAllowed{{Role: "county_admin", Scopes: []string{"area"}, From: []string{"city_admin", "province_admin"}}, {Role: "auditor", Scopes: []string{"all"}}},
	})).As(t, officer)
	portaltest.Says(t, b.Get("/me/why?action=rules.manage"), "不可以。您现在不能“修改规则”。", "已停用", "没有让联络员“修改规则”", "没有指定对应的联络站", "所问的地方不在其中，或没有这个地方",
		"才开始", "不再起作用", "委托的事项里没有", "由王立新委托", "在系统主机上授予", "县级管理员 本区域及以下 可由市级管理员、省级管理员授予", "只能由系统主机的负责人授予")
}

func TestAQuestionThatMeansNothingIsAnsweredInTheForm(t *testing.T) {
	b := start(t, portaltest.Refusing(identity.ExplainMine, fault.Invalid("why.action", "没有这件事，请从列表中选择", "x").At("action", "请从列表中选择", "x"))).As(t, officer)
	page := b.Get("/me/why?action=cook.dinner&at=kitchen/1")
	portaltest.Expect(t, "status", page.Status, http.StatusOK)
	portaltest.Says(t, page, "请从列表中选择")
	portaltest.Silent(t, b.Get("/me/why"), "可以。")
}

func TestEveryKindOfActionHasAGroup(t *testing.T) {
	for _, row := range authz.DefaultPolicy().Rows {
		if kind, _, _ := strings.Cut(row.Action, "."); !ui.HasText("why.group." + kind) {
			t.Errorf("no text why.group.%s", kind)
		}
	}
}

func TestWhatHappenedToMyAccountIsToldInWords(t *testing.T) {
	x := identity.Assignment{ID: "x", Role: "liaison_officer", Area: portaltest.Area, Station: portaltest.Station, From: portaltest.Now}
	lent := identity.Assignment{ID: "y", Role: "station_head", Area: portaltest.Area, For: "h", ForName: "Wang", From: portaltest.Now, Until: portaltest.Now.AddDate(0, 0, 7)}
	var after []string
	b := start(t, portaltest.Op(identity.ListMyHistory, func(_ context.Context, req identity.HistoryPage) (rpc.Page[identity.HistoryEntry], error) {
		if after = append(after, req.After); req.After != "" {
			return rpc.Page[identity.HistoryEntry]{}, nil
		}
		return rpc.Page[identity.HistoryEntry]{Next: "3", Items: []identity.HistoryEntry{
			{What: identity.RoleTaken, At: portaltest.Now, Assignment: &x, Reason: "调离", By: identity.Granter{Roles: []string{"county_admin"}}},
			{What: identity.RoleLent, At: portaltest.Now, Assignment: &lent, Reason: "休假", By: identity.Granter{Name: "Wang"}},
			{What: identity.RoleHandedOn, At: portaltest.Now, Assignment: &x, To: "Li", Ended: portaltest.Now.AddDate(0, 0, 1), EndedFor: "回来了"},
			{What: identity.TokenTaken, At: portaltest.Now, Token: "报表"},
			{What: identity.WasInvited, At: portaltest.Now, By: identity.Granter{Host: true}},
		}}, nil
	})).As(t, officer)
	portaltest.Says(t, b.Get("/me"), "岗位和授权记录")
	portaltest.Says(t, b.Get("/me/history"), "县级管理员 收回了岗位", "辰阳镇 联络员", "调离", "Wang 委托代理岗位", "代 Wang", "2026年11月22日至2026年11月29日",
		"由 Li 代理", "已提前结束：回来了", "撤销了程序令牌", "报表", "系统主机 邀请启用账号", "再看一些")
	portaltest.Says(t, b.Get("/me/history?after=3"), "还没有记录")
	portaltest.Expect(t, "the page asked for", after[1], "3")
}

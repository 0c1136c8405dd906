package county_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/services/portal/portaltest"
)

// ruleFakes keep proposals: approving one sets it.
func (h *hall) ruleFakes(service string) []portaltest.Fake {
	ops := rules.OpsOf(service)
	return []portaltest.Fake{
		portaltest.Op(ops.Show, h.show(service)),
		portaltest.Op(ops.Preview, func(_ context.Context, req rules.PreviewRequest) (rules.Preview, error) {
			return rules.Preview{Area: req.Area, Changes: h.changes(), Effects: h.effects()}, nil
		}),
		portaltest.Op(ops.Propose, func(_ context.Context, req rules.ProposeRequest) (rules.Proposal, error) {
			if strings.Contains(string(req.Values), "99") {
				return rules.Proposal{}, fault.Invalid("rules.values", "数值超出范围，请修改", "Out of range")
			}
			p := rules.Proposal{ID: "p1", Area: req.Area, From: req.From, Values: req.Values, Restores: req.Restore, Running: req.Running, Reason: req.Reason,
				By: "county_admin", ByName: "刘建国", At: portaltest.Now, State: rules.Waiting}
			h.proposed[service] = append(h.proposed[service], p)
			return p, nil
		}),
		portaltest.Op(ops.List, func(_ context.Context, req rules.ListRequest) (rules.ProposalPage, error) {
			return rules.ProposalPage{Items: h.proposed[service]}, nil
		}),
		portaltest.Op(ops.Get, func(context.Context, rules.ByID) (rules.ProposalView, error) {
			all := h.proposed[service]
			if len(all) == 0 {
				return rules.ProposalView{}, fault.NotFound("rules.no_proposal", "没有这条规则修改", "No such change")
			}
			return rules.ProposalView{Proposal: all[len(all)-1], Changes: h.changes(), Effects: h.effects()}, nil
		}),
		portaltest.Op(ops.Decide, func(_ context.Context, req rules.DecideRequest) (rules.Proposal, error) {
			p := &h.proposed[service][0]
			if len([]rune(req.Reason)) < 2 {
				return *p, fault.Invalid("input", "请写明理由", "Say why").At("reason", "请写明理由", "say why")
			}
			p.State, p.Answer, p.DecidedBy, p.DecidedAt = rules.Refused, req.Reason, "county_admin", portaltest.Now
			if req.Approve {
				p.State = rules.Approved
			}
			return *p, nil
		}),
		portaltest.Op(ops.Withdraw, func(context.Context, rules.WithdrawRequest) (rules.Proposal, error) {
			h.proposed[service][0].State = rules.Withdrawn
			return h.proposed[service][0], nil
		}),
	}
}

func (h *hall) changes() []rules.Difference {
	return []rules.Difference{{Name: "triage_workdays", Before: raw(3), After: raw(5)}}
}

func (h *hall) effects() []rules.Effect {
	return []rules.Effect{{Text: fault.Text{ZH: "2 件在办意见将变为超期", EN: "2 cases would become overdue"}, Count: 2, Grave: true, Kind: "case",
		Items: []rules.Sample{{ID: "c1", Label: "431223-26-00123-K"}}}}
}

const ruleForm = "/county/rules/casework?area=" + here

func TestAPreviewComesBeforeTheProposal(t *testing.T) {
	h, b := start(t)
	page := b.Submit(b.Get("/county/rules/casework"), ruleForm, url.Values{"triage_workdays": {"5"}, "reason": {"人手不足"}, "what": {"preview"}})
	portaltest.Expect(t, "status", page.Status, http.StatusOK)
	portaltest.Says(t, page, "研判期限（工作日） 3 → 5", "2 件在办意见将变为超期", "431223-26-00123-K", "提交审批")
	portaltest.Expect(t, "typed", page.Form(t, ruleForm).Get("triage_workdays"), "5")
	portaltest.Expect(t, "proposed", len(h.proposed["casework"]), 0)
	page = b.Follow(b.Submit(page, ruleForm, url.Values{"what": {"propose"}, "running": {"true"}}))
	portaltest.Says(t, page, "已提交", "待审批", "批准之日起", "人手不足", "正在计算的期限也按新规则重算 是")
	portaltest.Expect(t, "running", h.proposed["casework"][0].Running, true)
	portaltest.Says(t, b.Get("/county/rules"), "待审批的规则修改", "群众意见办理：辰溪县", "刘建国")
}

func TestWhoProposedWithdrawsAndOthersDecide(t *testing.T) {
	h, b := start(t)
	h.proposed["casework"] = []rules.Proposal{{ID: "p1", Area: here, By: "county_admin", At: portaltest.Now, State: rules.Waiting, Reason: "人手不足"}}
	const at = "/county/rules/casework/changes/p1"
	h.proposed["casework"][0].By = "somebody"
	page := b.Get(at)
	portaltest.Says(t, page, "审批意见", "同意", "不同意")
	portaltest.Says(t, refused(t, b, at, at+"/decide", url.Values{"what": {"approve"}}), "请填写理由")
	page = portaltest.Does(t, b, at, at+"/decide", url.Values{"what": {"refuse"}, "reason": {"期限过长"}})
	portaltest.Says(t, page, "规则没有变化", "未同意", "期限过长")
	h.proposed["casework"][0].State = rules.Waiting
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/decide", url.Values{"what": {"approve"}, "reason": {"同意"}}), "已批准")
	portaltest.Expect(t, "unknown service", b.Get("/county/rules/nothing/changes/p1").Status, http.StatusNotFound)
	portaltest.Expect(t, "unknown change", b.Get("/county/rules/roster/changes/p1").Status, http.StatusNotFound)
	_, b = start(t, authz.TownshipAdmin)
	portaltest.Expect(t, "township", b.Get(at).Status, http.StatusForbidden)
}

func TestAnOlderVersionComesBack(t *testing.T) {
	h, b := start(t)
	h.overrides["casework"] = []rules.Override{{ID: "o1", Area: here, From: at(3, 1, 0), SetAt: at(2, 20, 9), Values: raw(map[string]int{"triage_workdays": 4}), SetBy: "county_admin", Approved: "county_admin", Reason: "试点"},
		{ID: "o2", Area: here, From: portaltest.Now.AddDate(0, 1, 0), Values: raw(map[string]int{"triage_workdays": 2}), SetBy: "county_admin", Reason: "加快"}}
	page := b.Get("/county/rules")
	portaltest.Says(t, page, "将生效", "刘建国提出，刘建国批准", "继承关系", "湖南省", "沿用上级", "恢复为上级的规则")
	page = b.Get("/county/rules/casework?area=" + here + "&restore=o1")
	portaltest.Says(t, page, "提交后作为一条新的修改", "3 → 5")
	silent(t, page, "交办期限（工作日）")
	b.Submit(page, ruleForm, url.Values{"reason": {"恢复原期限"}, "what": {"propose"}})
	portaltest.Expect(t, "restores", h.proposed["casework"][0].Restores, "o1")
}

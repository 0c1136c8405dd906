package appraisals_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/appraisals"
	"lianluo/services/portal/county"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/portaltest"
)

const (
	here = "431223"
	at   = "/county/appraisals/e1"
)

// room is a fake of the voting service with one appraisal: what is done stays noted.
type room struct {
	a      voting.Appraisal
	opened voting.OpenAppraisalRequest
	turned voting.TurnRequest
	rated  voting.RateRequest
	hands  voting.DecisionRequest
	stated voting.AnswerAppraisalRequest
	judged bool
	did    bool
}

func newRoom(state voting.AppraisalState, next ...string) *room {
	return &room{a: voting.Appraisal{ID: "e1", Area: here, AreaName: "辰溪县", Title: "民生实事项目测评", Kind: voting.OfProjects, Raters: voting.ByDeputies,
		State: state, Opens: "2026-11-20", Closes: "2026-11-30", Roll: 9, Rated: 7, Next: next, Rule: voting.VerdictRule{Denominator: "cast", Above: 50}, Codes: true,
		Aspects:  []voting.Aspect{{Code: "a1", Text: "总体评价"}, {Code: "a2", Text: "建设质量", OnSite: true}, {Code: "a3", Text: "责任单位", Unit: true}},
		Subjects: []voting.Subject{{ID: "p1", Title: "通学路硬化", UnitName: "镇农办"}, {ID: "p2", Title: "村道路灯"}}}}
}

func (r *room) result() *room {
	r.a.Results = []voting.Appraised{{Subject: 0, Verdict: voting.Satisfied, Aspects: []voting.AspectGiven{
		{Shown: true, Roll: voting.Ratings{Satisfied: 5, Basically: 2}, Verdict: voting.Satisfied, Of: 7, Satisfied: 7143, Approving: 10000,
			People: &voting.People{Shown: true, Total: voting.Ratings{Satisfied: 14}, Groups: []voting.Group{{Name: "桥头村", Ratings: voting.Ratings{Satisfied: 8}}}, Hidden: []string{"下坪村", "上坪村"}}},
		{People: &voting.People{}}, {Shown: true, Roll: voting.Ratings{Abstained: 7}, People: &voting.People{}},
	}}, {Subject: 1, Aspects: []voting.AspectGiven{{}, {}, {}}, Rectify: true}}
	return r
}

func (r *room) fakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Op(voting.ListAppraisals, r.list), portaltest.Op(voting.ListPublicAppraisals, r.list),
		portaltest.Op(voting.GetAppraisal, func(context.Context, voting.AppraisalID) (voting.Appraisal, error) { return r.a, nil }),
		portaltest.Op(voting.GetPublicAppraisal, func(context.Context, voting.AppraisalID) (voting.Appraisal, error) { return r.a, nil }),
		portaltest.Op(voting.MyAppraisals, func(context.Context, rpc.None) (rpc.Page[voting.MyAppraisal], error) {
			return rpc.Page[voting.MyAppraisal]{Items: []voting.MyAppraisal{{Appraisal: r.a, Rated: r.did, Judged: r.judged, Answers: r.judged && len(r.a.Results) > 0}}}, nil
		}),
		portaltest.Op(voting.AnswerAppraisal, func(_ context.Context, req voting.AnswerAppraisalRequest) (voting.Appraisal, error) {
			if r.stated = req; strings.Contains(req.Text, "138") {
				return r.a, fault.Invalid("appraisal.private", "请不要写号码", "no numbers").At("text", "请删去号码", "leave it out")
			}
			r.a.Results[1].Statements = append(r.a.Results[1].Statements, voting.Statement{Text: req.Text, At: portaltest.Now})
			return r.a, nil
		}),
		portaltest.Op(voting.OpenAppraisal, func(_ context.Context, req voting.OpenAppraisalRequest) (voting.Appraisal, error) {
			if r.opened = req; req.Closes < "2026" {
				return voting.Appraisal{}, fault.Invalid("appraisal.days", "日期有误", "the days are wrong").At("closes", "请修改截止日期", "correct it")
			}
			return r.a, nil
		}),
		portaltest.Op(voting.TurnAppraisal, func(_ context.Context, req voting.TurnRequest) (voting.Appraisal, error) {
			if r.turned = req; req.To == voting.AppraisalClosed && req.Reason == "" {
				return voting.Appraisal{}, fault.Invalid("appraisal.reason", "请写明原因", "say why").At("reason", "请写明原因", "say why")
			}
			return r.a, nil
		}),
		portaltest.Op(voting.IssueSlips, func(_ context.Context, req voting.SlipsRequest) (voting.Slips, error) {
			return voting.Slips{Group: req.Group, Codes: []string{"ABCDEFGH", "JKMNPQRS"}}, nil
		}),
		portaltest.Op(voting.RateAppraisal, r.rate), portaltest.Op(voting.RateBySlip, r.rate),
		portaltest.Op(voting.RecordDecision, func(_ context.Context, req voting.DecisionRequest) (voting.Decision, error) {
			if r.hands = req; req.Hands.Present < 5 {
				return voting.Decision{}, fault.FailedPrecondition("hands.quorum", "到会人数不够", "too few are there")
			}
			return voting.Decision{}, nil
		}),
		portaltest.Always(voting.ListDecisions, rpc.Page[voting.Decision]{Items: []voting.Decision{{Matter: voting.Matter{Title: "同意调整工期"}, Carried: true,
			Resolution: voting.Resolution{Organ: voting.StandingCommittee, Minutes: "纪要3号", On: "2026-11-01", Hands: voting.Hands{Members: 31, Present: 28, For: 20, Against: 5, Abstain: 3}}}}}),
		portaltest.Op(voting.ListProjects, func(_ context.Context, req voting.ListRequest) (rpc.Page[voting.Row], error) {
			if req.State != voting.Completed {
				return rpc.Page[voting.Row]{}, nil
			}
			return rpc.Page[voting.Row]{Items: []voting.Row{{ID: "p1", Area: here, Title: "通学路硬化"}}}, nil
		}),
		portaltest.Always(roster.ListUnits, rpc.Page[roster.Unit]{}),
		portaltest.Op(roster.ListPersons, func(_ context.Context, req roster.ListRequest) (rpc.Page[roster.Person], error) {
			return rpc.Page[roster.Person]{Items: []roster.Person{{ID: "d1", Name: "张代表", Mandates: []roster.Mandate{{ID: "m1", Area: req.Area, Term: 18, Status: roster.MandateActive}}}}}, nil
		}),
	}
}

func (r *room) list(context.Context, voting.AppraisalsRequest) (rpc.Page[voting.Appraisal], error) {
	return rpc.Page[voting.Appraisal]{Items: []voting.Appraisal{r.a}}, nil
}

func (r *room) rate(_ context.Context, req voting.RateRequest) (voting.Rated, error) {
	if r.rated = req; req.Code == "WRONG" {
		return voting.Rated{}, fault.NotFound("appraisal.slip", "评议码不对", "a wrong code").At("code", "请对照纸条", "compare it")
	}
	r.did = true
	return voting.Rated{Title: r.a.Title}, nil
}

func (r *room) office(t *testing.T) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(county.Routes), r.fakes()...).As(t, authz.CountyAdmin)
}

func (r *room) visitor(t *testing.T) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(appraisals.Routes), r.fakes()...).Visitor(t)
}

func (r *room) phone(t *testing.T) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(deputy.Routes), r.fakes()...).As(t, authz.DeputyRole)
}

func TestTheOfficeAsks(t *testing.T) {
	r := newRoom(voting.AppraisalOpen, "closed", "open", "void")
	b := r.office(t)
	portaltest.Says(t, b.Get("/county/appraisals"), "民生实事项目测评", "评议中", "举手表决")
	const form = "/county/appraisals/new"
	page := b.Get(form + "?kind=projects")
	portaltest.Says(t, page, "通学路硬化", "人大代表", "张代表", "没有到过现场的人不评这些项")
	action := form + "?area=" + here
	refused := b.Submit(page, action, url.Values{"title": {"年终测评"}, "closes": {"2025-01-01"}, "subjects": {"p1"}})
	portaltest.Refused(t, refused, "请修改截止日期")
	portaltest.Expect(t, "kept", refused.Form(t, action).Get("title"), "年终测评")
	sent := b.Submit(page, action, url.Values{"title": {"年终测评"}, "closes": {"2026-12-01"}, "subjects": {"p1"}, "aspects": {"总体评价\n\n群众受益\n"}, "site": {"建设质量"}, "unit": {"true"}})
	portaltest.Expect(t, "status", sent.Status, http.StatusSeeOther)
	portaltest.Expect(t, "aspects", len(r.opened.Aspects), 4)
	portaltest.Expect(t, "site", r.opened.Aspects[2].OnSite, true)
	portaltest.Expect(t, "unit", r.opened.Aspects[3].Unit, true)
	portaltest.Expect(t, "subject", r.opened.Subjects[0].ID, "p1")
	portaltest.Expect(t, "members of no committee", len(r.opened.Members), 0)
	portaltest.Says(t, b.Get(form+"?kind=units"), "没有可以评议的对象", "还没有登记单位")
	portaltest.Says(t, b.Get(form+"?kind=deputies"), "张代表", "选区选民")
	lines := b.Submit(b.Get(form+"?kind=suggestions"), action, url.Values{"lines": {"第12号 修缮村道\n第15号 增开班车"}, "closes": {"2026-12-01"}})
	portaltest.Expect(t, "status", lines.Status, http.StatusSeeOther)
	portaltest.Expect(t, "suggestions", len(r.opened.Subjects), 2)
}

// A county's own stand among those of its townships, on whatever page.
func TestTheOfficeChoosesAmongAllOfTheDivision(t *testing.T) {
	person := func(name, at string) roster.Person {
		return roster.Person{ID: name, Name: name, Mandates: []roster.Mandate{{ID: name, Area: at, Status: roster.MandateActive}}}
	}
	more := []portaltest.Fake{
		portaltest.Paged(roster.ListPersons, func(r roster.ListRequest) string { return r.After }, person("镇代表", "431223100"), person("县代表", here)),
		portaltest.Paged(roster.ListUnits, func(r roster.ListRequest) string { return r.After }, roster.Unit{ID: "u1", Name: "县水利局"}, roster.Unit{ID: "u2", Name: "县教育局"}),
		portaltest.Paged(voting.ListProjects, func(r voting.ListRequest) string { return r.After },
			voting.Row{ID: "p1", Area: "431223100", Title: "村道路灯"}, voting.Row{ID: "p2", Area: here, Title: "县医院改造"}),
	}
	b := portaltest.Start(t, portaltest.Pages(county.Routes), append(newRoom(voting.AppraisalPlanned).fakes(), more...)...).As(t, authz.CountyAdmin)
	for kind, name := range map[voting.AppraisalKind]string{voting.OfProjects: "县医院改造", voting.OfUnits: "县教育局", voting.OfDeputies: "县代表"} {
		page := b.Get("/county/appraisals/new?area=" + here + "&kind=" + string(kind))
		portaltest.Says(t, page, name)
		portaltest.Silent(t, page, "镇代表", "村道路灯")
	}
}

func TestTheOfficeLeads(t *testing.T) {
	r := newRoom(voting.AppraisalOpen, "closed", "open", "void")
	r.a.Waiting, r.a.Slips = []string{"李代表", "王代表"}, []voting.SlipCount{{Group: "桥头村", Issued: 30, Used: 12}}
	b := r.office(t)
	page := b.Get(at)
	portaltest.Says(t, page, "已有 7 人提交，共 9 人", "还没有提交的 2 人", "李代表、王代表", "已用 12 张，共 30 张", "提前结束", "办公室查不到")
	portaltest.Refused(t, b.Submit(page, at+"/state", url.Values{"to": {"closed"}}), "请写明原因")
	slips := b.Submit(page, at+"/slips", url.Values{"group": {"桥头村"}, "count": {"2"}})
	portaltest.Says(t, slips, "ABCD EFGH", "JKMN PQRS", "只能用一次", "https://lianluo.example/appraisals/e1")
	portaltest.Expect(t, "kept nowhere", slips.Header.Get("Cache-Control"), "no-store")
	r = newRoom(voting.AppraisalClosed, "signed", "void").result()
	b = r.office(t)
	portaltest.Says(t, b.Get(at), "确认结果", "71.43%", "满意", "下坪村、上坪村", "不足5人", "书面整改说明")
	portaltest.Silent(t, b.Get(at), "提前结束")
	portaltest.Expect(t, "status", b.Submit(b.Get(at), at+"/state", url.Values{"to": {"signed"}}).Status, http.StatusSeeOther)
	portaltest.Expect(t, "signed", r.turned.To, voting.AppraisalSigned)
}

func TestADeputyRatesOnThePhone(t *testing.T) {
	r := newRoom(voting.AppraisalOpen)
	b := r.phone(t)
	portaltest.Says(t, b.Get("/d/appraisals"), "民生实事项目测评", "去评价")
	page := b.Get("/d/appraisals/e1")
	portaltest.Says(t, page, "通学路硬化", "您到过现场吗", "建设质量（现场）", "责任单位：镇农办", "不记下您评了什么")
	portaltest.Silent(t, page, "评议码")
	done := b.Follow(b.Submit(page, "/d/appraisals/e1", url.Values{"s0.been": {"true"}, "s0.a1": {"satisfied"}, "s0.a2": {"dissatisfied"}, "s1.been": {"false"}, "s1.a2": {"satisfied"}}))
	portaltest.Says(t, done, "您的评价已经收到")
	portaltest.Silent(t, done, "您到过现场吗")
	portaltest.Expect(t, "first", r.rated.Given[0].Marks["a2"], voting.Dissatisfied)
	portaltest.Expect(t, "site without a visit", len(r.rated.Given[1].Marks), 0)
	portaltest.Expect(t, "another", b.Get("/d/appraisals/e2").Status, http.StatusNotFound)
}

func TestPeopleRateWithASlip(t *testing.T) {
	r := newRoom(voting.AppraisalOpen)
	b := r.visitor(t)
	page := b.Get("/appraisals/e1")
	portaltest.Says(t, page, "评议码", "只能用一次", "村道路灯")
	portaltest.Silent(t, page, "结论")
	wrong := b.Submit(page, "/appraisals/e1", url.Values{"code": {"WRONG"}, "s0.a1": {"satisfied"}})
	portaltest.Refused(t, wrong, "请对照纸条")
	done := b.Follow(b.Submit(page, "/appraisals/e1", url.Values{"code": {"ABCD EFGH"}, "s0.a1": {"satisfied"}}))
	portaltest.Says(t, done, "您的评价已经收到", "再用一张评议码")
	portaltest.Expect(t, "code", r.rated.Code, "ABCD EFGH")
	r.a.Codes = false
	portaltest.Silent(t, b.Get("/appraisals/e1"), "提交后不能修改")
}

// A slip is good for once: whoever presses before choosing has lost nothing.
func TestASheetWithoutAMarkIsAskedAbout(t *testing.T) {
	r := newRoom(voting.AppraisalOpen)
	b := r.visitor(t)
	page := b.Get("/appraisals/e1")
	portaltest.Silent(t, page, "全部弃权")
	again := b.Submit(page, "/appraisals/e1", url.Values{"code": {"ABCD EFGH"}, "s0.been": {"true"}})
	portaltest.Refused(t, again, "还没有提交")
	if portaltest.Says(t, again, "我对所有项目都弃权"); r.did || !strings.Contains(again.Body, `value="ABCD EFGH"`) {
		t.Fatal("it was handed in, or the code is to be typed again")
	}
	done := b.Follow(b.Submit(again, "/appraisals/e1", url.Values{"code": {"ABCD EFGH"}, "abstain": {"true"}}))
	if portaltest.Says(t, done, "您的评价已经收到"); !r.did || len(r.rated.Given[0].Marks) != 0 {
		t.Errorf("%+v", r.rated)
	}
}

func TestEverybodyReadsTheResult(t *testing.T) {
	r := newRoom(voting.AppraisalPublished).result()
	b := r.visitor(t)
	page := b.Get("/appraisals/e1")
	portaltest.Says(t, page, "已公布", "通学路硬化", "71.43%", "桥头村", "下坪村、上坪村", "没有结论", "参评群众不足5人")
	portaltest.Silent(t, page, "纸条上的", "还没有提交")
	portaltest.Says(t, b.Get("/appraisals?area="+here), "民生实事项目测评", "已公布")
	portaltest.Expect(t, "no such place", b.Get("/appraisals?area=999999").Location(), "/projects")
	b.Header.Set("Cookie", "lianluo_lang=en")
	portaltest.Says(t, b.Get("/appraisals/e1"), "Satisfied", "A verdict takes more than 50%", "No verdict")
}

func TestShowsOfHandsAreRecorded(t *testing.T) {
	r := newRoom(voting.AppraisalOpen)
	b := r.office(t)
	const decisions = "/county/appraisals/decisions"
	page := b.Get(decisions)
	portaltest.Says(t, page, "同意调整工期", "人大常委会", "通过", "全体 31，到会 28：赞成 20，反对 5，弃权 3", "纪要3号")
	action := decisions + "?area=" + here
	said := url.Values{"title": {"批准调整"}, "organ": {"standing_committee"}, "hands.members": {"31"}, "hands.present": {"4"}, "hands.for": {"4"}, "minutes": {"纪要4号"}, "on": {"2026-11-20"}}
	refused := b.Submit(page, action, said)
	portaltest.Refused(t, refused, "到会人数不够")
	portaltest.Expect(t, "kept", refused.Form(t, action).Get("title"), "批准调整")
	said.Set("hands.present", "28")
	portaltest.Expect(t, "status", b.Submit(page, action, said).Status, http.StatusSeeOther)
	portaltest.Expect(t, "for", r.hands.Hands.For, 4)
}

// A deputy reads their own review, and answers a bad one: for everybody who reads it.
func TestADeputyAnswersTheirReview(t *testing.T) {
	r := newRoom(voting.AppraisalOpen)
	r.a.Kind, r.judged = voting.OfDeputies, true
	b := r.phone(t)
	list := b.Get("/d/appraisals")
	portaltest.Says(t, list, "由选区选民评议您的述职")
	portaltest.Silent(t, list, "去评价", "写说明")
	portaltest.Silent(t, b.Get("/d/appraisals/e1"), "您到过现场吗", "写说明")
	r.a.State = voting.AppraisalPublished
	r.result()
	portaltest.Says(t, b.Get("/d/appraisals"), "写说明")
	page := b.Get("/d/appraisals/e1")
	portaltest.Says(t, page, "能看到结果的人都能看到", "书面整改说明")
	const action = "/d/appraisals/e1/statements"
	again := b.Submit(page, action, url.Values{"text": {"请打 13800138000 找我"}})
	portaltest.Refused(t, again, "请删去号码")
	portaltest.Expect(t, "kept", again.Form(t, action).Get("text"), "请打 13800138000 找我")
	done := b.Follow(b.Submit(page, action, url.Values{"text": {"今后每月到村里走访一次"}}))
	portaltest.Says(t, done, "与结果一起公开", "已写的可以补充", "代表说明（11月22日", "今后每月到村里走访一次")
	portaltest.Expect(t, "which", r.stated.ID, "e1")
	portaltest.Says(t, r.visitor(t).Get("/appraisals/e1"), "今后每月到村里走访一次")
	portaltest.Says(t, r.office(t).Get(at), "今后每月到村里走访一次")
	portaltest.Silent(t, r.visitor(t).Get("/appraisals/e1"), "写说明")
}

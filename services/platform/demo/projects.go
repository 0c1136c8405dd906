package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	votingservice "lianluo/services/voting"
)

// wish is a project that somebody asks for, and how far it goes: 0 proposed, 1 pooled,
// 2 a candidate, 3 reviewed, 4 deliberated; -1 rejected.
type wish struct {
	title, text, need, goal string
	wan                     int64 // cost in ten thousands of yuan
	far                     int
	why                     string
}

// wishes are what people of a township ask for.
var wishes = []wish{
	{"村小到公路的通学路硬化", "下雨天孩子上学要绕两里泥路", "三个村民小组一百二十名学生每天经过，雨天多次摔伤。", "硬化通学路 2.6 公里，加装护栏和反光标志。", 96, 4, "群众反映集中，受益面广，县交通资金可配套"},
	{"集镇自来水管网改造", "管子老化，一到夏天就停水", "集镇供水管网使用二十年，漏损率高，夏季经常停水。", "更换主管网 5.2 公里，新建加压站一座。", 180, 4, "关系全镇用水安全，已完成可行性论证"},
	{"村级日间照料中心", "老人白天没人照看", "全镇八十岁以上留守老人三百余人，白天无人照料。", "改造闲置校舍一处，设床位二十张和助餐点。", 65, 4, "符合养老服务规划，场地和运营单位已落实"},
	{"背街小巷太阳能路灯", "晚上漆黑，老人出门摔跤", "集镇背街小巷没有照明，夜间出行不安全。", "安装太阳能路灯 140 盏。", 42, 3, "投资少、见效快，当年可完成"},
	{"农贸市场雨棚和排水", "一下雨满地是水", "农贸市场地面低洼，雨天积水。", "搭建雨棚 1200 平方米，疏通排水沟 400 米。", 58, 2, "群众赶集天天遇到，用地无争议"},
	{"文化广场健身器材", "器材坏了没人修", "", "", 0, 1, "先入库，待与体彩资金衔接"},
	{"村口修一座观景牌楼", "别的村都有", "", "", 0, -1, "属形象工程，不符合民生实事项目条件"},
	{"增设公交停靠点", "去县城坐车要走四里路", "", "", 0, 0, ""},
}

// makeProjects plays a solicitation in the county and in two townships, up to the
// candidates that deputies read before the session.
func (l *Loader) makeProjects(ctx context.Context) error {
	today := calendar.DateOf(l.Now())
	office := l.as("county", "voting")
	towns := l.codes(2)
	for i, code := range append([]string{County}, towns...) {
		req := voting.AnnounceRequest{Area: code, Year: today.Year() + 1, Opens: (today - 20).String(), Closes: (today + 25).String(),
			Title: fmt.Sprintf("%d 年度民生实事项目征集", today.Year()+1),
			Call:  "您希望明年办成哪些实事？请告诉我们为什么需要、在什么地方。每条建议都有编号，每一步都会告诉您结果和理由。"}
		round, err := do(ctx, office, voting.AnnounceRound, req, "round/%d", i)
		if err != nil {
			return err
		}
		if l.Past != nil && i != 1 {
			continue // with the year there are as many topics as were published
		}
		if code == County { // what is proposed at a station for the whole county
			code = towns[0]
		}
		for j, w := range wishes {
			if err := l.wish(ctx, round, code, fmt.Sprintf("%d-%d", i, j), w); err != nil {
				return err
			}
		}
	}
	return nil
}

// codes are the first n townships.
func (l *Loader) codes(n int) []string {
	var out []string
	for _, d := range l.townships[:min(n, len(l.townships))] {
		out = append(out, string(d.Code))
	}
	return out
}

func (l *Loader) wish(ctx context.Context, round voting.Round, code, key string, w wish) error {
	office := l.as("county", "voting")
	req := voting.RecordProposalRequest{Station: l.stations[code].ID, Round: round.ID, Channel: voting.AtDesk,
		Who: voting.Who{Anonymous: true}, Title: w.title, Text: w.text, Place: voting.Place{Text: l.stations[code].Name + "辖区"}}
	if w.title == wishes[0].title { // what several people had said before
		var err error
		if req.Cases, err = l.heard(ctx, code); err != nil {
			return err
		}
		if len(req.Cases) > 0 {
			req.Channel, req.Who = voting.FromCases, voting.Who{}
		}
	}
	made, err := do(ctx, office, voting.RecordProposal, req, "wish/%s", key)
	if err != nil {
		return err
	}
	because := voting.Reasoned{ID: made.Project, Reason: w.why}
	finish := calendar.NewDate(calendar.DateOf(l.Now()).Year()+1, time.November, 30)
	if err := l.consider(ctx, w, because, code, finish, "wish/"+key); err != nil || w.far <= candidate {
		return err
	}
	return l.present(ctx, because, round.Area, key, w.far)
}

// candidate is how far a wish is that was screened and not rejected.
const candidate = 2

// consider rejects what was asked for in a township, or takes it as far as a candidate
// that would be finished by a day of its year.
func (l *Loader) consider(ctx context.Context, w wish, because voting.Reasoned, code string, finish calendar.Date, key string) error {
	office := l.as("county", "voting")
	if w.far < 0 {
		_, err := do(ctx, office, voting.ScreenProject, voting.ScreenRequest{Reasoned: because, Verdict: "reject"}, "%s/reject", key)
		return err
	}
	if w.far == 0 {
		return nil
	}
	if _, err := do(ctx, office, voting.PoolProject, voting.PoolRequest{Reasoned: because, Title: w.title, Year: finish.Year()}, "%s/pool", key); err != nil || w.far < candidate {
		return err
	}
	st := l.stations[code]
	d := voting.DossierRequest{ID: because.ID, Place: voting.Place{Text: st.Name + "辖区", Lat: st.Lat, Lng: st.Lng}, Dossier: voting.Dossier{Need: w.need, Goal: w.goal, Cost: w.wan * 10_000,
		Funding: "县级配套和乡镇自筹", Land: "不新增用地", Finish: finish.String(), Unit: l.units[code][0].ID}}
	if _, err := do(ctx, office, voting.WriteDossier, d, "%s/dossier", key); err != nil {
		return err
	}
	_, err := do(ctx, office, voting.ScreenProject, passed(because), "%s/candidate", key)
	return err
}

// passed is a screening in which everything speaks for a project.
func passed(because voting.Reasoned) voting.ScreenRequest {
	req := voting.ScreenRequest{Reasoned: because, Verdict: "candidate"}
	for _, c := range votingservice.DefaultRules().Criteria() {
		req.Findings = append(req.Findings, voting.Finding{Criterion: c, Holds: c.Kind != "excluded"})
	}
	return req
}

// submit puts a candidate before its congress and opens the deliberation.
func (l *Loader) submit(ctx context.Context, id, key string) error {
	for _, step := range []string{"submit", "deliberate"} {
		why := voting.Reasoned{ID: id, Reason: "列入本次人民代表大会议程"}
		if _, err := do(ctx, l.as("county", "voting"), voting.SubmitProject, why, "%s/%s", key, step); err != nil {
			return err
		}
	}
	return nil
}

// heard are some cases of a township that were handled or are.
func (l *Loader) heard(ctx context.Context, code string) ([]string, error) {
	page, err := rpc.Call(ctx, l.as("county", "casework"), casework.ListCases, casework.ListRequest{Queue: "all", Station: l.stations[code].ID, Limit: 50})
	var out []string
	for _, c := range page.Items {
		if c.Step == casework.Handling || c.Step == casework.Replied || c.Step == casework.Closed {
			out = append(out, c.ID)
		}
	}
	slices.Sort(out)
	return out[:min(3, len(out))], err
}

// present takes a candidate through its review to the session of a congress; the
// deputy who is ready asks about it if they sit there.
func (l *Loader) present(ctx context.Context, because voting.Reasoned, congress, key string, far int) error {
	office := l.as("county", "voting")
	p, err := do(ctx, office, voting.ReviewProject, voting.ReviewRequest{Reasoned: because, Agreed: true, On: calendar.DateOf(l.Now()).String()}, "wish/%s/review", key)
	if err != nil || far < 4 {
		return err
	}
	if err := l.submit(ctx, p.ID, "wish/"+key); err != nil {
		return err
	}
	if l.seats[l.Deputy()].congress != congress {
		return nil
	}
	asked, err := do(ctx, l.as("deputy", "voting"), voting.AskQuestion, voting.AskRequest{ID: p.ID, Text: "资金到位了吗？什么时候能开工？"}, "wish/%s/ask", key)
	if err != nil {
		return err
	}
	_, err = do(ctx, office, voting.AnswerQuestion, voting.AnswerRequest{ID: p.ID, Question: asked.Questions[0].ID, Text: "资金已列入年度预算，开春后开工，十一月底前完工。"}, "wish/%s/answer", key)
	return err
}

package demo

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

// chain is a year of livelihood projects in small, lived through in the weeks before
// today: what people said becomes a topic, a candidate, the choice of a congress, and
// one of the chosen is built, finished and judged.
type chain struct {
	*Loader
	congress string
	round    string
	ballot   string
	ids      []string // of the projects, as built
}

// chained is the township whose year it is, by its place in the county's list.
const chained = 2

// built are the projects; what several people had said before is the first.
var built = []wish{
	{title: "进组路水泥硬化工程", text: "进组的路下雨天走不了人", need: "两个村民小组八十户人家出行靠泥路，多次有老人摔倒。", goal: "硬化进组路 1.8 公里，宽 3.5 米，加装护栏。", wan: 72, why: "多位群众先后反映，受益面广，当年可完成"},
	{title: "背街小巷路灯安装", text: "晚上漆黑，出门摔跤", need: "集镇背街小巷没有照明，夜间出行不安全。", goal: "安装太阳能路灯 96 盏。", wan: 38, why: "投资少、见效快，当年可完成"},
	{title: "集镇饮水管网改造工程", text: "管子老化，夏天停水", need: "供水管网使用二十年，漏损率高。", goal: "更换主管网 4.1 公里。", wan: 160, why: "关系全镇用水安全，已完成论证"},
}

// chainPlaces of them are chosen.
const chainPlaces = 2

// chainActs are what happens on which of the working days.
func (l *Loader) chainActs(days []calendar.Date) []act {
	n := len(days)
	if len(l.townships) <= chained || n < 30 {
		return nil
	}
	c := &chain{Loader: l, congress: string(l.townships[chained].Code), ids: make([]string, len(built))}
	if len(l.members(c.congress)) < 9 {
		return nil
	}
	var out []act
	for _, one := range []struct {
		day int
		do  func(ctx context.Context, on calendar.Date) error
	}{
		{0, c.call}, {13, c.propose}, {n - 11, c.screen}, {n - 10, c.deliberate}, {n - 9, c.vote}, {n - 8, c.announce}, {n - 7, c.plan}, {n - 6, c.start},
		{n - 5, c.reports(30, 18, "路基平整完成，开始浇筑第一段。")}, {n - 4, c.visit}, {n - 3, c.reports(75, 49, "浇筑完成 1.4 公里，护栏已到场。")}, {n - 2, c.finish}, {n - 1, c.evaluate},
	} {
		out = append(out, act{days[one.day].Start().Add(afternoon + 30*time.Minute), func(ctx context.Context) error { return one.do(ctx, days[one.day]) }})
	}
	return out
}

func (c *chain) office() *rpc.Client { return c.as("county", "voting") }

// year is that of the load: the weeks stand for it.
func (c *chain) year() int { return calendar.DateOf(time.Now()).Year() }

func (c *chain) call(ctx context.Context, on calendar.Date) error {
	made, err := do(ctx, c.office(), voting.AnnounceRound, voting.AnnounceRequest{Area: c.congress, Year: c.year(), Opens: on.String(), Closes: (on + 30).String(),
		Title: fmt.Sprintf("%d 年度民生实事项目征集", c.year()), Call: "您希望今年办成哪些实事？请告诉我们为什么需要、在什么地方。"}, "chain/round")
	c.round = made.ID
	return err
}

// propose writes down what people ask for; of the first several had spoken at the
// station before.
func (c *chain) propose(ctx context.Context, _ calendar.Date) error {
	for i, w := range built {
		req := voting.RecordProposalRequest{Station: c.stations[c.congress].ID, Round: c.round, Channel: voting.AtDesk, Who: voting.Who{Anonymous: true}, Title: w.title, Text: w.text}
		if i == 0 {
			var err error
			if req.Cases, err = c.heard(ctx, c.congress); err != nil {
				return err
			}
			if len(req.Cases) > 0 {
				req.Channel, req.Who = voting.FromCases, voting.Who{}
			}
		}
		made, err := do(ctx, c.office(), voting.RecordProposal, req, "chain/%d", i)
		if err != nil {
			return err
		}
		c.ids[i] = made.Project
	}
	return nil
}

func (c *chain) because(i int) voting.Reasoned {
	return voting.Reasoned{ID: c.ids[i], Reason: built[i].why}
}

// screen makes them candidates.
func (c *chain) screen(ctx context.Context, _ calendar.Date) error {
	st := c.stations[c.congress]
	for i, w := range built {
		if _, err := do(ctx, c.office(), voting.PoolProject, voting.PoolRequest{Reasoned: c.because(i), Title: w.title, Year: c.year()}, "chain/%d/pool", i); err != nil {
			return err
		}
		d := voting.DossierRequest{ID: c.ids[i], Place: voting.Place{Text: st.Name + "辖区", Lat: st.Lat, Lng: st.Lng}, Dossier: voting.Dossier{Need: w.need, Goal: w.goal, Cost: w.wan * 10_000,
			Funding: "县级配套和乡镇自筹", Land: "不新增用地", Finish: fmt.Sprintf("%d-12-20", c.year()), Unit: c.units[c.congress][0].ID}}
		if _, err := do(ctx, c.office(), voting.WriteDossier, d, "chain/%d/dossier", i); err != nil {
			return err
		}
		if _, err := do(ctx, c.office(), voting.ScreenProject, passed(c.because(i)), "chain/%d/candidate", i); err != nil {
			return err
		}
	}
	return nil
}

// deliberate has them reviewed and put before the congress, as the presidium decides
// by show of hands.
func (c *chain) deliberate(ctx context.Context, on calendar.Date) error {
	for i := range built {
		review := voting.ReviewRequest{Reasoned: c.because(i), Agreed: true, On: on.String()}
		if _, err := do(ctx, c.office(), voting.ReviewProject, review, "chain/%d/review", i); err != nil {
			return err
		}
		if err := c.submit(ctx, c.ids[i], fmt.Sprintf("chain/%d", i)); err != nil {
			return err
		}
	}
	req := voting.DecisionRequest{Area: c.congress, Matter: voting.Matter{Title: fmt.Sprintf("将 %d 个候选项目提请代表大会票决", len(built))}, Resolution: voting.Resolution{
		Organ: voting.Presidium, Minutes: fmt.Sprintf("主席团纪要〔%d〕3号", c.year()), On: on.String(), Hands: voting.Hands{Members: 9, Present: 8, For: 7, Abstain: 1}}}
	_, err := do(ctx, c.office(), voting.RecordDecision, req, "chain/decision")
	return err
}

// vote holds the ballot: three scrutineers with phones, the others on paper.
func (c *chain) vote(ctx context.Context, _ calendar.Date) error {
	h, err := c.prepare(ctx, sitting{troupe: troupe{"past", c.congress}, title: fmt.Sprintf("%d 年度民生实事项目票决", c.year()), projects: c.ids, places: chainPlaces, phones: 3})
	if err != nil {
		return err
	}
	c.ballot = h.ID
	return h.Hold(ctx)
}

func (c *chain) announce(ctx context.Context, on calendar.Date) error {
	req := voting.AnnounceResultRequest{ID: c.ballot, Number: "第1号", On: on.String(), Words: "请有关单位抓紧组织实施，接受代表和群众监督。"}
	_, err := do(ctx, c.office(), voting.AnnounceResult, req, "chain/announcement")
	return err
}

package voting

import (
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
)

func (a *assembly) duty() voting.OpenAppraisalRequest {
	req := a.request()
	req.Kind, req.Raters, req.Title = voting.OfDeputies, voting.ByVoters, "代表述职评议"
	req.Aspects = []voting.Aspect{{Text: "总体评价"}, {Text: "联系群众"}}
	req.Subjects = []voting.Subject{{ID: personOf(1)}, {ID: personOf(2)}}
	return req
}

func (a *assembly) knowDeputies(n int) {
	a.t.Helper()
	a.eventually("the deputies are known as persons", func() bool {
		_, err := a.service.persons.Get(system(a.t), personOf(n))
		return err == nil
	})
}

// Voters of a district judge their deputies: nothing is shown of a group below five,
// and with it a second group is hidden, so that nothing can be reckoned.
func TestVotersJudgeTheirDeputies(t *testing.T) {
	a := assemble(t, 5)
	a.knowDeputies(2)
	opened := a.open(a.duty())
	if opened.Roll != 0 || len(opened.Subjects) != 2 || opened.Subjects[0].Title != "代表0001" {
		t.Fatalf("opened as %+v", opened)
	}
	for group, n := range map[string]int{"一组": 3, "二组": 5, "三组": 8} {
		for _, code := range a.slips(group, n) {
			apptest.Call(t, a.public, voting.RateBySlip, voting.RateRequest{ID: a.id, Code: code, Given: []voting.Given{
				{Subject: 0, Marks: map[string]voting.Verdict{"a1": voting.Dissatisfied}}, {Subject: 1, Marks: map[string]voting.Verdict{"a1": voting.Satisfied}}}})
		}
	}
	if open := apptest.Call(t, a.public, voting.GetPublicAppraisal, voting.AppraisalID{ID: a.id}); open.Results != nil || open.Slips != nil || !open.Codes {
		t.Fatalf("while it is open everybody reads %+v", open)
	}
	for _, to := range []voting.AppraisalState{voting.AppraisalClosed, voting.AppraisalSigned, voting.AppraisalPublished} {
		a.turn(to)
	}
	got := apptest.Call(t, a.public, voting.GetPublicAppraisal, voting.AppraisalID{ID: a.id})
	p := got.Results[0].Aspects[0].People
	if !p.Shown || p.Total.Dissatisfied != 16 || len(p.Groups) != 1 || p.Groups[0].Name != "三组" || len(p.Hidden) != 2 {
		t.Fatalf("shown is %+v", p)
	}
	if !got.Results[0].Rectify || got.Results[1].Rectify || got.Results[0].Verdict != voting.Dissatisfied || got.Results[1].Verdict != voting.Satisfied {
		t.Errorf("results %+v", got.Results)
	}
	listed := apptest.Call(t, a.public, voting.ListPublicAppraisals, voting.AppraisalsRequest{Area: hallTown})
	if len(listed.Items) != 1 || listed.Items[0].Results == nil {
		t.Errorf("listed %+v", listed.Items)
	}
}

// Four voters of all are shown nowhere and judge nobody: the office can only void it.
func TestFewerThanFiveShowNothing(t *testing.T) {
	a := assemble(t, 5)
	a.knowDeputies(2)
	a.open(a.duty())
	for _, code := range a.slips("一组", 4) {
		apptest.Call(t, a.public, voting.RateBySlip, voting.RateRequest{ID: a.id, Code: code, Given: all2(voting.Dissatisfied)})
	}
	closed := a.turn(voting.AppraisalClosed)
	for _, r := range closed.Results {
		if r.Verdict != "" || r.Rectify || r.Aspects[0].Shown || r.Aspects[0].People.Shown || r.Aspects[0].People.Total != (voting.Ratings{}) {
			t.Fatalf("of four the office reads %+v", r)
		}
	}
	apptest.Refused(t, a.Office, voting.TurnAppraisal, voting.TurnRequest{ID: a.id, To: voting.AppraisalSigned}, "appraisal.few")
	if void := a.turn(voting.AppraisalVoid); void.State != voting.AppraisalVoid || void.Results != nil || void.Next != nil {
		t.Errorf("void as %+v", void)
	}
}

func all2(mark voting.Verdict) []voting.Given {
	return []voting.Given{{Subject: 0, Marks: map[string]voting.Verdict{"a1": mark, "a2": mark}}}
}

// A standing committee's verdict takes its share of all its members, whether they
// rated or not.
func TestACommitteeCountsAllItsMembers(t *testing.T) {
	a := assemble(t, 12, voting.Completed)
	req := a.request()
	req.Raters = voting.ByCommittee
	for n := 1; n <= 9; n++ {
		req.Members = append(req.Members, "m"+personOf(n))
	}
	if got := a.open(req); got.Roll != 9 || got.Rule.Denominator != "members" {
		t.Fatalf("opened as %+v", got)
	}
	apptest.Refused(t, a.Phone(11), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}, "appraisal.not_rater")
	for seat := 1; seat <= 5; seat++ {
		mark := voting.Satisfied
		if seat == 5 {
			mark = voting.Basically
		}
		a.rate(seat, all(mark, 1))
	}
	closed := a.turn(voting.AppraisalClosed)
	one := closed.Results[0].Aspects[0]
	if one.Verdict != voting.Basically || one.Of != 9 || one.Satisfied != 4444 || one.Approving != 5556 {
		t.Errorf("4 and 1 of 9: %+v", one)
	}
}

// Units and suggestions are judged as well, without a site.
func TestUnitsAndSuggestionsAreJudged(t *testing.T) {
	a := assemble(t, 6)
	req := a.request()
	req.Kind, req.Aspects = voting.OfSuggestions, []voting.Aspect{{Text: "办理结果"}, {Text: "办理态度"}}
	req.Subjects = []voting.Subject{{Title: "第12号 修缮村道"}, {Title: "第15号 增开班车"}}
	a.open(req)
	apptest.Refused(t, a.Office, voting.IssueSlips, voting.SlipsRequest{ID: a.id, Group: "桥头村", Count: 1}, "appraisal.slips")
	for seat := 1; seat <= 5; seat++ {
		a.rate(seat, all2(voting.Satisfied))
	}
	closed := a.turn(voting.AppraisalClosed)
	if closed.Results[0].Verdict != voting.Satisfied || closed.Results[1].Aspects[0].Roll.Abstained != 5 {
		t.Errorf("%+v", closed.Results)
	}
	req.Kind, req.Subjects = voting.OfUnits, []voting.Subject{{ID: "u1"}}
	apptest.Refused(t, a.Office, voting.OpenAppraisal, req, "appraisal.subjects") // of another town
}

// Requests that are not taken, each for its reason.
func TestAppraisalsThatAreNotOpened(t *testing.T) {
	a := assemble(t, 6, voting.Completed, voting.Implementing)
	fits := a.request()
	fits.Subjects = fits.Subjects[:1]
	for name, c := range map[string]struct {
		code   string
		change func(*voting.OpenAppraisalRequest)
	}{
		"voters judge projects":     {"appraisal.raters", func(r *voting.OpenAppraisalRequest) { r.Raters = voting.ByVoters }},
		"deputies judge deputies":   {"appraisal.raters", func(r *voting.OpenAppraisalRequest) { r.Kind = voting.OfDeputies }},
		"days backwards":            {"appraisal.days", func(r *voting.OpenAppraisalRequest) { r.Opens = a.day(4) }},
		"a day gone by":             {"appraisal.days", func(r *voting.OpenAppraisalRequest) { r.Opens, r.Closes = a.day(-3), a.day(-1) }},
		"the site first":            {"appraisal.aspects", func(r *voting.OpenAppraisalRequest) { r.Aspects = r.Aspects[1:] }},
		"a project under way":       {"appraisal.subjects", func(r *voting.OpenAppraisalRequest) { r.Subjects = []voting.Subject{{ID: a.projects[1]}} }},
		"a project twice":           {"appraisal.subjects", func(r *voting.OpenAppraisalRequest) { r.Subjects = append(r.Subjects, r.Subjects...) }},
		"another congress":          {"appraisal.roll", func(r *voting.OpenAppraisalRequest) { r.Term = 3 }},
		"a member of no congress":   {"appraisal.members", func(r *voting.OpenAppraisalRequest) { r.Raters, r.Members = voting.ByCommittee, []string{"m9"} }},
		"a committee of nobody":     {"appraisal.roll", func(r *voting.OpenAppraisalRequest) { r.Raters = voting.ByCommittee }},
		"no such division":          {"area.unknown", func(r *voting.OpenAppraisalRequest) { r.Area = hallTown + "001" }},
		"a kind that there is none": {"rpc.content", func(r *voting.OpenAppraisalRequest) { r.Kind = "weather" }},
	} {
		t.Run(name, func(t *testing.T) {
			req := fits
			c.change(&req)
			apptest.Refused(t, a.Office, voting.OpenAppraisal, req, c.code)
		})
	}
}

// Slips have an end, and names of groups are counted.
func TestSlipsHaveAnEnd(t *testing.T) {
	a := assemble(t, 6, voting.Completed)
	a.open(a.request())
	ap := Appraisal{Appraisal: a.appraisal()}
	for range 15 {
		if _, err := ap.group("桥头村", 200, a.day(0)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ap.group("桥头村", 1, a.day(0)); err == nil {
		t.Error("a 3001st slip was made")
	}
	seen := map[string]bool{}
	for _, code := range a.slips("下坪村", 200) {
		if seen[code] {
			t.Fatalf("%s twice", code)
		}
		seen[code] = true
	}
	a.turn(voting.AppraisalClosed)
	apptest.Refused(t, a.Office, voting.IssueSlips, voting.SlipsRequest{ID: a.id, Group: "下坪村", Count: 1}, "appraisal.slips")
}

package voting

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/rpc"
)

// assembly is a congress whose deputies judge finished projects.
type assembly struct {
	*hall
	id   string
	said map[int][][]voting.Given // group → sheets, as the test remembers them
}

// ended is a project of the hall that was carried out.
func (h *hall) ended(i int, state voting.State) string {
	h.t.Helper()
	id := h.deliberated(i)
	p, err := h.service.projects.Get(system(h.t), id)
	must(h.t, err)
	p.State, p.Year = state, 2026
	p.History = []voting.Entry{{What: "ProjectPooled", To: voting.Pooled, At: apptest.Now}, {What: "ProjectStarted", To: state, At: apptest.Now}}
	p.Dossier = voting.Dossier{Unit: "u1", UnitName: "镇农办", Goal: "硬化三公里"}
	must(h.t, h.service.projects.Put(system(h.t), p))
	return id
}

func assemble(t *testing.T, deputies int, states ...voting.State) *assembly {
	t.Helper()
	a := &assembly{hall: gather(t, deputies, 0), said: map[int][][]voting.Given{}}
	for i, state := range states {
		a.projects = append(a.projects, a.ended(i, state))
	}
	return a
}

func (a *assembly) request() voting.OpenAppraisalRequest {
	req := voting.OpenAppraisalRequest{Area: hallTown, Title: "2026年民生实事项目测评", Kind: voting.OfProjects, Raters: voting.ByDeputies, Term: ballotTerm,
		Opens: a.day(0), Closes: a.day(3), Aspects: []voting.Aspect{{Text: "总体评价"}, {Text: "建设质量", OnSite: true}, {Text: "责任单位工作", Unit: true}}}
	for _, id := range a.projects {
		req.Subjects = append(req.Subjects, voting.Subject{ID: id})
	}
	return req
}

func (a *assembly) open(req voting.OpenAppraisalRequest) voting.Appraisal {
	a.t.Helper()
	got := apptest.Call(a.t, a.Office, voting.OpenAppraisal, req)
	a.id = got.ID
	return got
}

func (a *assembly) turn(to voting.AppraisalState) voting.Appraisal {
	a.t.Helper()
	return apptest.Call(a.t, a.Office, voting.TurnAppraisal, voting.TurnRequest{ID: a.id, To: to, Reason: "按日程"})
}

func all(mark voting.Verdict, subjects int) []voting.Given {
	var out []voting.Given
	for i := range subjects {
		out = append(out, voting.Given{Subject: i, Been: true, Marks: map[string]voting.Verdict{"a1": mark, "a2": mark, "a3": mark}})
	}
	return out
}

func (a *assembly) rate(seat int, given []voting.Given) {
	a.t.Helper()
	apptest.Call(a.t, a.Phone(seat), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: given})
	a.said[0] = append(a.said[0], given)
}

func (a *assembly) slips(group string, n int) []string {
	a.t.Helper()
	got := apptest.Call(a.t, a.Office, voting.IssueSlips, voting.SlipsRequest{ID: a.id, Group: group, Count: n})
	return got.Codes
}

func (a *assembly) bySlip(code string, group int, given []voting.Given) {
	a.t.Helper()
	apptest.Call(a.t, a.public, voting.RateBySlip, voting.RateRequest{ID: a.id, Code: code, Given: given})
	a.said[group] = append(a.said[group], given)
}

func (a *assembly) appraisal() voting.Appraisal {
	a.t.Helper()
	return apptest.Call(a.t, a.Office, voting.GetAppraisal, voting.AppraisalID{ID: a.id})
}

// Deputies judge two projects, people near them besides: the figures stay hidden until
// it is over, each verdict rests on those who rated, and the projects move.
func TestAWholeAppraisal(t *testing.T) {
	a := assemble(t, 9, voting.Completed, voting.Unfinished)
	opened := a.open(a.request())
	if opened.Roll != 9 || opened.Rule.Denominator != "cast" || opened.State != voting.AppraisalOpen {
		t.Fatalf("opened as %+v", opened)
	}
	for seat := 1; seat <= 7; seat++ {
		marks := append(all(voting.Satisfied, 1), voting.Given{Subject: 1, Marks: map[string]voting.Verdict{"a1": voting.Dissatisfied}})
		a.rate(seat, marks)
	}
	for _, code := range a.slips("桥头村", 6) {
		a.bySlip(code, 1, all(voting.Basically, 2))
	}
	if got := a.appraisal(); got.Rated != 7 || got.Slips[0].Used != 6 || len(got.Waiting) != 2 || got.Results != nil {
		t.Fatalf("while open the office reads %+v", got)
	}
	apptest.Refused(t, a.Office, voting.TurnAppraisal, voting.TurnRequest{ID: a.id, To: voting.AppraisalPublished}, "appraisal.step")
	a.turn(voting.AppraisalClosed)
	apptest.Refused(t, a.Phone(8), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}, "appraisal.over")
	if mine := apptest.Call(t, a.Phone(8), voting.MyAppraisals, rpc.None{}).Items; len(mine) != 1 || mine[0].Appraisal.Results != nil {
		t.Fatalf("before it is published a deputy reads %+v", mine)
	}
	a.turn(voting.AppraisalSigned)
	a.turn(voting.AppraisalPublished)
	got := apptest.Call(t, a.public, voting.GetPublicAppraisal, voting.AppraisalID{ID: a.id})
	if len(got.Results) != 2 || got.Results[0].Verdict != voting.Satisfied || got.Results[1].Verdict != voting.Dissatisfied || got.Signed.By != "" {
		t.Fatalf("published as %+v", got)
	}
	if site := got.Results[1].Aspects[1]; site.Shown || !site.People.Shown || site.People.Total.Basically != 6 {
		t.Errorf("nobody of the roll had been at the second project: %+v", site)
	}
	a.judged()
}

func (a *assembly) judged() {
	a.t.Helper()
	for i, want := range []voting.Verdict{voting.Satisfied, voting.Dissatisfied} {
		p := a.project(a.projects[i])
		if p.State != voting.Evaluated || len(p.Judgements) != 1 || p.Judgements[0].Verdict != want {
			a.t.Errorf("project %d is %s with %+v", i, p.State, p.Judgements)
		}
	}
}

// Totals equal a slow recount of what everybody said, by group and aspect.
func TestTotalsEqualARecount(t *testing.T) {
	a := assemble(t, 12, voting.Completed, voting.Completed, voting.Completed)
	a.open(a.request())
	r := rand.New(rand.NewPCG(7, 7))
	for seat := 1; seat <= 12; seat++ {
		a.rate(seat, anything(r, 3))
	}
	for g, name := range []string{"桥头村", "下坪村"} {
		for _, code := range a.slips(name, 7) {
			a.bySlip(code, g+1, anything(r, 3))
		}
	}
	u, err := a.service.urns.Get(system(t), a.id)
	must(t, err)
	for group, sheets := range a.said {
		for subject := range 3 {
			for aspect, code := range []string{"a1", "a2", "a3"} {
				if got, want := u.of(group, subject*3+aspect), recount(sheets, subject, code); got != want {
					t.Errorf("group %d, subject %d, %s: %+v, recounted %+v", group, subject, code, got, want)
				}
			}
		}
	}
}

func anything(r *rand.Rand, subjects int) []voting.Given {
	var out []voting.Given
	marks := []voting.Verdict{voting.Satisfied, voting.Basically, voting.Dissatisfied, ""}
	for i := range subjects {
		if r.IntN(4) == 0 {
			continue
		}
		g := voting.Given{Subject: i, Been: r.IntN(2) == 0, Marks: map[string]voting.Verdict{"a1": marks[r.IntN(4)], "a3": marks[r.IntN(4)]}}
		if g.Been {
			g.Marks["a2"] = marks[r.IntN(4)]
		}
		out = append(out, g)
	}
	if len(out) == 0 {
		return all("", 1)
	}
	return out
}

// recount is one aspect of one subject, counted one sheet after another.
func recount(sheets [][]voting.Given, subject int, code string) (n evaluation.Ratings) {
	for _, sheet := range sheets {
		at := slices.IndexFunc(sheet, func(g voting.Given) bool { return g.Subject == subject })
		mark, been := voting.Verdict(""), false
		if at >= 0 {
			mark, been = sheet[at].Marks[code], sheet[at].Been
		}
		switch {
		case code == "a2" && !been:
		case mark == voting.Satisfied:
			n.Satisfied++
		case mark == voting.Basically:
			n.Basically++
		case mark == voting.Dissatisfied:
			n.Dissatisfied++
		default:
			n.Abstained++
		}
	}
	return n
}

// Everybody rates once, also when ten of their devices try at the same time.
func TestOneRatingEachUnderConcurrentTries(t *testing.T) {
	a := assemble(t, 5, voting.Completed)
	a.open(a.request())
	codes := a.slips("桥头村", 3)
	var wg sync.WaitGroup
	for seat := 1; seat <= 5; seat++ {
		for range 4 {
			wg.Go(func() {
				_, _ = rpc.Call(t.Context(), a.Phone(seat), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}) // all but one are refused
			})
		}
	}
	for _, code := range codes {
		for range 4 {
			wg.Go(func() {
				_, _ = rpc.Call(t.Context(), a.public, voting.RateBySlip, voting.RateRequest{ID: a.id, Code: code, Given: all(voting.Satisfied, 1)})
			})
		}
	}
	wg.Wait()
	u, err := a.service.urns.Get(system(t), a.id)
	must(t, err)
	if !reflect.DeepEqual(u.Heads, []int{5, 3}) || u.of(0, 0).Satisfied != 5 || u.of(1, 0).Satisfied != 3 {
		t.Fatalf("the urn holds %+v", u)
	}
	apptest.Refused(t, a.Phone(1), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}, "appraisal.rated")
	apptest.Refused(t, a.public, voting.RateBySlip, voting.RateRequest{ID: a.id, Code: codes[0], Given: all(voting.Satisfied, 1)}, "appraisal.slip_used")
}

// A request that comes twice, since its answer was lost, is answered twice and counts
// once.
func TestARetryIsNotDoubled(t *testing.T) {
	a := assemble(t, 5, voting.Completed)
	a.open(a.request())
	ctx := rpc.WithKey(t.Context(), "the-same-key-again")
	for range 3 {
		if _, err := rpc.Call(ctx, a.Phone(2), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: all(voting.Basically, 1)}); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.appraisal(); got.Rated != 1 {
		t.Errorf("%d rated", got.Rated)
	}
}

// A sheet that is refused leaves its rater unmarked: both parts stand, or neither.
func TestARefusedSheetIsNoRating(t *testing.T) {
	a := assemble(t, 6, voting.Completed)
	a.open(a.request())
	code := a.slips("桥头村", 1)[0]
	for fault, given := range map[string][]voting.Given{
		"evaluation.been":       {{Subject: 0, Marks: map[string]voting.Verdict{"a2": voting.Satisfied}}},
		"evaluation.item":       {{Subject: 0, Marks: map[string]voting.Verdict{"a9": voting.Satisfied}}},
		"evaluation.mark":       {{Subject: 0, Marks: map[string]voting.Verdict{"a1": "splendid"}}},
		"appraisal.subject":     {{Subject: 7}},
		"appraisal.given_twice": append(all(voting.Satisfied, 1), all(voting.Satisfied, 1)...),
	} {
		apptest.Refused(t, a.Phone(3), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: given}, fault)
		apptest.Refused(t, a.public, voting.RateBySlip, voting.RateRequest{ID: a.id, Code: code, Given: given}, fault)
	}
	a.rate(3, all(voting.Satisfied, 1))
	a.bySlip(code, 1, all(voting.Satisfied, 1))
	if got := a.appraisal(); got.Rated != 1 || got.Slips[0].Used != 1 {
		t.Errorf("counted %+v", got)
	}
}

// Who is not on the roll, who was suspended since, and codes that are none.
func TestWhoMayNotRate(t *testing.T) {
	a := assemble(t, 7, voting.Completed)
	a.open(a.request())
	sheet := voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}
	apptest.Refused(t, a.deputy, voting.RateAppraisal, sheet, "appraisal.not_rater")
	a.tellMandate(4, roster.MandateSuspended)
	a.eventually("the suspension is known", func() bool {
		e, err := a.service.electors.Get(system(t), personOf(4))
		return err == nil && e.Mandates[0].Status == roster.MandateSuspended
	})
	apptest.Refused(t, a.Phone(4), voting.RateAppraisal, sheet, "appraisal.suspended")
	sheet.Code = "22222222"
	apptest.Refused(t, a.public, voting.RateBySlip, sheet, "appraisal.slip")
	sheet.ID = "another"
	apptest.Refused(t, a.public, voting.RateBySlip, sheet, "appraisal.slip")
	elsewhere := a.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other}, "")
	apptest.Refused(t, elsewhere, voting.GetAppraisal, voting.AppraisalID{ID: a.id}, "appraisal.not_found")
	apptest.Refused(t, a.public, voting.GetPublicAppraisal, voting.AppraisalID{ID: a.id}, "appraisal.not_found")
}

// Its days open and close it, whoever is at work.
func TestItsDaysOpenAndCloseIt(t *testing.T) {
	a := assemble(t, 6, voting.Completed)
	req := a.request()
	req.Opens, req.Closes = a.day(1), a.day(2)
	if got := a.open(req); got.State != voting.AppraisalPlanned {
		t.Fatalf("opened as %s", got.State)
	}
	sheet := voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}
	apptest.Refused(t, a.Phone(1), voting.RateAppraisal, sheet, "appraisal.over")
	a.Clock.Advance(24 * time.Hour)
	for seat := 1; seat <= 5; seat++ {
		a.rate(seat, all(voting.Satisfied, 1))
	}
	moved := apptest.Call(t, a.Office, voting.TurnAppraisal, voting.TurnRequest{ID: a.id, To: voting.AppraisalOpen, Closes: a.day(3), Reason: "会期延长"})
	if moved.Closes != a.day(3) {
		t.Fatalf("moved to %s", moved.Closes)
	}
	a.Clock.Advance(4 * 24 * time.Hour)
	apptest.Refused(t, a.Phone(6), voting.RateAppraisal, voting.RateRequest{ID: a.id, Given: all(voting.Satisfied, 1)}, "appraisal.over")
	if got := a.appraisal(); got.State != voting.AppraisalClosed || got.Results[0].Verdict != voting.Satisfied {
		t.Fatalf("after its days %+v", got)
	}
	apptest.Refused(t, a.Office, voting.TurnAppraisal, voting.TurnRequest{ID: a.id, To: voting.AppraisalOpen, Closes: a.day(9), Reason: "再开"}, "appraisal.step")
}

package voting

import (
	"slices"
	"testing"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules/rulestest"
	"lianluo/services/voting/votingtest"
)

const (
	district = "431202"
	street   = "431202001" // has no congress
)

// onStreet is a street with a station, a unit and five deputies who sit in the
// district's congress and live here.
func onStreet(t *testing.T) *hall {
	t.Helper()
	f := start(t)
	h := &hall{fixture: f, Hall: &votingtest.Hall{T: t, Public: f.public}}
	h.county = h.as(authz.Assignment{Role: authz.CountyAdmin, Area: district}, "")
	h.Office = h.county
	h.desk = h.as(authz.Assignment{Role: authz.LiaisonOfficer, Area: street, Station: "s9"}, "")
	h.Phone = func(seat int) *rpc.Client {
		return h.as(authz.Assignment{Role: authz.DeputyRole, Area: district}, personOf(seat))
	}
	h.station.Tell(t, "station", "s9", "", station.StationOpened.New(station.Changed{Station: "s9", Name: "街道站", Area: street, State: station.Open}))
	h.tellUnit("u9", "街道办", street)
	for n := 1; n <= 5; n++ {
		h.roster.Tell(t, "person", personOf(n), "", roster.PersonAdded.New(roster.PersonChanged{Person: personOf(n), Name: "代表" + personOf(n), Area: street,
			Mandates: []roster.Mandate{{ID: "m" + personOf(n), Level: "county", Area: district, Term: 6, From: apptest.Now.AddDate(-1, 0, 0), Status: roster.MandateActive}}}))
	}
	h.eventually("the street is known", func() bool {
		_, err1 := h.service.stations.Get(system(t), "s9")
		_, err2 := h.service.electors.Get(system(t), personOf(5))
		return err1 == nil && err2 == nil
	})
	return h
}

// brings is a project of the street from what a villager said to deliberation.
func (h *hall) brings(title string) string {
	h.t.Helper()
	said := said("s9")
	said.Title = title
	made := apptest.Call(h.t, h.desk, voting.RecordProposal, said)
	because := because(made.Project)
	apptest.Call(h.t, h.Office, voting.PoolProject, voting.PoolRequest{Reasoned: because, Title: title, Year: 2027})
	apptest.Call(h.t, h.Office, voting.WriteDossier, voting.DossierRequest{ID: made.Project, Place: voting.Place{Text: "街道"},
		Dossier: voting.Dossier{Need: "居民出行不便", Goal: "改造完成", Cost: 100_000, Funding: "区级配套", Land: "不新增用地", Finish: "2027-11-30", Unit: "u9"}})
	apptest.Call(h.t, h.Office, voting.ScreenProject, screening(made.Project, "candidate"))
	if p := apptest.Call(h.t, h.Office, voting.ReviewProject, voting.ReviewRequest{Reasoned: because, Agreed: true, On: h.day(0)}); p.Reviews[0].Organ != voting.StreetWorkCommittee {
		h.t.Errorf("it was reviewed by %s", p.Reviews[0].Organ)
	}
	for range 2 {
		apptest.Call(h.t, h.Office, voting.SubmitProject, because)
	}
	return made.Project
}

// A street's projects go from what people said to the list that it recommends: the
// township's ballot is refused, the recommendation is held like one and can be counted
// again, and decides nothing.
func TestAStreetsRecommendationToItsEnd(t *testing.T) {
	h := onStreet(t)
	for _, title := range []string{"背街小巷路灯", "老旧小区加装电梯", "社区食堂改造", "口袋公园"} {
		h.projects = append(h.projects, h.brings(title))
	}
	req := voting.CreateBallotRequest{Title: "民生实事项目票选", Projects: h.projects, Congress: &voting.Congress{Name: "城中街道", Division: street, Term: 1, Session: 1}}
	apptest.Refused(t, h.Office, voting.CreateBallot, req, "ballot.street")
	req.Recommend = true
	h.ID = apptest.Call(t, h.Office, voting.CreateBallot, req).ID
	h.Prepare(2, voting.ApproveScrutineersRequest{Mandates: []string{"m" + personOf(1), "m" + personOf(2), "m" + personOf(3)}})
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	for seat, approved := range [][]int{{0, 1}, {0, 1}, {0, 2}, {1, 0}, {3}} {
		h.chooses(seat+1, approved...)
	}
	h.Finish()
	h.Verified()
	h.advised([]voting.VoteOutcome{voting.Recommended, voting.Recommended, voting.NotRecommended, voting.NotRecommended})
	apptest.Refused(t, h.Office, voting.AnnounceResult, h.announcement(), "voting.recommendation")
	h.recordSays(h.paper(false), "票选推荐记录", "推荐2项", "结果不具有决定效力")
	page := apptest.Call(t, h.Public, voting.GetBoard, voting.GetBoardRequest{ID: h.ID})
	if page.Method != "recommendation" || !slices.Equal(page.Result.Selected, h.projects[:2]) {
		t.Errorf("the public board says %s: %+v", page.Method, page.Result)
	}
}

// advised: each project is deliberated on, and its chain says what was recommended.
func (h *hall) advised(want []voting.VoteOutcome) {
	h.t.Helper()
	for i, verdict := range want {
		p := apptest.Call(h.t, h.Public, voting.GetPublicProject, voting.ByID{ID: h.projects[i]})
		if p.State != voting.Deliberating || len(p.Chain.Votes) != 1 || p.Chain.Votes[0].Verdict != verdict {
			h.t.Errorf("%s is %s with %+v", p.Title, p.State, p.Chain.Votes)
		}
		told := map[voting.VoteOutcome]string{voting.Recommended: "ProjectRecommended", voting.NotRecommended: "ProjectNotRecommended"}[verdict]
		if !slices.ContainsFunc(p.History, func(e voting.ProposalNotice) bool { return e.What == told }) {
			h.t.Errorf("%s: its history lacks %s: %+v", p.Title, told, p.History)
		}
	}
}

// Where recommending is the street's own method, nobody has to ask for it, and it
// decides nothing either.
func TestAStreetsOwnMethodIsToRecommend(t *testing.T) {
	h := onStreet(t)
	rulestest.Set(t, h.System, "voting", street, `{"ballot_method":"recommendation"}`)
	h.projects = []string{h.brings("背街小巷路灯"), h.brings("口袋公园"), h.brings("社区食堂改造")}
	req := voting.CreateBallotRequest{Title: "民生实事项目票选", Projects: h.projects, Congress: &voting.Congress{Name: "城中街道", Division: street, Term: 1, Session: 1}}
	h.ID = apptest.Call(t, h.Office, voting.CreateBallot, req).ID
	if roll := apptest.Call(t, h.Office, voting.ListElectors, voting.BallotID{ID: h.ID}).Items; len(roll) != 5 {
		t.Fatalf("the roll is %+v", roll)
	}
	h.Prepare(1, voting.ApproveScrutineersRequest{Mandates: []string{"m" + personOf(1), "m" + personOf(2), "m" + personOf(3)}})
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	for seat, approved := range [][]int{{0}, {0}, {1}, {1}, {2}} {
		h.chooses(seat+1, approved...)
	}
	h.Finish()
	h.advised([]voting.VoteOutcome{voting.NotRecommended, voting.NotRecommended, voting.NotRecommended})
}

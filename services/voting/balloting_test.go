package voting

import (
	"fmt"
	"testing"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/voting/votingtest"
)

const (
	ballotTerm = 19
	hallTown   = "431223102" // the deputies of the other tests sit elsewhere
)

// hall is a congress in its hall, and the service inside.
type hall struct {
	*fixture
	*votingtest.Hall
	projects []string
}

// gather tells of n deputies and makes projects that their congress deliberates on.
func gather(t *testing.T, n, projects int) *hall {
	t.Helper()
	f := start(t)
	h := &hall{fixture: f, Hall: &votingtest.Hall{T: t, Public: f.public}}
	h.Office = h.as(authz.Assignment{Role: authz.TownshipAdmin, Area: hallTown}, "")
	h.Phone, h.Teller = h.phone, h.tellerClient
	for i := range n {
		h.tellMandate(i+1, roster.MandateActive)
	}
	for i := range projects {
		h.projects = append(h.projects, h.deliberated(i))
	}
	h.eventually("the deputies are known", func() bool { return h.known() == n })
	return h
}

func personOf(n int) string { return fmt.Sprintf("p%04d", n) }

func (h *hall) tellMandate(n int, status roster.MandateStatus) {
	h.t.Helper()
	h.roster.Tell(h.t, "person", personOf(n), "", roster.MandateChanged.New(roster.PersonChanged{Person: personOf(n), Name: fmt.Sprintf("代表%04d", n), Area: hallTown,
		Mandates: []roster.Mandate{{ID: "m" + personOf(n), Level: "township", Area: hallTown, Term: ballotTerm, From: apptest.Now.AddDate(-1, 0, 0), Status: status}}}))
}

func (h *hall) known() (n int) {
	key := congressKey(hallTown, ballotTerm)
	must(h.t, h.service.electors.Each(system(h.t), store.Query{Index: "congress", Of: key}, func(elector) error { n++; return nil }))
	return n
}

// deliberated is a project that the congress of the hall deliberates on.
func (h *hall) deliberated(i int) string {
	h.t.Helper()
	id := h.service.db.NewID()
	p := Project{Project: voting.Project{ID: id, Number: "P" + id, Area: hallTown, Title: fmt.Sprintf("候选项目%d", i+1), State: voting.Deliberating, Updated: h.Now(),
		Sources: []voting.Source{}, Reviews: []voting.Review{}, Questions: []voting.Question{}, History: []voting.Entry{{At: h.Now(), To: voting.Pooled}}}, Ancestors: authz.AreaTokens(h.service.tree, hallTown)}
	must(h.t, h.service.projects.Create(system(h.t), p))
	return id
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *hall) asked() voting.CreateBallotRequest {
	return voting.CreateBallotRequest{Title: "民生实事项目票决", Projects: h.projects,
		Congress: &voting.Congress{Name: "黄溪口镇人民代表大会", Division: hallTown, Term: ballotTerm, Session: 5}}
}

// prepare takes a ballot to where the chair signs it.
func (h *hall) prepare(places int, scrutineers ...int) {
	h.t.Helper()
	h.ID = apptest.Call(h.t, h.Office, voting.CreateBallot, h.asked()).ID
	req := voting.ApproveScrutineersRequest{Tellers: []voting.Teller{{Account: h.accountOf(1), Name: "计票甲"}, {Account: h.accountOf(2), Name: "计票乙"}}}
	for _, n := range scrutineers {
		req.Mandates = append(req.Mandates, "m"+personOf(n))
	}
	h.Prepare(places, req)
}

func (h *hall) accountOf(teller int) string { return fmt.Sprintf("teller-%d", teller) }

func (h *hall) tellerClient(n int) *rpc.Client {
	return h.Client("voting", apptest.With(h.accountOf(n), authz.Assignment{Role: authz.LiaisonOfficer, Area: hallTown, Station: "s1"}, ""))
}

// phone is the deputy's who sits on a seat: seats follow names, and names numbers.
func (h *hall) phone(seat int) *rpc.Client {
	return h.as(authz.Assignment{Role: authz.DeputyRole, Area: hallTown}, personOf(seat))
}

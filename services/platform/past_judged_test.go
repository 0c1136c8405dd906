package platform

import (
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
)

// checkAppraisals: what deputies and voters said of units, deputies and a project is
// published with its figures, the project's chain ends with the verdict, and one
// appraisal waits for the deputy whose account is ready.
func checkAppraisals(l *lived) {
	l.Helper()
	public := l.client("voting", "")
	kinds := map[voting.AppraisalKind]bool{}
	for _, a := range ask(l, public, voting.ListPublicAppraisals, voting.AppraisalsRequest{Area: demo.County}).Items {
		kinds[a.Kind] = a.State == voting.AppraisalPublished && len(a.Results) == len(a.Subjects) &&
			!slices.ContainsFunc(a.Results, func(r voting.Appraised) bool { return r.Verdict == "" || !r.Aspects[0].Shown })
	}
	if len(kinds) != 3 || !kinds[voting.OfUnits] || !kinds[voting.OfDeputies] || !kinds[voting.OfProjects] {
		l.Errorf("published appraisals with figures: %v", kinds)
	}
	judged := slices.DeleteFunc(ask(l, public, voting.ListPublicProjects, voting.ListRequest{Area: demo.County, Limit: 100}).Items,
		func(p voting.PublicProject) bool { return p.State != voting.Evaluated })
	if len(judged) != 1 {
		l.Fatalf("%d projects were judged", len(judged))
	}
	p := ask(l, public, voting.GetPublicProject, voting.ByID{ID: judged[0].ID})
	if end := p.Chain.Judgements; len(end) != 1 || end[0].Verdict != voting.Satisfied || p.History[len(p.History)-1].To != voting.Evaluated {
		l.Errorf("the chain ends with %+v", end)
	}
	mine := ask(l, l.as("deputy", "voting"), voting.MyAppraisals, rpc.None{}).Items
	open := slices.DeleteFunc(slices.Clone(mine), func(m voting.MyAppraisal) bool { return m.Appraisal.State != voting.AppraisalOpen })
	if len(open) != 1 || open[0].Rated || len(mine) < 2 {
		l.Errorf("of %d appraisals the deputy may rate %+v", len(mine), open)
	}
}

// checkBallots: of the three townships' congresses two have chosen as many as there
// were places, on what their presidiums put before them, and one ballot is open; what
// was asked for is no more than the year has (of the first, the second, the third).
func checkBallots(l *lived) {
	l.Helper()
	office := l.as("county", "voting")
	declared, open := 0, 0
	for _, row := range ask(l, office, voting.ListBallots, voting.ListBallotsRequest{Area: demo.County, Limit: 100}).Items {
		b := ask(l, office, voting.GetBallot, voting.BallotID{ID: row.ID})
		switch {
		case b.State != voting.BallotDeclared:
			open++
		case len(b.Result.Selected) == b.Choice.Places:
			declared++
		}
	}
	decided := ask(l, office, voting.ListDecisions, voting.DecisionsRequest{Area: demo.County}).Items
	if declared != 2 || open != 1 || len(decided) != 2 {
		l.Errorf("%d ballots are declared, %d are open, %d decisions are recorded", declared, open, len(decided))
	}
	if topics := ask(l, office, voting.ListProjects, voting.ListRequest{Area: demo.County, Limit: 200}).Items; len(topics) != 8+7+3 {
		l.Errorf("%d topics were asked for", len(topics))
	}
}

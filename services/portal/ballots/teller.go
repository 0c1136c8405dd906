package ballots

import (
	"encoding/json"
	"net/http"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/ballot"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// tellerView is a ballot before one of its tellers.
type tellerView struct {
	mineView
	number int
	name   string
}

// papers is the page on which a teller enters paper ballots.
func (s pages) papers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, err := session.Call(ctx, s.Portal, voting.GetBallot, voting.BallotID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(b.Tellers, func(t voting.Teller) bool { return t.Account == session.UserOf(ctx).ID })
	if at < 0 {
		return session.Missing(ctx)
	}
	rules, err := rulesOf(b)
	if err != nil {
		return err
	}
	v := tellerView{mineView{Ballot: b, rules: rules}, at + 1, b.Tellers[at].Name}
	return session.Render(w, r, papersPage(s.Own(r, ui.T(ctx, "ballots.papers")), v))
}

// rulesOf reads the rules of a ballot, zero before they were adopted.
func rulesOf(b voting.Ballot) (ballot.Rules, error) {
	var rules ballot.Rules
	if b.Rules == "" {
		return rules, nil
	}
	if err := json.Unmarshal([]byte(b.Rules), &rules); err != nil {
		return rules, fault.Internal(err)
	}
	return rules, nil
}

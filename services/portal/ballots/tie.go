package ballots

import (
	"context"
	"net/http"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/ballot"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mayBeSettled: the last place is tied, and the presidium has yet to decide.
func mayBeSettled(b voting.Ballot) bool {
	return b.State == voting.BallotDeclared && b.Result.Outcome == string(ballot.ToPresidium) && b.Settlement == nil && !advises(b)
}

// settle records what the presidium decided; what is refused stays in the form.
func (s chair) settle(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[voting.SettleTieRequest](r)
	if problem == nil {
		if _, problem = session.Call(ctx, s.Portal, voting.SettleTie, req); problem == nil {
			return s.Go(w, r, s.Base+"/"+req.ID, ui.Done(ctx, "ballots.settled-done"))
		}
	}
	return s.again(w, r, "settle", problem)
}

// contenders are the tied, to choose among.
func (v chairView) contenders() []ui.Option {
	chosen := v.Values("settle", "chosen", nil)
	var out []ui.Option
	for _, c := range v.Candidates {
		if slices.Contains(v.Result.Tied, c.ID) {
			out = append(out, ui.Option{Value: c.ID, Label: c.Title, Checked: slices.Contains(chosen, c.ID)})
		}
	}
	return out
}

// left is how many places the tied contend for.
func left(b voting.Ballot) int { return b.Choice.Places - len(b.Result.Selected) }

// settled says how the presidium decided.
func settled(ctx context.Context, t *voting.TieSettlement) string {
	h := t.Hands
	return ui.T(ctx, "ballots.settled", t.On, t.Minutes, h.Members, h.Present, h.For, h.Against, h.Abstain)
}

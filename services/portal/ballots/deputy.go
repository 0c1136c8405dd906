package ballots

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/pkg/ballot"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

func (s deputy) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, voting.MyBallots, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, mineListPage(s.shell(r, ui.T(ctx, "ballots.title")), page.Items))
}

// mineView is a ballot before a deputy who is on its roll.
type mineView struct {
	voting.Ballot
	Me    voting.Elector
	rules ballot.Rules
}

func (s deputy) mine(r *http.Request) (mineView, error) {
	page, err := session.Call(r.Context(), s.Portal, voting.MyBallots, rpc.None{})
	if err != nil {
		return mineView{}, err
	}
	at := slices.IndexFunc(page.Items, func(m voting.MyBallot) bool { return m.Ballot.ID == r.PathValue("id") })
	if at < 0 {
		return mineView{}, session.Missing(r.Context())
	}
	v := mineView{Ballot: page.Items[at].Ballot, Me: page.Items[at].Me}
	v.rules, err = rulesOf(v.Ballot)
	return v, err
}

func (s deputy) vote(w http.ResponseWriter, r *http.Request) error {
	v, err := s.mine(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, votePage(s.shell(r, v.Title), v))
}

func (s deputy) key(w http.ResponseWriter, r *http.Request) error {
	v, err := s.mine(r)
	if err != nil {
		return err
	}
	if v.Me.Trustee == 0 {
		return session.Missing(r.Context())
	}
	return session.Render(w, r, keyPage(s.shell(r, v.Title), v))
}

// stands says in one sentence where the deputy stands in the ballot.
func (v mineView) stands(ctx context.Context) string {
	switch {
	case v.State == voting.BallotVoid:
		return ui.T(ctx, "ballots.me.void", v.Reason)
	case v.Me.Suspended:
		return ui.T(ctx, "ballots.me.suspended")
	case v.Me.Paper:
		return ui.T(ctx, "ballots.me.paper")
	case v.Me.Cast:
		return ui.T(ctx, "ballots.me.cast")
	case v.State == voting.BallotOpen && v.Me.Key != "":
		return ui.T(ctx, "ballots.me.open")
	case v.Me.Key != "":
		return ui.T(ctx, "ballots.me.keyed")
	case v.mayCheckIn():
		return ui.T(ctx, "ballots.me.check-in")
	case v.Head.Seq < 0:
		return ui.T(ctx, "ballots.me.soon")
	}
	return ui.T(ctx, "ballots.me.late")
}

func (v mineView) mayCheckIn() bool {
	return !v.Me.Suspended && v.Me.Key == "" && !v.Me.Paper && (v.State == voting.BallotCeremony || v.State == voting.BallotKeyed)
}

func (v mineView) mayVote() bool {
	return v.State == voting.BallotOpen && v.Me.Key != "" && !v.Me.Cast && !v.Me.Suspended
}

// seated are the attributes by which the page's script knows whose page it is.
func (v mineView) seated() templ.Attributes {
	return templ.Attributes{"data-ballot-seat": strconv.Itoa(v.Me.Seat), "data-ballot-limit": strconv.Itoa(v.rules.Limit), "data-ballot-key": v.Me.Key}
}

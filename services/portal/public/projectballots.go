package public

import (
	"net/http"
	"slices"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
)

// ballotsView is a page of a division's ballots.
type ballotsView struct {
	area, name string
	all        []voting.PublicBallot
	next       string
}

const (
	ballotsPage   = 30
	ballotsBeside = 5 // stand beside the projects, more if they are under way
)

// beforeOthers are the ballots that stand beside the projects: those to come and under
// way, then the latest of the others.
func beforeOthers(latest []voting.PublicBallot) []voting.PublicBallot {
	over := func(b voting.PublicBallot) bool {
		return b.State == voting.BallotDeclared || b.State == voting.BallotVoid
	}
	open := slices.DeleteFunc(slices.Clone(latest), over)
	ended := slices.DeleteFunc(slices.Clone(latest), func(b voting.PublicBallot) bool { return !over(b) })
	return append(open, ended[:min(len(ended), max(0, ballotsBeside-len(open)))]...)
}

// ballots lists all ballots of a division and below.
func (s pages) ballots(w http.ResponseWriter, r *http.Request) error {
	v := ballotsView{area: s.congress(r)}
	if v.area == "" {
		return s.Go(w, r, "/projects")
	}
	v.name = s.AreaName(v.area)
	page, err := session.Call(r.Context(), s.Portal, voting.ListPublicBallots, voting.ListBallotsRequest{Area: v.area, After: session.Value(r, "after"), Limit: ballotsPage})
	if err != nil {
		return err
	}
	v.all, v.next = page.Items, session.More(r, page.Next)
	return session.Render(w, r, ballotsList(v))
}

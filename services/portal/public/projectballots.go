package public

import (
	"net/http"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
)

// ballotsView is a page of a division's ballots.
type ballotsView struct {
	area, name string
	all        []voting.PublicBallot
	next       string
}

// ballots lists all ballots of a division and below.
func (s pages) ballots(w http.ResponseWriter, r *http.Request) error {
	v := ballotsView{area: s.congress(r)}
	if v.area == "" {
		return s.Go(w, r, "/projects")
	}
	v.name = s.AreaName(v.area)
	page, err := session.Call(r.Context(), s.Portal, voting.ListPublicBallots, voting.ListBallotsRequest{Area: v.area, After: session.Value(r, "after"), Limit: 30})
	if err != nil {
		return err
	}
	v.all, v.next = page.Items, session.More(r, page.Next)
	return session.Render(w, r, ballotsPage(v))
}

package demo

import (
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/rpc"
)

const (
	// openTroupe is what the logins of its players begin with.
	openTroupe = "vote"
	// openTitle is what the ballot is called that a newcomer takes part in.
	openTitle = "民生实事项目票决（演示，请来投票）"
	// openPlaces of the projects are chosen.
	openPlaces = 2
	// openPhones deputies have phones that the demonstration keeps; the others vote on
	// paper.
	openPhones = 7
)

// makeBallot leaves a ballot of the first township's congress under way: the others
// have checked in, and who signs in as "deputy" is one of three scrutineers.
func (l *Loader) makeBallot(ctx context.Context) error {
	congress := l.first()
	if len(l.members(congress)) < 3 {
		return nil
	}
	page, err := rpc.Call(ctx, l.as("county", "voting"), voting.ListProjects, voting.ListRequest{Area: congress, Limit: 200})
	if err != nil {
		return err
	}
	var projects []string
	for _, p := range page.Items {
		if p.Area == congress && (p.State == voting.Deliberating || p.State == voting.Balloting) {
			projects = append(projects, p.ID)
		}
	}
	h, err := l.prepare(ctx, sitting{troupe: troupe{openTroupe, congress}, title: openTitle, projects: projects,
		places: openPlaces, phones: openPhones, self: l.seats[l.Deputy()].mandate})
	if err != nil {
		return err
	}
	return h.Hold(ctx)
}

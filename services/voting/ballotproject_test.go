package voting

import (
	"slices"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/event"
)

// Who stood behind a project hears once what the congress decided, not also that it
// is in the pool again.
func TestTheVotesOutcomeIsToldOnce(t *testing.T) {
	for chosen, want := range map[bool][]event.Type[voting.Changed]{true: {voting.ProjectAdopted}, false: {voting.ProjectNotAdopted, voting.ProjectPooled}} {
		p := Project{Project: voting.Project{ID: "p1", State: voting.Balloting, Sources: []voting.Source{{ID: "x1", Channel: voting.AtDesk}}}}
		b := Ballot{Result: &voting.BallotResult{}}
		if chosen {
			b.Result.Selected = []string{p.ID}
		}
		events, err := p.endBallot(Act{Voices: []string{"v1"}}, &b)
		if err != nil || len(events) != len(want) {
			t.Fatalf("%+v, %v", events, err)
		}
		for i, e := range events {
			d, err := want[i].Decode(e)
			told := slices.Equal(d.Voices, []string{"v1"}) && slices.Equal(d.Proposers, []string{"x1"})
			if err != nil || told != (i == 0) {
				t.Errorf("%s tells %v and %v, %v", e.Type, d.Voices, d.Proposers, err)
			}
		}
	}
}

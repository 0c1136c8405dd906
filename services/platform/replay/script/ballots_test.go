package script

import (
	"slices"
	"testing"

	"lianluo/pkg/area"
)

// Every ballot can be held: a congress with enough deputies and three scrutineers,
// more candidates than places, by at least a tenth and at least one, each put before
// the congress before its session.
func TestBallotsCanBeHeld(t *testing.T) {
	each(t, func(t *testing.T, _ Options, s *Script) {
		seen := map[int]bool{}
		for n, b := range s.Sessions {
			members, candidates := s.Members(b.Station), s.Candidates(n)
			switch {
			case seen[b.Station] || !area.Default().HasCongress(Townships()[b.Station].Code):
				t.Errorf("ballot %d: township %d votes twice, or has no congress", n, b.Station)
			case b.Places < 1 || len(candidates) < b.Places+max(1, (b.Places+9)/10):
				t.Errorf("ballot %d: %d of %d candidates", n, b.Places, len(candidates))
			case len(b.Phones) < 3 || members-len(b.Phones) < 3:
				t.Errorf("ballot %d: %d of %d on phones", n, len(b.Phones), members)
			case !Workday(b.On):
				t.Errorf("ballot %d: nobody works on %s", n, b.On)
			}
			seen[b.Station] = true
			for _, p := range b.Phones {
				if s.People[p].Station != b.Station || s.People[p].Level != "township" {
					t.Errorf("ballot %d: %d does not sit there", n, p)
				}
			}
			s.followsInOrder(t, n)
		}
	})
}

// followsInOrder: called for, proposed, screened, sat, voted.
func (s *Script) followsInOrder(t *testing.T, n int) {
	t.Helper()
	at := func(what What, of int) int {
		return slices.IndexFunc(s.Acts, func(a Act) bool { return a.What == what && a.Of == of })
	}
	for _, topic := range s.Sessions[n].Topics {
		order := []int{at(Call, n), at(Topical, topic), at(Screen, topic), at(Session, n), at(Vote, n)}
		if order[0] < 0 || !slices.IsSorted(order) || s.Asked[topic].Ballot != n {
			t.Errorf("ballot %d, topic %d: the acts come as %v", n, topic, order)
		}
	}
}

// The published year: congresses of 45 to 60 deputies.
func TestCongressesHaveTheirSize(t *testing.T) {
	for _, b := range whole().Sessions {
		if n := whole().Members(b.Station); n < 45 || n > 60 {
			t.Errorf("%s has %d deputies", Congress(b.Station), n)
		}
	}
}

package demo

import "testing"

// The county's sums are the published ones; the open ballot is on what the first
// township asks for, the chain's on what was built.
func TestTheYearHasThePublishedSums(t *testing.T) {
	ballots, asked, chosen := 2, len(wishes)+len(built), openPlaces+chainPlaces
	for _, s := range New(nil, nil, Options{}).sessions() {
		ballots, asked, chosen = ballots+1, asked+len(s.wishes), chosen+s.places
		candidates := 0
		for _, w := range s.wishes {
			if w.far >= 0 {
				candidates++
			}
		}
		if candidates <= s.places {
			t.Errorf("%s: %d candidates for %d places", s.congress, candidates, s.places)
		}
	}
	if ballots != 23 || asked != 156 || chosen != 110 {
		t.Errorf("%d ballots, %d topics, %d chosen; 23, 156 and 110 were published", ballots, asked, chosen)
	}
}

package evaluation

import (
	"testing"

	"lianluo/pkg/fault"
)

func TestShowOfHands(t *testing.T) {
	for name, c := range map[string]struct {
		h       Hands
		code    string
		carried bool
	}{
		"all members":             {Hands{9, 9, 5, 3, 1}, "", true},
		"most of those present":   {Hands{9, 6, 4, 2, 0}, "", false},
		"half of all":             {Hands{10, 10, 5, 0, 5}, "", false},
		"some raised no hand":     {Hands{9, 8, 5, 1, 0}, "", true},
		"just over half is there": {Hands{9, 5, 5, 0, 0}, "", true},
		"half is there":           {Hands{10, 5, 5, 0, 0}, "hands.quorum", false},
		"more hands than people":  {Hands{9, 6, 5, 2, 0}, "hands.counts", false},
		"more people than seats":  {Hands{9, 10, 5, 2, 0}, "hands.counts", false},
		"negative":                {Hands{9, 9, 9, -1, 0}, "hands.counts", false},
		"nobody":                  {Hands{}, "hands.counts", false},
	} {
		err := c.h.Check()
		if (err == nil) != (c.code == "") || err != nil && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
		if c.h.Carried() != c.carried {
			t.Errorf("%s: carried %v", name, c.h.Carried())
		}
	}
	if n := (Hands{9, 8, 5, 1, 0}).NotVoting(); n != 2 {
		t.Errorf("%d did not vote", n)
	}
}

func TestAMajorityOfThosePresentNeverCarriesAlone(t *testing.T) {
	for members := 1; members <= 17; members++ {
		for present := range members + 1 {
			for yes := range present + 1 {
				h := Hands{Members: members, Present: present, For: yes}
				if h.Carried() && 2*yes <= members {
					t.Fatalf("%+v", h)
				}
				if !h.Carried() && 2*yes > members {
					t.Fatalf("%+v has a majority of all", h)
				}
			}
		}
	}
}

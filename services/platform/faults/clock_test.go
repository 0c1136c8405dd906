//go:build faults

package faults

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/services/platform/platformtest"
)

// TestClockJumps: the clock leaps three weeks ahead in the middle of the work,
// and an hour back. Work goes on, and what became due is done once.
func TestClockJumps(t *testing.T) {
	s := newStorm(t, "clock jumps", platformtest.Virtual)
	c := s.client(0)
	for i := range 3 {
		c.takesOne(i)
	}
	s.Clock.Advance(2 * time.Hour) // roles begin when they are given
	s.signInAgain()
	before := s.Clock.Now()
	s.Clock.Set(before.Add(-time.Hour))
	s.signInAgain()
	for i := range 3 {
		c.takesOne(3 + i)
	}
	s.Clock.Set(before.Add(21 * 24 * time.Hour))
	s.signInAgain()
	who := &story{client: c}
	who.register("时钟跳过三个星期以后说的事", casework.Who{Name: "群众", Phone: "13800000000"})
	for _, step := range []func(){who.triage, who.assign, who.accept, who.reply, who.satisfied} {
		step()
	}
	platformtest.Eventually(t, "what became due was done", func() bool {
		s.Clock.Advance(time.Minute)
		page := do(s.stage, office, casework.ListCases, casework.ListRequest{Queue: "open", Station: s.station().ID, Limit: 500})
		for _, row := range page.Items {
			if row.Clock.Due.Before(s.Clock.Now().Add(-24*time.Hour)) && row.Clock.Light != "red" {
				return false
			}
		}
		return true
	})
	for object, n := range s.reddened() {
		if n != 1 {
			t.Errorf("%s turned red %d times", object, n)
		}
	}
}

// signInAgain takes new tokens: those of a time that is not yet, or long past, are
// no longer good.
func (s *storm) signInAgain() {
	for _, login := range []string{office, deskLogin, headLogin, unitLogin} {
		s.Renew(login)
	}
}

// reddened counts how often each deadline of a case was called overdue.
func (s *storm) reddened() map[string]int {
	out := map[string]int{}
	state, err := s.reader(nil).Read(s.t.Context(), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range state.Journals["casework"] {
		var said casework.Changed
		if strings.Contains(row.Event.Type, "CaseLightChanged") && json.Unmarshal(row.Event.Data, &said) == nil && said.Light == "red" {
			out[said.Case+" "+said.Clock.What+" "+said.Clock.Started.String()]++
		}
	}
	return out
}

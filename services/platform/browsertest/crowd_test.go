//go:build ballots

package browsertest

import (
	"fmt"
	"testing"

	"lianluo/pkg/rpc"
	"lianluo/services/platform/hall"
	"lianluo/services/platform/platformtest"
)

// TestBallotsOfEverySize holds whole ballots of a small, a middling and the largest
// congress: five deputies have browsers, the three scrutineers among them, the others
// devices that a program keeps. All go through the gateway.
func TestBallotsOfEverySize(t *testing.T) {
	for _, n := range []int{45, 231, 1000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) { holdBallot(t, n) })
	}
}

// crowded has a program act for those without browsers.
func (c *congress) crowded(mandates []string) {
	phones := map[string]*rpc.Client{}
	for i, m := range mandates {
		phones[m] = c.As(fmt.Sprintf("deputy%d", len(c.deputies)+i+1))
	}
	c.crowd = &hall.Hall{ID: c.id, Seed: "crowd", Office: c.As("chair"), Phone: func(mandate string) *rpc.Client { return phones[mandate] }}
}

func holdBallot(t *testing.T, deputies int) {
	c := &congress{world: world{platformtest.One(t), t}, now: t}
	c.crowded(c.gather(deputies, 5))
	c.hold(t)
}

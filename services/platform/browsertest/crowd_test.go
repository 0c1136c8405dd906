//go:build ballots

package browsertest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"lianluo/pkg/rpc"
	"lianluo/services/platform/hall"
	"lianluo/services/platform/platformtest"
)

// TestBallotsOfEverySize holds whole ballots of a small, a middling and the largest
// congress: five deputies have browsers, the three scrutineers among them, the others
// devices that a program keeps. All go through the gateway.
func TestBallotsOfEverySize(t *testing.T) {
	for _, size := range sizes() {
		t.Run(size, func(t *testing.T) {
			n, err := strconv.Atoi(size)
			if err != nil {
				t.Fatal(err)
			}
			holdBallot(t, n)
		})
	}
}

// sizes are those that LIANLUO_BALLOT_SIZES names, or all.
func sizes() []string {
	if named := strings.Fields(os.Getenv("LIANLUO_BALLOT_SIZES")); len(named) > 0 {
		return named
	}
	return []string{"45", "231", "1000"}
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

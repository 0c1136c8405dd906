//go:build whole

package replay_test

import (
	"testing"
	"time"

	"lianluo/pkg/testengines"
	"lianluo/services/platform/platformtest"
	"lianluo/services/platform/replay/script"
)

// TestWholeCounty plays both years whole (`make replay`, and `make replay-engines`
// on a real MongoDB and a real Kafka), and reads the published figures off the
// dashboard's page.
func TestWholeCounty(t *testing.T) {
	var env []string
	if testengines.Enabled() {
		env = platformtest.Engines(t)
	}
	c := newCounty(t, env...)
	c.scale, c.patience = 1, 2*time.Hour
	began := time.Now()
	r := c.complete()
	t.Logf("both years in %s:\n%s", time.Since(began).Round(time.Second), r.said())
	began = time.Now()
	c.readsBoard(r, script.Figures{Received: 4320, HandedOver: 4222, Closed: 3935, Leaders: 93, Heads: 223, Others: 3946, Topics: 156, Chosen: 110, Ballots: 23}, 23)
	t.Logf("the board and all rows read in %s", time.Since(began).Round(time.Second))
}

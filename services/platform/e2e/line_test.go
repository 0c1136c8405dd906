package e2e

import (
	"testing"

	"lianluo/services/platform/platformtest"
)

// TestDemonstrationInEveryForm loads the demonstration through the one door,
// which takes cases along every path of the state machine.
func TestDemonstrationInEveryForm(t *testing.T) {
	for _, form := range platformtest.Forms() {
		t.Run(form.Name, func(t *testing.T) {
			s := form.Start(t)
			s.Load(t.Context())
		})
	}
}

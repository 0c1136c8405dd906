package ui

import "testing"

func TestANumberThatIsNotGivenLeavesItsFieldEmpty(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "1", 10: "10", -1: "-1"} {
		if got := Given(n); got != want {
			t.Errorf("%d is shown as %q", n, got)
		}
	}
}

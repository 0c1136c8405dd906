package browsertest

import "testing"

// What rules may be adopted and what they make of counts is the same in the browser
// as in pkg/ballot.
func TestTheBrowserCountsAsGoDoes(t *testing.T) {
	got := eval[struct {
		Wrong         []string
		Rules, Counts int
	}](t, tab(t), "counting.js", `return test.check(await (await fetch("/pkg/ballot/testdata/counting.json")).json());`)
	for _, line := range got.Wrong {
		t.Error(line)
	}
	if got.Rules < 150 || got.Counts < 150 {
		t.Errorf("only %d rules and %d counts", got.Rules, got.Counts)
	}
}

package browsertest

import (
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/ballot/board"
)

// attacked is a board that somebody changed, and what the browser says about it.
type attacked struct {
	Name, Want, Text string
	Heads, Receipts  []string
	Codes, Details   []string
}

// Each attack is named by the browser's verifier and by Go's, in the same way.
func TestAttacksAreNamed(t *testing.T) {
	for _, group := range []string{"chain", "ceremony", "urn", "opening"} {
		t.Run(group, func(t *testing.T) {
			for _, a := range eval[[]attacked](t, tab(t), "attacks.js", `return test.attack("`+group+`");`) {
				if !slices.Contains(a.Codes, a.Want) {
					t.Errorf("%s: the browser finds %q, not %s", a.Name, a.Details, a.Want)
				}
				if got := goCodes(t, a.Text, a.Heads, a.Receipts); !slices.Equal(got, a.Codes) {
					t.Errorf("%s: Go finds %v, the browser %q", a.Name, got, a.Details)
				}
			}
		})
	}
}

// goCodes are the codes that Go's verifier finds, sorted.
func goCodes(t *testing.T, text string, heads, receipts []string) []string {
	t.Helper()
	var witnesses []board.Witness
	for _, head := range heads {
		w, err := board.ParseWitness(head)
		if err != nil {
			t.Fatal(err)
		}
		witnesses = append(witnesses, w)
	}
	codes := []string{}
	for _, failure := range board.Verify([]byte(text), witnesses, receipts).Failures {
		codes = append(codes, string(failure.Code))
	}
	slices.SortFunc(codes, strings.Compare)
	return slices.Compact(codes)
}

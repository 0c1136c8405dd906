package number

import (
	"strings"
	"testing"
)

func TestCodesAreUnambiguousAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		c := NewCode()
		if len(c) != 8 || strings.ContainsAny(c, "01OIL") || strings.Trim(c, alphabet) != "" || seen[c] {
			t.Fatal(c)
		}
		seen[c] = true
		if got := ReadCode(" " + strings.ToLower(c[:4]) + " " + c[4:] + "\n"); got != c {
			t.Fatalf("%q is read as %q", c, got)
		}
	}
}

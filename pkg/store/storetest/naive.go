package storetest

import (
	"cmp"
	"encoding/json"
	"strings"
	"testing"
)

// naiveOrder is what the battery's indexes promise, said again by other means.
func naiveOrder(index string, a, b note) int {
	byID := cmp.Compare(a.ID, b.ID)
	switch index {
	case "rank":
		return cmp.Or(boolOrder(a.Open, b.Open), cmp.Compare(a.Rank, b.Rank), byID)
	case "tag", "open":
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), byID)
	case "name":
		return cmp.Or(cmp.Compare(clean(a.Name), clean(b.Name)), byID)
	}
	return byID
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// clean is how text counts in keys: control characters are spaces.
func clean(s string) string {
	for c := range byte(0x20) {
		s = strings.ReplaceAll(s, string(rune(c)), " ")
	}
	return s
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	must(t, err)
	return raw
}

package operate

import "testing"

// FuzzParseHeads: what an auditor pastes is heads or is refused as a whole.
func FuzzParseHeads(f *testing.F) {
	for _, s := range []string{"", `{"number":1,"hash":"ab"}`, `[{"hash":"a"},{"hash":"b"}]`, `{"hash":""}`, `{"hash":"a"} {`, "}", `{"hash":"[],"}`, "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		heads, ok := parseHeads(text)
		if !ok && heads != nil {
			t.Fatalf("%q: %+v", text, heads)
		}
		for _, h := range heads {
			if h.Hash == "" {
				t.Fatalf("%q: a head without a hash", text)
			}
		}
	})
}

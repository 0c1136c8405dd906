package openapi

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzObject: what is read keeps its members and their order.
func FuzzObject(f *testing.F) {
	for _, s := range []string{`{"b":1,"a":{"z":[{"y":"<&>"}],"x":null}}`, `{}`, `{"a":1,"a":2}`, `[1]`, `{"a":`, ``, `null`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		read := &object{}
		if json.Unmarshal(raw, read) != nil {
			return
		}
		first, err := read.MarshalJSON()
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		again := &object{}
		if err := json.Unmarshal(first, again); err != nil {
			t.Fatalf("%q became %q: %v", raw, first, err)
		}
		if second, _ := again.MarshalJSON(); !bytes.Equal(first, second) {
			t.Fatalf("%q became %q", first, second)
		}
	})
}

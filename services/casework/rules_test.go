package casework

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzClasses: a county's classes replace the list as a whole or not at all; the
// defaults of everybody else stay what they are.
func FuzzClasses(f *testing.F) {
	for _, s := range []string{`[]`, `null`, `[{"code":"explained_at_once","zh":"x","level":"county"}]`, `[{"code":1}]`, `{}`, `[{]`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		values := DefaultRules()
		before := DefaultRules().Classes
		shared := values.Classes
		err := json.Unmarshal(raw, &values.Classes)
		if !reflect.DeepEqual(shared, before) {
			t.Fatalf("%q changed the defaults to %+v", raw, shared)
		}
		if err != nil && !reflect.DeepEqual(values.Classes, before) {
			t.Fatalf("%q was refused, and left %+v", raw, values.Classes)
		}
	})
}

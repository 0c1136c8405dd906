package store

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"lianluo/pkg/fault"
)

// members are the top-level JSON names that a type knows, in lower case since
// encoding/json does not mind case; nil where the type has no fixed set.
type members map[string]bool

func membersOf(t reflect.Type) members {
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Marshaler]()) {
		return nil
	}
	known := members{}
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = f.Name
		}
		known[strings.ToLower(name)] = true
	}
	return known
}

// keep adds to fresh the members of the stored document that this build does
// not know: a newer build wrote them and still needs them.
func (known members) keep(stored, fresh []byte) ([]byte, error) {
	if known == nil || len(stored) == 0 {
		return fresh, nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(stored, &all); err != nil {
		return nil, fault.Internal(err)
	}
	var names []string
	for name := range all {
		if !known[strings.ToLower(name)] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fresh = slices.Concat(fresh[:len(fresh)-1], comma(fresh), mustJSON(name), []byte(":"), all[name], []byte("}"))
	}
	return fresh, nil
}

func comma(object []byte) []byte {
	if len(object) > len("{}") {
		return []byte(",")
	}
	return nil
}

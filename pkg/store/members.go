package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

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
	more, err := known.others(stored)
	if err != nil || len(more) == 0 {
		return fresh, err
	}
	names := slices.Sorted(maps.Keys(more))
	for _, name := range names {
		fresh = slices.Concat(fresh[:len(fresh)-1], comma(fresh), mustJSON(name), []byte(":"), more[name], []byte("}"))
	}
	return fresh, nil
}

// others are the members of a stored document that the type does not know.
func (known members) others(stored []byte) (map[string][]byte, error) {
	in := jsontext.NewDecoder(bytes.NewReader(stored), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if begin, err := in.ReadToken(); err != nil || begin.Kind() != '{' {
		return nil, fault.Internal(errors.Join(errors.New("store: a stored document is no object"), err))
	}
	var out map[string][]byte
	for in.PeekKind() == '"' {
		name, err := in.ReadToken()
		if err != nil {
			return nil, fault.Internal(err)
		}
		key := name.String()
		value, err := in.ReadValue()
		if err != nil {
			return nil, fault.Internal(err)
		}
		if known[strings.ToLower(key)] {
			continue
		}
		if out == nil {
			out = map[string][]byte{}
		}
		out[key] = slices.Clone(value)
	}
	_, err := in.ReadToken()
	if err != nil {
		return nil, fault.Internal(err)
	}
	return out, nil
}

// only is a stored document without the members that are not among the names.
func only(stored []byte, names []string) ([]byte, error) {
	in := jsontext.NewDecoder(bytes.NewBuffer(stored), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if begin, err := in.ReadToken(); err != nil || begin.Kind() != '{' {
		return nil, fault.Internal(errors.Join(errors.New("store: a stored document is no object"), err))
	}
	out := []byte{'{'}
	for in.PeekKind() == '"' {
		name, err := in.ReadValue()
		if err != nil {
			return nil, fault.Internal(err)
		}
		wanted := slices.Contains(names, string(name[1:len(name)-1]))
		if wanted {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(append(out, name...), ':')
		}
		value, err := in.ReadValue()
		if err != nil {
			return nil, fault.Internal(err)
		}
		if wanted {
			out = append(out, value...)
		}
	}
	if _, err := in.ReadToken(); err != nil {
		return nil, fault.Internal(err)
	}
	return append(out, '}'), nil
}

func comma(object []byte) []byte {
	if len(object) > len("{}") {
		return []byte(",")
	}
	return nil
}

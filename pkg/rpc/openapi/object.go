package openapi

import (
	"bytes"
	"encoding/json"
	"slices"
)

// object is a JSON object that keeps the order of its members, so that a reader
// finds fields as they are declared.
type object struct {
	names  []string
	values map[string]any
}

// obj makes an object of names and values in turn.
func obj(pairs ...any) *object {
	o := &object{}
	for i := 0; i < len(pairs); i += 2 {
		o.set(pairs[i].(string), pairs[i+1])
	}
	return o
}

// set adds or replaces a member. Empty text is left out.
func (o *object) set(name string, value any) {
	if value == "" {
		return
	}
	if o.values == nil {
		o.values = map[string]any{}
	}
	if _, ok := o.values[name]; !ok {
		o.names = append(o.names, name)
	}
	o.values[name] = value
}

// sub returns the member that is an object, made when missing.
func (o *object) sub(name string) *object {
	if s, ok := o.values[name].(*object); ok {
		return s
	}
	s := &object{}
	o.set(name, s)
	return s
}

func (o *object) drop(name string) {
	delete(o.values, name)
	o.names = slices.DeleteFunc(o.names, func(n string) bool { return n == name })
}

// in walks down members that are objects; an empty object where there is none.
func (o *object) in(names ...string) *object {
	for _, name := range names {
		next, ok := o.values[name].(*object)
		if !ok {
			return &object{}
		}
		o = next
	}
	return o
}

// str is a member that is text, "" where it is not.
func (o *object) str(name string) string { s, _ := o.values[name].(string); return s }

func (o *object) has(name string) bool { _, ok := o.values[name]; return ok }

// MarshalJSON writes the members in order.
func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range []any{name, o.values[name]} {
			if j == 1 {
				b.WriteByte(':')
			}
			raw, err := plain(v)
			if err != nil {
				return nil, err
			}
			b.Write(raw)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads the members in order; objects inside become objects too.
func (o *object) UnmarshalJSON(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		text, _ := name.(string)
		v, err := parse(value)
		if err != nil {
			return err
		}
		o.set(text, v)
	}
	return nil
}

func parse(raw json.RawMessage) (any, error) {
	switch raw[0] {
	case '{':
		o := &object{}
		return o, json.Unmarshal(raw, o)
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
		out := make([]any, 0, len(list))
		for _, item := range list {
			v, err := parse(item)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	var v any
	return v, json.Unmarshal(raw, &v)
}

// plain marshals without escaping <, > and &, which sentences and patterns hold.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

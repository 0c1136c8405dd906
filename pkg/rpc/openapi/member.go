package openapi

import (
	"encoding/json"
	"reflect"
	"strings"

	"lianluo/pkg/rpc"
)

// member is a field of a struct as it travels.
type member struct {
	name  string
	place rpc.Place
	typ   reflect.Type
	tag   reflect.StructTag
	doc   string
}

// members lists the JSON members of a struct, embedded ones included.
func (b *builder) members(t reflect.Type) []member {
	var out []member
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			out = append(out, b.members(f.Type)...)
			continue
		case !f.IsExported() || name == "-":
			continue
		case name == "":
			name = f.Name
		}
		out = append(out, member{name: name, place: rpc.InBody, typ: f.Type, tag: f.Tag, doc: b.docOf(t, f)})
	}
	return out
}

// request lists the fields of an operation's request.
func (b *builder) request(o rpc.Operation) []member {
	var out []member
	for _, f := range rpc.FieldsOf(o) {
		owner := o.Request
		for _, i := range f.Index[:len(f.Index)-1] {
			owner = owner.Field(i).Type
		}
		doc := b.docOf(owner, o.Request.FieldByIndex(f.Index))
		out = append(out, member{name: f.Name, place: f.Place, typ: f.Type, tag: f.Tag, doc: doc})
	}
	return out
}

// docOf is the doc tag, else the comment in the source.
func (b *builder) docOf(owner reflect.Type, f reflect.StructField) string {
	if doc := f.Tag.Get("doc"); doc != "" {
		return doc
	}
	return b.src.fields[typeKey(owner)+"."+f.Name]
}

// property is the member's schema with what its tags say.
func (b *builder) property(m member) *object {
	s := b.schema(m.typ)
	constrain(s, m.typ, m.rules())
	s = optional(s, m)
	if doc := m.doc; doc != "" {
		if own := s.str("description"); own != "" {
			doc += " (" + own + ")"
		}
		s.set("description", doc)
	}
	if example := m.tag.Get("example"); example != "" {
		s.set("examples", []any{exampleOf(example)})
	}
	return s
}

// optional widens a schema to the values that stand for nothing: null for a
// pointer, and empty text where the tags leave it out of their rules.
func optional(s *object, m member) *object {
	_, options, _ := strings.Cut(m.tag.Get("json"), ",")
	if m.typ.Kind() == reflect.Pointer && !strings.Contains(options, "omit") && m.place == rpc.InBody {
		return obj("anyOf", []*object{s, obj("type", "null")})
	}
	empty := m.typ.Kind() == reflect.String && m.rules().has("omitempty")
	if values, ok := s.values["enum"].([]any); ok && empty {
		s.set("enum", append(values, ""))
		return s
	}
	if empty && (s.has("format") || s.has("pattern") || s.has("minLength")) {
		return obj("anyOf", []*object{s, obj("type", "string", "maxLength", 0)})
	}
	return s
}

// given reports whether the member must be given (in what is asked), or is
// always there (in what is only ever answered).
func (m member) given(asked bool) bool {
	if asked {
		return m.rules().demand(m.typ)
	}
	_, options, _ := strings.Cut(m.tag.Get("json"), ",")
	return !strings.Contains(options, "omit")
}

func exampleOf(s string) any {
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		if _, isText := v.(string); !isText {
			return v
		}
	}
	return s
}

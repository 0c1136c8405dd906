package openapi

import (
	"encoding"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"time"

	"lianluo/pkg/rpc"
)

var (
	timeType = reflect.TypeFor[time.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
	fileType = reflect.TypeFor[rpc.File]()
	textType = reflect.TypeFor[encoding.TextMarshaler]()
	jsonType = reflect.TypeFor[json.Marshaler]()
)

// opaque reports a struct that travels as one text, not as an object.
func opaque(t reflect.Type) bool {
	return t == fileType || t.Implements(textType) || t.Implements(jsonType)
}

// schema is the schema of t; a struct becomes a component that is referred to.
func (b *builder) schema(t reflect.Type) *object {
	switch {
	case t == timeType:
		return obj("type", "string", "format", "date-time")
	case t == rawType:
		return obj("description", "any JSON value")
	case t == fileType:
		return obj("type", "string", "contentMediaType", "application/octet-stream")
	case t.Kind() != reflect.Pointer && t.Implements(textType):
		return obj("type", "string")
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.schema(t.Elem())
	case reflect.String:
		return b.named(t)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return obj("type", "string", "contentEncoding", "base64")
		}
		return obj("type", "array", "items", b.schema(t.Elem()))
	case reflect.Map:
		return obj("type", "object", "additionalProperties", b.schema(t.Elem()))
	case reflect.Struct:
		return b.component(t, b.members(t), "")
	}
	return scalar(t)
}

func scalar(t reflect.Type) *object {
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return obj("type", "boolean")
	case k == reflect.Float32, k == reflect.Float64:
		return obj("type", "number")
	case k == reflect.Int64, k == reflect.Int:
		return obj("type", "integer", "format", "int64")
	case k >= reflect.Int8 && k <= reflect.Int32:
		return obj("type", "integer", "format", "int32")
	case k >= reflect.Uint && k <= reflect.Uint64:
		return obj("type", "integer", "minimum", 0)
	}
	return &object{} // any value
}

// named is a string; a named type with two constants or more is an enumeration.
func (b *builder) named(t reflect.Type) *object {
	s := obj("type", "string")
	values := b.src.enums[t.PkgPath()+"."+t.Name()]
	if len(values) < 2 {
		return s
	}
	var texts []any
	var docs []string
	for _, v := range values {
		texts = append(texts, v.text)
		if v.doc != "" {
			docs = append(docs, v.text+": "+v.doc)
		}
	}
	s.set("description", strings.Join(docs, "; "))
	s.set("enum", texts)
	return s
}

// component describes a struct once and refers to it. suffix tells the body of a
// request from its whole.
func (b *builder) component(t reflect.Type, members []member, suffix string) *object {
	name := componentName(t) + suffix
	ref := obj("$ref", "#/components/schemas/"+name)
	if known, ok := b.types[name]; ok {
		if known != t {
			b.fail("two types are called %s", name)
		}
		return ref
	}
	s := obj("type", "object")
	b.types[name], b.schemas[name] = t, s
	s.set("description", b.src.types[typeKey(t)])
	properties, required := &object{}, []any{}
	for _, m := range members {
		properties.set(m.name, b.property(m))
		if m.given(b.in[t]) {
			required = append(required, m.name)
		}
	}
	s.set("properties", properties)
	if len(required) > 0 {
		s.set("required", required)
	}
	if b.in[t] && !b.out[t] {
		s.set("additionalProperties", false)
	}
	return ref
}

var (
	importPath = regexp.MustCompile(`[\w.\-]+/`)
	brackets   = strings.NewReplacer("[", "_", "]", "", ",", "_", "*", "", " ", "")
)

// componentName is "casework.Case", or "rpc.Page_casework.Case" for a generic type.
func componentName(t reflect.Type) string {
	pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
	return brackets.Replace(importPath.ReplaceAllString(pkg+"."+t.Name(), ""))
}

// typeKey is the key of a type in source; a generic type's without its arguments.
func typeKey(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return t.PkgPath() + "." + name
}

package rpc

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
)

// Place says where a field of a request travels.
type Place string

// The places of a request's fields.
const (
	InPath  Place = "path"
	InQuery Place = "query"
	InBody  Place = "body" // a JSON member; in an upload, a form field
	InFile  Place = "file"
)

// Field is one field of an operation's request.
type Field struct {
	Name  string // on the wire
	Place Place
	Type  reflect.Type
	Tag   reflect.StructTag
	Index []int // in the request's struct
}

// FieldsOf lists the fields of the operation's request in order of declaration,
// embedded structs flattened. Fields without a path, query or file tag travel in
// the body, or in the query where the method has no body. It panics when the
// declaration cannot work, which every test of the operation shows at once.
func FieldsOf(o Operation) []Field {
	if o.Request.Kind() != reflect.Struct {
		panic("rpc: the request of " + o.Name + " is not a struct")
	}
	fields := flatten(o.Request, nil, o)
	for _, f := range fields {
		f.check(o)
	}
	for _, m := range wildcard.FindAllStringSubmatch(o.Pattern, -1) {
		if !hasPath(fields, m[1]) {
			panic(fmt.Sprintf("rpc: no field of %s's request has the tag path:%q", o.Name, m[1]))
		}
	}
	return fields
}

var wildcard = regexp.MustCompile(`\{(\w+)\}`)

var (
	fileType  = reflect.TypeFor[File]()
	filesType = reflect.TypeFor[[]File]()
)

func hasBody(method string) bool { return method == http.MethodPost || method == http.MethodPut }

func hasPath(fields []Field, name string) bool {
	for _, f := range fields {
		if f.Place == InPath && f.Name == name {
			return true
		}
	}
	return false
}

func flatten(t reflect.Type, index []int, o Operation) []Field {
	var out []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(index[:len(index):len(index)], i)
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct && sf.Tag == "" {
			out = append(out, flatten(sf.Type, at, o)...)
			continue
		}
		if f, ok := fieldOf(sf, o); ok {
			f.Index = at
			out = append(out, f)
		}
	}
	return out
}

func fieldOf(sf reflect.StructField, o Operation) (Field, bool) {
	f := Field{Type: sf.Type, Tag: sf.Tag}
	for _, p := range []Place{InPath, InQuery, InFile} {
		if name, ok := sf.Tag.Lookup(string(p)); ok {
			f.Name, f.Place = name, p
			return f, true
		}
	}
	f.Name, _, _ = strings.Cut(sf.Tag.Get("json"), ",")
	if f.Name == "-" || !sf.IsExported() {
		return f, false
	}
	if f.Name == "" {
		f.Name = sf.Name
	}
	f.Place = InQuery
	if hasBody(o.Method) {
		f.Place = InBody
	}
	return f, true
}

func (f Field) check(o Operation) {
	ok := true
	switch f.Place {
	case InPath:
		ok = textual(f.Type) && strings.Contains(o.Pattern, "{"+f.Name+"}")
	case InQuery:
		ok = textual(f.Type) || f.repeated()
	case InFile:
		ok = o.Kind == KindUpload && (f.Type == fileType || f.Type == filesType)
	}
	if !ok {
		panic(fmt.Sprintf("rpc: field %s of %s's request cannot travel in the %s", f.Name, o.Name, f.Place))
	}
}

// repeated reports a list whose elements travel as one text each.
func (f Field) repeated() bool { return f.Type.Kind() == reflect.Slice && textual(f.Type.Elem()) }

// shape is what server and client know of an operation's request.
type shape struct {
	fields []Field
	body   reflect.Type // a struct of the body's members only
}

func shapeOf(o Operation) *shape {
	s := &shape{fields: FieldsOf(o)}
	var members []reflect.StructField
	for i, f := range s.fields {
		if f.Place == InBody {
			tag := f.Tag.Get("json")
			if !strings.HasPrefix(tag, f.Name) {
				tag = f.Name + tag
			}
			members = append(members, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: f.Type, Tag: reflect.StructTag(fmt.Sprintf("json:%q", tag))})
		}
	}
	s.body = reflect.StructOf(members)
	return s
}

// in lists the fields of one place.
func (s *shape) in(p Place) []Field {
	var out []Field
	for _, f := range s.fields {
		if f.Place == p {
			out = append(out, f)
		}
	}
	return out
}

// fill copies a decoded body into the request.
func (s *shape) fill(body, req reflect.Value) {
	for i, f := range s.in(InBody) {
		req.FieldByIndex(f.Index).Set(body.Field(i))
	}
}

// extract is the reverse of fill.
func (s *shape) extract(req reflect.Value) reflect.Value {
	body := reflect.New(s.body).Elem()
	for i, f := range s.in(InBody) {
		body.Field(i).Set(req.FieldByIndex(f.Index))
	}
	return body
}

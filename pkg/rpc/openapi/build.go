// Package openapi writes the OpenAPI 3.1 document of declared operations and
// serves it with a page that people can read. What reflection cannot see, the
// comments and the constants of the source, is read from the source.
package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
)

// Info heads the document.
type Info struct {
	Title       string
	Version     string
	Description string
	// ChineseDescription is the same for the page in Chinese.
	ChineseDescription string
}

// Sources are the folders that hold the source of contracts, by import path:
// {"lianluo/api": os.DirFS("api")}. Folders below are read as well.
type Sources map[string]fs.FS

// Build writes the document of the operations, the same bytes for the same
// input. Internal operations are left out: nobody outside may call them. It
// fails when an operation has no doc comment, when two types share a name, or
// when the source cannot be read.
func Build(ops []rpc.Any, sources Sources, info Info) ([]byte, error) {
	src, err := readSources(sources)
	if err != nil {
		return nil, err
	}
	var open []rpc.Operation
	for _, op := range ops {
		if o := op.Declared(); !o.Internal {
			open = append(open, o)
		}
	}
	sorting.By(open, func(a, b rpc.Operation) int {
		return strings.Compare(a.Pattern+" "+a.Method, b.Pattern+" "+b.Method)
	})
	b := newBuilder(src, open)
	paths := &object{}
	for _, o := range open {
		item, err := b.operation(o)
		if err != nil {
			return nil, err
		}
		paths.sub(o.Pattern).set(strings.ToLower(o.Method), item)
	}
	doc := obj("openapi", "3.1.1",
		"info", obj("title", info.Title, "version", info.Version, "description", info.Description, descriptionZH, info.ChineseDescription),
		"tags", tags(open), "paths", paths, "components", b.components())
	if len(b.errs) > 0 {
		return nil, b.errs[0]
	}
	return indent(doc)
}

func tags(ops []rpc.Operation) []*object {
	var names []string
	for _, o := range ops {
		names = append(names, o.Service())
	}
	slices.Sort(names)
	out := []*object{}
	for _, name := range slices.Compact(names) {
		out = append(out, obj("name", name))
	}
	return out
}

func indent(doc any) ([]byte, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// builder gathers the schemas that the operations refer to.
type builder struct {
	src     *source
	schemas map[string]*object
	types   map[string]reflect.Type
	in, out map[reflect.Type]bool // structs reachable from requests, from responses
	errs    []error
}

func newBuilder(src *source, ops []rpc.Operation) *builder {
	b := &builder{src: src, schemas: map[string]*object{}, types: map[string]reflect.Type{},
		in: map[reflect.Type]bool{}, out: map[reflect.Type]bool{}}
	for _, o := range ops {
		reach(o.Request, b.in)
		reach(o.Response, b.out)
	}
	return b
}

// reach adds t and all structs inside it to set.
func reach(t reflect.Type, set map[reflect.Type]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		reach(t.Elem(), set)
	case reflect.Struct:
		if set[t] || opaque(t) {
			return
		}
		set[t] = true
		for i := range t.NumField() {
			reach(t.Field(i).Type, set)
		}
	}
}

func (b *builder) fail(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf("openapi: "+format, args...))
}

func (b *builder) components() *object {
	b.schema(reflect.TypeFor[fault.Problem]())
	schemas := &object{}
	for _, name := range slices.Sorted(maps.Keys(b.schemas)) {
		schemas.set(name, b.schemas[name])
	}
	key := obj("name", "Idempotency-Key", "in", "header", "required", true,
		"description", "A random value of 8 to 128 visible characters that names this change. Send the same one when you repeat the request: it acts once and is answered alike for 7 days.",
		"schema", obj("type", "string", "minLength", 8, "maxLength", 128, "pattern", "^[!-~]+$"))
	return obj("schemas", schemas, "responses", problems(), "parameters", obj("IdempotencyKey", key),
		"securitySchemes", obj("bearer", obj("type", "http", "scheme", "bearer",
			"description", "An access token: of a person's session, or of a program (made in the portal or with `lianluo token create`).")))
}

package cli

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"lianluo/pkg/rpc"
)

// list writes every operation with the first line of what it does.
func (p Program) list() error {
	w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "lianluo call [--server URL] [--token-file F] [--key K] <Operation> --field=value … | --help")
	var all []string
	for _, op := range p.Ops {
		all = append(all, op.Declared().Name)
	}
	slices.Sort(all)
	service := ""
	for _, name := range all {
		if s, _, _ := strings.Cut(name, "."); s != service {
			service = s
			fmt.Fprintln(w)
		}
		doc, _, _ := strings.Cut(p.Docs[name], "\n")
		fmt.Fprintf(w, "  %s\t%s\n", name, brief(doc))
	}
	return w.Flush()
}

func brief(doc string) string {
	if i := strings.Index(doc, ". "); i >= 0 {
		doc = doc[:i+1]
	}
	return doc
}

// describe writes what an operation does and which fields it takes.
func (p Program) describe(o rpc.Operation) error {
	w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s  %s %s\n\n", o.Name, o.Method, o.Pattern)
	if doc := p.Docs[o.Name]; doc != "" {
		fmt.Fprintf(w, "%s\n\n", doc)
	}
	for _, f := range rpc.FieldsOf(o) {
		describe(w, f.Name, f.Type, f.Tag, 0)
	}
	return w.Flush()
}

// maxNested is how deep nested fields are written out.
const maxNested = 3

func describe(w *tabwriter.Writer, name string, t reflect.Type, tag reflect.StructTag, depth int) {
	notes := []string{tag.Get("doc"), strings.ReplaceAll(tag.Get("validate"), ",", ", ")}
	if accept := tag.Get("accept"); accept != "" {
		notes = append(notes, accept)
	}
	fmt.Fprintf(w, "  --%s\t%s\t%s\n", name, kindOf(t), strings.Join(slices.DeleteFunc(notes, func(s string) bool { return s == "" }), "; "))
	if t.Kind() == reflect.Slice {
		t, name = t.Elem(), name+".0"
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == fileType || isText(t) || depth == maxNested {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		wire, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && wire != "-" && wire != "" {
			describe(w, name+"."+wire, f.Type, f.Tag, depth+1)
		}
	}
}

// kindOf names a type as the help and the errors do.
func kindOf(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return kindOf(t.Elem())
	case t == fileType:
		return "@file"
	case t == timeType:
		return "2026-03-05T09:00:00+08:00"
	case isText(t):
		return "text"
	case t.Kind() == reflect.Slice:
		return kindOf(t.Elem()) + ", repeated"
	case t.Kind() == reflect.Bool:
		return "true|false"
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return "whole number"
	case t.Kind() == reflect.Float32, t.Kind() == reflect.Float64:
		return "number"
	}
	return "JSON"
}

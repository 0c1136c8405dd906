package openapi

import (
	"fmt"
	"strings"
)

// page is what the template shows of a document.
type page struct {
	Lang, Title, Version string
	About, AboutLang     string
	T                    map[string]string // words of the page in its language
	Services             []service
	Types                []typ
}

type service struct {
	Name string
	Ops  []operation
}

type operation struct {
	ID, Method, Path, Summary, Permission string
	About                                 []string // paragraphs
	Params, Answers                       []row
	Body                                  *row
}

type typ struct {
	Name, About string
	Members     []row
}

// row is one line of a table. Of names the type to follow, where there is one.
type row struct {
	Name, Where, Type, Of, Limits, Doc string
	Must                               bool
}

// descriptionZH is an extension of the standard: what the interface is, in Chinese.
const descriptionZH = "x-description-zh"

func newPage(doc *object, lang string) page {
	info := doc.in("info")
	p := page{Lang: lang, Title: info.str("title"), Version: info.str("version"), About: info.str("description"), AboutLang: "en", T: words[lang]}
	if chinese := info.str(descriptionZH); lang == "zh" && chinese != "" {
		p.About, p.AboutLang = chinese, "zh-CN"
	}
	byTag := map[string]int{}
	paths := doc.in("paths")
	for _, path := range paths.names {
		item := paths.in(path)
		for _, method := range item.names {
			op := item.in(method)
			tag := first(op.values["tags"])
			at, ok := byTag[tag]
			if !ok {
				at = len(p.Services)
				byTag[tag] = at
				p.Services = append(p.Services, service{Name: tag})
			}
			p.Services[at].Ops = append(p.Services[at].Ops, newOperation(doc, op, method, path))
		}
	}
	schemas := doc.in("components", "schemas")
	for _, name := range schemas.names {
		p.Types = append(p.Types, newType(name, schemas.in(name)))
	}
	return p
}

func newOperation(doc, op *object, method, path string) operation {
	o := operation{ID: op.str("operationId"), Method: strings.ToUpper(method), Path: path,
		Summary: op.str("summary"), Permission: op.str("x-permission"), About: strings.Split(op.str("description"), "\n\n")}
	for _, each := range list(op.values["parameters"]) {
		param := follow(doc, each)
		r := newRow(param.str("name"), param.in("schema"), param.values["required"] == true)
		r.Where, r.Doc = param.str("in"), param.str("description")
		o.Params = append(o.Params, r)
	}
	if content := op.in("requestBody", "content"); len(content.names) > 0 {
		r := newRow(content.names[0], content.in(content.names[0], "schema"), true)
		r.Doc = op.in("requestBody").str("description")
		o.Body = &r
	}
	answers := op.in("responses")
	for _, status := range answers.names {
		answer := follow(doc, answers.in(status))
		r := row{Name: status}
		if content := answer.in("content"); len(content.names) > 0 {
			r = newRow(status, content.in(content.names[0], "schema"), false)
			r.Where = strings.Join(content.names, ", ")
		}
		r.Doc = answer.str("description")
		o.Answers = append(o.Answers, r)
	}
	return o
}

func newType(name string, schema *object) typ {
	t := typ{Name: name, About: schema.str("description")}
	must := map[any]bool{}
	for _, m := range list(schema.values["required"]) {
		must[m] = true
	}
	properties := schema.in("properties")
	for _, member := range properties.names {
		t.Members = append(t.Members, newRow(member, properties.in(member), must[member]))
	}
	return t
}

// newRow words a schema: what it is, where to read on, its limits.
func newRow(name string, s *object, must bool) row {
	r := row{Name: name, Must: must, Doc: s.str("description")}
	for _, each := range list(s.values["anyOf"]) {
		inner := newRow(name, each.(*object), must)
		if inner.Type != "null" && inner.Limits != "≤ 0" {
			doc := r.Doc
			r = inner
			r.Doc = strings.TrimSpace(doc + " " + inner.Doc)
		}
	}
	if len(list(s.values["anyOf"])) == 0 {
		r.Type, r.Of = kindOf(s)
		r.Limits = limits(s)
	}
	return r
}

func kindOf(s *object) (text, of string) {
	if ref := s.str("$ref"); ref != "" {
		of = ref[strings.LastIndex(ref, "/")+1:]
		return of, of
	}
	switch kind := s.str("type"); {
	case kind == "array":
		text, of = kindOf(s.in("items"))
		return text + "[]", of
	case kind == "object":
		text, of = kindOf(s.in("additionalProperties"))
		return "{…: " + text + "}", of
	case kind == "":
		return "JSON", ""
	case s.has("format"):
		return kind + " (" + s.str("format") + ")", ""
	case s.has("contentMediaType"):
		return "file", ""
	default:
		return kind, ""
	}
}

func limits(s *object) string {
	var parts []string
	for _, l := range [][2]string{{"minimum", "≥"}, {"maximum", "≤"}, {"exclusiveMinimum", ">"}, {"exclusiveMaximum", "<"},
		{"minLength", "≥"}, {"maxLength", "≤"}, {"minItems", "≥"}, {"maxItems", "≤"}, {"pattern", ""}} {
		if v, ok := s.values[l[0]]; ok {
			parts = append(parts, strings.TrimSpace(fmt.Sprint(l[1], " ", v)))
		}
	}
	var values []string
	for _, v := range append(list(s.values["enum"]), list(s.in("items").values["enum"])...) {
		values = append(values, fmt.Sprint(v))
	}
	if len(values) > 0 {
		parts = append(parts, strings.Join(values, " | "))
	}
	return strings.Join(parts, ", ")
}

func list(v any) []any { l, _ := v.([]any); return l }

func first(v any) string {
	if l := list(v); len(l) > 0 {
		return fmt.Sprint(l[0])
	}
	return ""
}

// follow resolves a reference within the document.
func follow(doc *object, v any) *object {
	o, ok := v.(*object)
	if !ok {
		return &object{}
	}
	if ref := o.str("$ref"); ref != "" {
		return doc.in(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return o
}

package openapi

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"lianluo/pkg/rpc"
)

// rule is one validate tag: name and parameter.
type rule struct{ name, param string }

type rules []rule

func (m member) rules() rules {
	var out rules
	for part := range strings.SplitSeq(m.tag.Get("validate"), ",") {
		name, param, _ := strings.Cut(part, "=")
		out = append(out, rule{name, param})
	}
	return out
}

// outer are the rules of the value itself, inner those of its elements.
func (r rules) split() (outer, inner rules) {
	for i, x := range r {
		if x.name == "dive" {
			return r[:i], r[i+1:]
		}
	}
	return r, nil
}

func (r rules) has(name string) bool {
	for _, x := range r {
		if x.name == name {
			return true
		}
	}
	return false
}

// demand reports whether the zero value breaks the rules, so that the member
// must be given.
func (r rules) demand(t reflect.Type) bool {
	outer, _ := r.split()
	if outer.has("omitempty") {
		return false
	}
	for _, x := range outer {
		n, err := strconv.ParseFloat(x.param, 64)
		switch x.name {
		case "required", "email", "url", "datetime", "area", "phone", "cnid", "reason":
			return true
		case "oneof":
			return t.Kind() == reflect.String
		case "min", "gte", "len":
			if err == nil && n > 0 {
				return true
			}
		case "gt":
			return true
		}
	}
	return false
}

// forms are the rules that say which form a text has.
var forms = map[string][]any{
	"email":  {"format", "email"},
	"url":    {"format", "uri"},
	"reason": {"minLength", 2, "maxLength", 500},
	"unique": {"uniqueItems", true},
}

// constrain adds what the rules say to the schema. What JSON Schema cannot say
// (one field against another) is left to the server's answer.
func constrain(s *object, t reflect.Type, r rules) {
	if s.has("$ref") {
		return
	}
	outer, inner := r.split()
	for _, x := range outer {
		if pairs := forms[x.name]; pairs != nil {
			for i := 0; i < len(pairs); i += 2 {
				s.set(pairs[i].(string), pairs[i+1])
			}
		}
		if pattern := rpc.PatternOf(x.name); pattern != "" {
			s.set("pattern", pattern)
		}
		x.constrain(s, t)
	}
	if items, ok := s.values["items"].(*object); ok && inner != nil {
		constrain(items, t.Elem(), inner)
	}
}

func (x rule) constrain(s *object, t reflect.Type) {
	low, high := bounds(t)
	n, err := strconv.ParseFloat(x.param, 64)
	number := whole(n)
	switch {
	case x.name == "required" && t.Kind() == reflect.String:
		s.set(low, 1)
	case x.name == "oneof":
		s.set("enum", oneOf(x.param, t))
	case x.name == "datetime" && x.param == "2006-01-02":
		s.set("format", "date")
	case x.name == "datetime":
		s.set("description", "written like "+x.param)
	case err != nil:
	case x.name == "min", x.name == "gte":
		s.set(low, number)
	case x.name == "max", x.name == "lte":
		s.set(high, number)
	case x.name == "len":
		s.set(low, number)
		s.set(high, number)
	case x.name == "gt" && low == "minimum":
		s.set("exclusiveMinimum", number)
	case x.name == "lt" && low == "minimum":
		s.set("exclusiveMaximum", number)
	}
}

// bounds are the keywords for least and most of a type.
func bounds(t reflect.Type) (low, high string) {
	switch t.Kind() {
	case reflect.String:
		return "minLength", "maxLength"
	case reflect.Slice, reflect.Array:
		return "minItems", "maxItems"
	case reflect.Map:
		return "minProperties", "maxProperties"
	}
	return "minimum", "maximum"
}

// whole writes whole numbers without a fraction.
func whole(n float64) any {
	if n == float64(int64(n)) {
		return int64(n)
	}
	return n
}

// wordForm splits a list as the validator does: quotes hold words together.
var wordForm = regexp.MustCompile(`'[^']*'|\S+`)

func oneOf(param string, t reflect.Type) []any {
	var out []any
	for _, word := range wordForm.FindAllString(param, -1) {
		if n, err := strconv.ParseFloat(word, 64); err == nil && t.Kind() != reflect.String {
			out = append(out, whole(n))
			continue
		}
		out = append(out, strings.Trim(word, "'"))
	}
	return out
}

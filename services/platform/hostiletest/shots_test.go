package hostiletest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest/world"
)

// shotsAt are the broken forms of a valid request.
// fileName is what makes a part of a form a file.
var fileName = regexp.MustCompile(`; filename="[^"]*"`)

func shotsAt(op rpc.Operation, m world.Message) []shot {
	out := append(paths(op, m), queries(op, m)...)
	if op.Mutates {
		out = append(out, keys(m)...)
	}
	switch {
	case op.Kind == rpc.KindUpload:
		return append(out, forms(op, m)...)
	case m.Method == http.MethodPost || m.Method == http.MethodPut:
		return append(out, bodies(op, m)...)
	}
	return out
}

// with is the message with a fresh key and another body.
func with(m world.Message, body []byte) world.Message {
	m.Header, m.Body = m.Header.Clone(), body
	if m.Header.Get("Idempotency-Key") != "" {
		m.Header.Set("Idempotency-Key", world.Key())
	}
	return m
}

func headed(m world.Message, name, value string) world.Message {
	m = with(m, m.Body)
	m.Header.Set(name, value)
	return m
}

// keys are missing and malformed idempotency keys.
func keys(m world.Message) []shot {
	out := []shot{{"no key", headed(m, "Idempotency-Key", "")}}
	for _, key := range []string{"short", strings.Repeat("k", 129), "key with spaces", "ключ-ключ-ключ"} {
		out = append(out, shot{"key " + key[:5], headed(m, "Idempotency-Key", key)})
	}
	return out
}

// bodies are wrong as a whole, or in one field.
func bodies(op rpc.Operation, m world.Message) []shot {
	whole := bytes.TrimSuffix(bytes.TrimSpace(m.Body), []byte("}"))
	sep := ","
	if len(whole) < 2 {
		whole, sep = []byte("{"), ""
	}
	ending := func(s string) world.Message { return with(m, append(slices.Clone(whole), sep+s+"}"...)) }
	out := []shot{
		{"an unknown field", ending(`"zz_unknown":1`)},
		{"a field of another letter case", ending(`"ZZ":1`)},
		{"depth", ending(`"zz":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000))},
		{"depth without an end", ending(`"zz":` + strings.Repeat(`{"a":`, 20000))},
		{"too much", with(m, append(bytes.Repeat([]byte(" "), int(op.MaxBody)), m.Body...))},
		{"a list", with(m, []byte("[]"))},
		{"a number", with(m, []byte("1"))},
		{"cut short", with(m, whole)},
		{"two values", with(m, append(slices.Clone(m.Body), "{}"...))},
		{"no JSON", with(m, []byte("<request/>"))},
		{"UTF-16", with(m, []byte("\xff\xfe{\x00}\x00"))},
		{"broken UTF-8", ending("\"zz\xff\":1")},
	}
	if len(m.Body) > 2 {
		out = append(out, shot{"as text", headed(m, "Content-Type", "text/plain")}, shot{"as XML", headed(m, "Content-Type", "application/xml")},
			shot{"as a form", headed(m, "Content-Type", "application/x-www-form-urlencoded")}, shot{"as no type", headed(m, "Content-Type", "")},
			shot{"as gzip", headed(m, "Content-Encoding", "gzip")}, shot{"twice", ending(firstMember(m.Body))})
	}
	for _, f := range rpc.FieldsOf(op) {
		if f.Place == rpc.InBody {
			out = append(out, wrong(m, []string{f.Name}, f.Type)...)
		}
	}
	return out
}

// firstMember is a member that the object has already.
func firstMember(body []byte) string {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) == nil {
		for name, value := range object {
			return `"` + name + `":` + string(value)
		}
	}
	return `"a":1,"a":1`
}

var (
	timeType = reflect.TypeFor[time.Time]()
	rawType  = reflect.TypeFor[json.RawMessage]()
)

// wrong gives a member values of other types, and its own members in turn.
func wrong(m world.Message, path []string, t reflect.Type) []shot {
	var values []string
	switch {
	case t == rawType || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return nil
	case t == timeType:
		values = []string{`"yesterday"`, `5`, `"2026-13-45T99:00:00Z"`, `{}`}
	case t.Kind() == reflect.String:
		values = []string{`5`, `{"a":[1]}`, `["a"]`, `true`, "\"a\xff\xfeb\"", `"\ud800"`}
	case t.Kind() == reflect.Bool:
		values = []string{`"yes"`, `1`, `[]`}
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		values = []string{`"many"`, `1.5`, `1e400`, `99999999999999999999999`, `[]`}
	case t.Kind() == reflect.Float64:
		values = []string{`"far"`, `1e400`, `NaN`, `{}`}
	case t.Kind() == reflect.Slice:
		values = []string{`{"a":1}`, `"a"`, `[[[]]]`, `5`}
	case t.Kind() == reflect.Struct:
		values = []string{`[1]`, `"a"`, `5`, `{"zz_unknown":1}`}
	}
	var out []shot
	for _, v := range values {
		out = append(out, shot{strings.Join(path, ".") + " = " + v, with(m, setMember(m.Body, path, v))})
	}
	if t.Kind() == reflect.Struct && t != timeType {
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			out = append(out, wrong(m, append(slices.Clone(path), name), t.Field(i).Type)...)
		}
	}
	return out
}

// setMember is the object with another value, however broken, at the path.
func setMember(body []byte, path []string, value string) []byte {
	object := map[string]json.RawMessage{}
	_ = json.Unmarshal(body, &object) // what is no object is replaced by one
	if len(path) > 1 {
		object[path[0]] = json.RawMessage("0")
		value = string(setMember(objectAt(body, path[0]), path[1:], value))
	}
	out := []string{}
	for name, v := range object {
		if name != path[0] {
			out = append(out, `"`+name+`":`+string(v))
		}
	}
	return []byte("{" + strings.Join(append(out, `"`+path[0]+`":`+value), ",") + "}")
}

func objectAt(body []byte, name string) []byte {
	object := map[string]json.RawMessage{}
	_ = json.Unmarshal(body, &object)
	return object[name]
}

// ids are names that nothing has.
var ids = []string{"../../../../etc/passwd", "..", "%2e%2e%2f%2e%2e%2f", "..\\..\\windows", "a\x00b", "none", strings.Repeat("9", 3000),
	"\u202egnp.exe", "\xff\xfe", "' OR '1'='1", "{{7*7}}", "${jndi:ldap://x}", "a/b", "*", "null", "-1", "\r\nSet-Cookie: a=b"}

// paths put ids that nothing has into the path.
func paths(op rpc.Operation, m world.Message) []shot {
	var out []shot
	pattern := strings.Split(op.Pattern, "/")
	for i, part := range pattern {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		for _, id := range ids {
			parts := strings.Split(m.URL.EscapedPath(), "/")
			parts[i] = url.PathEscape(id)
			if id == ".." { // as it is, not resolved by the client
				parts[i] = "%2e%2e"
			}
			hit := with(m, m.Body)
			u := *m.URL
			u.RawPath = strings.Join(parts, "/")
			u.Path, _ = url.PathUnescape(u.RawPath)
			hit.URL = &u
			out = append(out, shot{part + " = " + id[:min(20, len(id))], hit})
		}
	}
	return out
}

// queries give parameters of wrong types, twice, unknown, broken.
func queries(op rpc.Operation, m world.Message) []shot {
	ask := func(what, raw string) shot {
		hit := with(m, m.Body)
		u := *m.URL
		u.RawQuery = raw
		hit.URL = &u
		return shot{what, hit}
	}
	out := []shot{ask("an unknown parameter", m.URL.RawQuery+"&zz_unknown=1"), ask("a broken query", "%zz=1;2"), ask("a broken escape", "limit=%"), ask("a parameter of no UTF-8", "zz%ff=1")}
	for _, f := range rpc.FieldsOf(op) {
		if f.Place != rpc.InQuery {
			continue
		}
		out = append(out, ask(f.Name+" too long", f.Name+"="+strings.Repeat("9", 5000)))
		if f.Type.Kind() != reflect.Slice { // a list is given by naming it again
			out = append(out, ask(f.Name+" twice", f.Name+"=1&"+f.Name+"=1"))
		}
		switch {
		case f.Name == "area":
			out = append(out, ask("no area", "area=north"), ask("an area of letters", "area=43%27--"))
		case op.Name == "casework.FindCases" && f.Name == "after": // the search by number has one page and no cursor
		case f.Name == "after" && f.Type.Kind() == reflect.String:
			out = append(out, ask("a cursor of nothing", m.URL.RawQuery+"&after=zzzz"), ask("a cursor of bytes", m.URL.RawQuery+"&after=%00%01"))
		case f.Type == timeType:
			out = append(out, ask("no time", f.Name+"=yesterday"))
		case f.Type.Kind() == reflect.Int:
			out = append(out, ask("no number", f.Name+"=many"), ask("below", f.Name+"=-1"), ask("above", f.Name+"=999999999999999999999"))
		case f.Type.Kind() == reflect.Bool:
			out = append(out, ask("no bool", f.Name+"=maybe"))
		case f.Type.Kind() == reflect.Float64:
			out = append(out, ask("no degree", f.Name+"=NaN"), ask("infinite", f.Name+"=Inf"), ask("off the earth", f.Name+"=1e300"))
		}
	}
	return out
}

// forms are broken uploads.
func forms(op rpc.Operation, m world.Message) []shot {
	return []shot{
		{"cut short", with(m, m.Body[:len(m.Body)/2])},
		{"no form", headed(m, "Content-Type", "application/json")},
		{"no boundary", headed(m, "Content-Type", "multipart/form-data")},
		{"another boundary", headed(m, "Content-Type", "multipart/form-data; boundary=zz")},
		{"nothing", with(m, nil)},
		{"too much", with(m, append(bytes.Repeat([]byte("a"), int(op.MaxBody)), m.Body...))},
		{"another field", with(m, bytes.Replace(m.Body, []byte(`name="file"`), []byte(`name="zz"`), 1))},
		{"text instead of a file", with(m, fileName.ReplaceAll(m.Body, nil))},
	}
}

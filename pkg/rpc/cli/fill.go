package cli

import (
	"encoding"
	"encoding/json"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

var (
	fileType = reflect.TypeFor[rpc.File]()
	timeType = reflect.TypeFor[time.Time]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func isBool(t reflect.Type) bool {
	return t.Kind() == reflect.Bool || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Bool
}

// fill sets the request's fields from flags: dotted names reach into nested
// values, repeated flags make lists, @path gives a file, anything else that is
// no scalar may be given as JSON.
func fill(request reflect.Value, fields []rpc.Field, f flags) error {
	for _, name := range slices.Sorted(maps.Keys(f.texts)) {
		head, path, _ := strings.Cut(name, ".")
		at := slices.IndexFunc(fields, func(field rpc.Field) bool { return field.Name == head })
		if at < 0 {
			continue // unknown says so
		}
		for _, text := range f.take(name) {
			if err := put(request.FieldByIndex(fields[at].Index), path, name, text); err != nil {
				return err
			}
		}
	}
	var known []string
	for _, field := range fields {
		known = append(known, field.Name)
	}
	return f.unknown(known)
}

// put sets the value at a dotted path below v. name is the whole flag's.
func put(v reflect.Value, path, name, text string) error {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	if path == "" {
		return set(v, name, text)
	}
	head, rest, _ := strings.Cut(path, ".")
	switch v.Kind() {
	case reflect.Struct:
		if member, ok := memberOf(v, head); ok {
			return put(member, rest, name, text)
		}
	case reflect.Slice:
		n, err := strconv.Atoi(head)
		if err != nil || n < 0 || n > v.Len() {
			break
		}
		if n == v.Len() {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		}
		return put(v.Index(n), rest, name, text)
	case reflect.Map:
		member := reflect.New(v.Type().Elem()).Elem()
		if err := put(member, rest, name, text); err != nil {
			return err
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		v.SetMapIndex(reflect.ValueOf(head).Convert(v.Type().Key()), member)
		return nil
	}
	return errNoField(name)
}

// memberOf is the member of a struct by its JSON name.
func memberOf(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		wire, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && wire == "" && f.Type.Kind() == reflect.Struct {
			if member, ok := memberOf(v.Field(i), name); ok {
				return member, true
			}
		}
		if f.IsExported() && (wire == name || wire == "" && f.Name == name) {
			return v.Field(i), true
		}
	}
	return v, false
}

// set gives v the value that text stands for; a list gets one more element.
func set(v reflect.Value, name, text string) error {
	switch {
	case v.Type() == fileType:
		return setFile(v, name, text)
	case v.Kind() == reflect.Slice && !strings.HasPrefix(text, "[") && v.Type().Elem().Kind() != reflect.Uint8:
		element := reflect.New(v.Type().Elem()).Elem()
		if err := put(element, "", name, text); err != nil {
			return err
		}
		v.Set(reflect.Append(v, element))
		return nil
	case !v.IsZero() && v.Kind() != reflect.Struct:
		return errTwice(name)
	}
	raw := []byte(text)
	if isText(v.Type()) {
		raw, _ = json.Marshal(text) // text always has a JSON form
	}
	if err := json.Unmarshal(raw, v.Addr().Interface()); err != nil {
		return fault.Invalid("cli.value", "--%[1]s=%[2]s 的值不对，应为：%[3]s", "--%[1]s=%[2]s is not of the kind wanted: %[3]s", name, text, kindOf(v.Type())).Because(err)
	}
	return nil
}

func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || reflect.PointerTo(t).Implements(textType) || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

func setFile(v reflect.Value, name, text string) error {
	path, ok := strings.CutPrefix(text, "@")
	if !ok {
		return fault.Invalid("cli.value", "--%s 应为文件，请写成 @路径", "--%s takes a file; write @path", name)
	}
	data, err := readFile(path)
	if err != nil {
		return err
	}
	v.Set(reflect.ValueOf(rpc.File{Name: filepath.Base(path), Data: data}))
	return nil
}

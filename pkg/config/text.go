package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// supported tells whether setText can set the value.
func supported(v reflect.Value) bool {
	switch {
	case isScalar(v):
		return true
	case v.Kind() == reflect.Slice:
		return isScalar(reflect.New(v.Type().Elem()).Elem())
	case v.Kind() == reflect.Map:
		return v.Type().Key().Kind() == reflect.String && v.Type().Elem().Kind() == reflect.String
	default:
		return false
	}
}

func isScalar(v reflect.Value) bool {
	if isText(v) {
		return true
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	default:
		return false
	}
}

// isText tells whether the type reads itself from text, as slog.Level does.
func isText(v reflect.Value) bool {
	_, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
	return ok
}

func isList(v reflect.Value) bool { return v.Kind() == reflect.Slice && !isText(v) }

func isMap(v reflect.Value) bool { return v.Kind() == reflect.Map && !isText(v) }

// setText sets v from one text, as the environment, flags and defaults give it.
// Lists are separated by commas, maps are name=value pairs so separated.
func setText(v reflect.Value, text string) error {
	switch {
	case isList(v):
		return setList(v, split(text))
	case isMap(v):
		return setPairs(v, split(text))
	default:
		return setScalar(v, text)
	}
}

func split(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	items := strings.Split(text, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}

func setList(v reflect.Value, items []string) error {
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		if err := setScalar(list.Index(i), item); err != nil {
			return err
		}
	}
	v.Set(list)
	return nil
}

func setPairs(v reflect.Value, pairs []string) error {
	m := reflect.MakeMapWithSize(v.Type(), len(pairs))
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return fmt.Errorf("%q is not name=value", pair)
		}
		m.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), reflect.ValueOf(value).Convert(v.Type().Elem()))
	}
	v.Set(m)
	return nil
}

func setScalar(v reflect.Value, text string) error {
	if reader, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return reader.UnmarshalText([]byte(text))
	}
	switch kind := v.Kind(); {
	case v.Type() == reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is not a duration such as 90s, 15m or 24h", text)
		}
		v.SetInt(int64(d))
	case kind == reflect.String:
		v.SetString(text)
	case kind == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		v.SetBool(b)
	default:
		return setNumber(v, text)
	}
	return nil
}

func setNumber(v reflect.Value, text string) (err error) {
	switch {
	case v.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
	case v.CanUint():
		var n uint64
		n, err = strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
	default:
		var n float64
		n, err = strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(n)
	}
	switch {
	case errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%q is out of range for %s", text, v.Type())
	case err != nil:
		return fmt.Errorf("%q is not a number (%s)", text, v.Type())
	}
	return nil
}

// textOf is the inverse of setText, for people.
func textOf(v reflect.Value) string {
	switch {
	case isList(v):
		items := make([]string, v.Len())
		for i := range items {
			items[i] = textOf(v.Index(i))
		}
		return strings.Join(items, ",")
	case isMap(v):
		pairs := make([]string, 0, v.Len())
		for it := v.MapRange(); it.Next(); {
			pairs = append(pairs, it.Key().String()+"="+it.Value().String())
		}
		slices.Sort(pairs)
		return strings.Join(pairs, ",")
	default:
		return fmt.Sprint(v.Interface())
	}
}

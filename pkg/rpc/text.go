package rpc

import (
	"encoding"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"lianluo/pkg/fault"
)

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
)

// textual reports whether values of t travel as one text in a path, a query or
// a form field.
func textual(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		return t.Implements(textMarshaler)
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64:
		return true
	}
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64
}

// writable reports whether a time can be written again in any zone, and some time
// after it: JSON has years of four digits, and nobody means the last of them.
func writable(t time.Time) bool { return t.IsZero() || t.Year() > 1 && t.Year() < 9000 }

// parseText sets v from s; the error is what is wrong, for the person.
func parseText(s string, v reflect.Value) *fault.Text {
	if !utf8.ValidString(s) {
		return &sayUTF8
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if t, ok := u.(*time.Time); u.UnmarshalText([]byte(s)) != nil || ok && !writable(*t) {
			return sayType(v.Type())
		}
		return nil
	}
	if !setScalar(s, v) {
		return sayType(v.Type())
	}
	return nil
}

func setScalar(s string, v reflect.Value) bool {
	bits := 0
	if k := v.Kind(); k >= reflect.Int && k <= reflect.Float64 {
		bits = v.Type().Bits()
	}
	var err error
	switch k := v.Kind(); {
	case k == reflect.String:
		v.SetString(s)
	case k == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(s)
		v.SetBool(b)
	case v.CanInt():
		var n int64
		n, err = strconv.ParseInt(s, 10, bits)
		v.SetInt(n)
	case v.CanUint():
		var n uint64
		n, err = strconv.ParseUint(s, 10, bits)
		v.SetUint(n)
	case v.CanFloat():
		var n float64
		n, err = strconv.ParseFloat(s, bits)
		v.SetFloat(n)
	}
	return err == nil
}

// formatText is the reverse of parseText; "" for a nil pointer.
func formatText(v reflect.Value) (string, error) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", nil
		}
		v = v.Elem()
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		raw, err := m.MarshalText()
		return string(raw), err
	}
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), nil
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), nil
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()), nil
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	}
	return v.String(), nil
}

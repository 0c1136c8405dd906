package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Key is a list of values that orders an index: strings, bools, signed integers
// (named types of these, too), times to the microsecond, and else what has a
// String method. A nil Key means that the document has no entry (a partial index).
type Key []any

const sep = "\x1f" // below every character that a component may hold

// Reverse turns an integer or a time around, for "newest first" inside a key
// that is otherwise ascending. It panics on anything else.
func Reverse(v any) any {
	if t, ok := v.(time.Time); ok {
		return -t.UnixMicro()
	}
	if r := reflect.ValueOf(v); r.CanInt() {
		return -r.Int()
	}
	panic(fmt.Sprintf("store: cannot reverse %T", v))
}

// encode makes text that sorts bytewise as the values do.
func (k Key) encode() string {
	var b strings.Builder
	for _, v := range k {
		b.WriteString(component(v))
		b.WriteString(sep)
	}
	return b.String()
}

// component encodes one value by what it is made of, so that named strings,
// integers and bools are keys as they are.
func component(v any) string {
	if t, ok := v.(time.Time); ok {
		return number(t.UnixMicro())
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return clean(r.String())
	case r.CanInt():
		return number(r.Int())
	case r.Kind() == reflect.Bool && r.Bool():
		return "1"
	case r.Kind() == reflect.Bool:
		return "0"
	}
	if s, ok := v.(fmt.Stringer); ok {
		return clean(s.String())
	}
	panic(fmt.Sprintf("store: a key cannot hold %T", v))
}

func number(v int64) string { return fmt.Sprintf("%016x", uint64(v)^(1<<63)) }

// clean keeps control characters out of keys, where they would break the order,
// and makes the text valid UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 {
			return ' '
		}
		return r
	}, s)
}

// prefixEnd is the first text after all keys that start with the encoded prefix.
func prefixEnd(prefix string) string {
	if prefix == "" {
		return ""
	}
	return prefix[:len(prefix)-1] + "\x20"
}

// cursor is the opaque form of a position, as handed to clients.
func (p Position) cursor() string {
	raw, _ := json.Marshal([]string{p.Key, p.ID})
	return base64.RawURLEncoding.EncodeToString(raw)
}

func parseCursor(s string) (*Position, error) {
	if s == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, ErrCursor.Because(err)
	}
	var parts []string
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) != 2 {
		return nil, ErrCursor.Because(err)
	}
	return &Position{Key: parts[0], ID: parts[1]}, nil
}

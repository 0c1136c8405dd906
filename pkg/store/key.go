package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Key is a list of values that orders an index: strings, bools, ints, times.
// A nil Key means that the document has no entry (a partial index).
type Key []any

const sep = "\x1f" // below every character that a component may hold

// Reverse turns an int64 or a time around, for "newest first" inside a key that
// is otherwise ascending.
func Reverse(v any) any {
	switch v := v.(type) {
	case time.Time:
		return -v.UnixMicro()
	case int64:
		return -v
	case int:
		return -int64(v)
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

func component(v any) string {
	switch v := v.(type) {
	case string:
		return clean(v)
	case bool:
		if v {
			return "1"
		}
		return "0"
	case int:
		return number(int64(v))
	case int64:
		return number(v)
	case time.Time:
		return number(v.UnixMicro())
	case fmt.Stringer:
		return clean(v.String())
	}
	panic(fmt.Sprintf("store: a key cannot hold %T", v))
}

func number(v int64) string { return fmt.Sprintf("%016x", uint64(v)^(1<<63)) }

// clean keeps control characters out of keys, where they would break the order.
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
		return nil, errCursor.Because(err)
	}
	var parts []string
	if err := json.Unmarshal(raw, &parts); err != nil || len(parts) != 2 {
		return nil, errCursor.Because(err)
	}
	return &Position{Key: parts[0], ID: parts[1]}, nil
}

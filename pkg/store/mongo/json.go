package mongo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// BSON keys cannot hold a zero byte; JSON's can.
var (
	escapeKey   = strings.NewReplacer("\x1b", "\x1b1", "\x00", "\x1b0")
	unescapeKey = strings.NewReplacer("\x1b1", "\x1b", "\x1b0", "\x00")
)

// storedKey is a member's name as BSON holds it. Hardly any has to be written anew.
func storedKey(name string) string {
	if !strings.ContainsAny(name, "\x1b\x00") {
		return name
	}
	return escapeKey.Replace(name)
}

// appendKey appends the name of the member that an element holds.
func appendKey(out []byte, e bson.RawElement) ([]byte, error) {
	key := e[1:]
	key = key[:bytes.IndexByte(key, 0)] // Elements has looked: there is one
	if bytes.IndexByte(key, '\x1b') < 0 {
		return jsontext.AppendQuote(out, []byte(key))
	}
	return jsontext.AppendQuote(out, unescapeKey.Replace(string(key)))
}

// fromJSON makes the value that BSON stores; members keep their order.
func fromJSON(raw []byte) (any, error) {
	return value(jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)))
}

func value(dec *jsontext.Decoder) (any, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return object(dec)
	case '[':
		return array(dec)
	case '"':
		return token.String(), nil
	case '0':
		return number(token.String())
	case 'n':
		return nil, nil
	}
	return token.Bool(), nil
}

func object(dec *jsontext.Decoder) (any, error) {
	out := bson.D{}
	for dec.PeekKind() != '}' {
		key, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		name := storedKey(key.String())
		v, err := value(dec)
		if err != nil {
			return nil, err
		}
		out = append(out, bson.E{Key: name, Value: v})
	}
	_, err := dec.ReadToken()
	return out, err
}

func array(dec *jsontext.Decoder) (any, error) {
	out := bson.A{}
	for dec.PeekKind() != ']' {
		v, err := value(dec)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := dec.ReadToken()
	return out, err
}

// number keeps integers and floats as Go writes them, and everything else as a
// decimal, digit by digit.
func number(s string) (any, error) {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && s != "-0" {
		return i, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err == nil {
		if again, err := json.Marshal(f); err == nil && string(again) == s {
			return f, nil
		}
	}
	if d, err := bson.ParseDecimal128(s); err == nil {
		return d, nil
	}
	return f, err // more digits than a decimal has: the nearest float, as Go would read it
}

// toJSON writes what fromJSON made.
func toJSON(v bson.RawValue) ([]byte, error) {
	return appendJSON(make([]byte, 0, len(v.Value)*5/4), v)
}

// appendJSON appends without a buffer and reflection for each string: pages of
// search and lists are made of it.
func appendJSON(out []byte, v bson.RawValue) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument:
		return appendElements(out, v.Document(), '{', '}')
	case bson.TypeArray:
		return appendElements(out, bson.Raw(v.Array()), '[', ']')
	case bson.TypeInt64:
		return strconv.AppendInt(out, v.Int64(), 10), nil
	case bson.TypeInt32:
		return strconv.AppendInt(out, int64(v.Int32()), 10), nil
	case bson.TypeDecimal128:
		return append(out, v.Decimal128().String()...), nil
	case bson.TypeNull:
		return append(out, "null"...), nil
	case bson.TypeString:
		return jsontext.AppendQuote(out, v.StringValue())
	case bson.TypeDouble:
		raw, err := json.Marshal(v.Double())
		return append(out, raw...), err
	case bson.TypeBoolean:
		return strconv.AppendBool(out, v.Boolean()), nil
	}
	return nil, fmt.Errorf("mongo: a document holds %s, which JSON does not have", v.Type)
}

func appendElements(out []byte, doc bson.Raw, open, end byte) ([]byte, error) {
	elements, err := doc.Elements()
	if err != nil {
		return nil, err
	}
	out = append(out, open)
	for i, e := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		if open == '{' {
			if out, err = appendKey(out, e); err != nil {
				return nil, err
			}
			out = append(out, ':')
		}
		if out, err = appendJSON(out, e.Value()); err != nil {
			return nil, err
		}
	}
	return append(out, end), nil
}

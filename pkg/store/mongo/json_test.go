package mongo

import (
	"bytes"
	"encoding/json"
	"math/big"
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// through takes JSON through BSON as bytes and back.
func through(raw []byte) ([]byte, error) {
	v, err := fromJSON(raw)
	if err != nil {
		return nil, err
	}
	stored, err := bson.Marshal(bson.D{{Key: "d", Value: v}})
	if err != nil {
		return nil, err
	}
	return toJSON(bson.Raw(stored).Lookup("d"))
}

func TestJSON(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `null`, `true`, `""`, `0`, `{"b":1,"a":2}`, `[[],{},[null]]`,
		`9223372036854775807`, `-9223372036854775808`, `9007199254740993`, `18446744073709551615`, `9223372036854775808`,
		`0.1`, `1.5`, `-1.7976931348623157e+308`, `5e-324`, `1e+21`, `1.0`, `0.10`, `12345678901234567890.123456789`,
		`{"":1,"a.b":2,"$set":3,"_id":4,"\u0000":5,"\u001b":6,"\u001b0":7,"\u001b1":8,"a\u0000b":9}`,
		`"\u0000\u2028<>&\"\\"`, `{"$numberLong":"1"}`,
	} {
		got, err := through([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !sameText(text, string(got)) {
			t.Errorf("%s came back as %s", text, got)
		}
	}
}

// sameText compares as Go writes strings, numbers digit by digit.
func sameText(a, b string) bool {
	x, errA := parse([]byte(a))
	y, errB := parse([]byte(b))
	return errA == nil && errB == nil && reflect.DeepEqual(x, y)
}

func parse(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}

func TestForeignTypes(t *testing.T) {
	for _, v := range []any{bson.NewObjectID(), bson.NewDateTimeFromTime(bson.NewObjectID().Timestamp()), []byte{1}} {
		stored, err := bson.Marshal(bson.D{{Key: "d", Value: v}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := toJSON(bson.Raw(stored).Lookup("d")); err == nil {
			t.Errorf("%T became %s", v, got)
		}
	}
}

// FuzzJSON: a document that was accepted comes back with the same members and
// the same values.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"a":[1,2.5,"x",null,true,{"b":{}}]}`))
	f.Add([]byte(`{"a\u0000":1e5,"$x":-0,"":0.000001}`))
	f.Add([]byte(`[123456789012345678901234567890.5]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		want, err := parse(raw)
		if err != nil {
			return
		}
		got, err := through(raw)
		if err != nil {
			return // a number beyond every type
		}
		back, err := parse(got)
		if err != nil || !sameValue(want, back) {
			t.Errorf("%s came back as %s, %v", raw, got, err)
		}
	})
}

func sameValue(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		other, ok := b.(map[string]any)
		for k, v := range a {
			ok = ok && sameValue(v, other[k])
		}
		return ok && len(a) == len(other)
	case []any:
		other, ok := b.([]any)
		ok = ok && len(a) == len(other)
		for i := range a {
			ok = ok && sameValue(a[i], other[i])
		}
		return ok
	case json.Number:
		other, ok := b.(json.Number)
		return ok && sameNumber(a, other)
	}
	return a == b
}

// sameNumber holds to the digits that a decimal has, and beyond them to a float.
func sameNumber(a, b json.Number) bool {
	x, okX := new(big.Rat).SetString(a.String())
	y, okY := new(big.Rat).SetString(b.String())
	if !okX || !okY || x.Cmp(y) == 0 {
		return okX == okY
	}
	f, errA := a.Float64()
	g, errB := b.Float64()
	return errA == nil && errB == nil && f == g && len(a) > 34
}

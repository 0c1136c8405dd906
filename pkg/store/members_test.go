package store

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

type base struct {
	Made time.Time `json:"made,omitzero"`
}

type folder struct {
	base
	ID     string `json:"id"`
	Plain  string
	Empty  string `json:"empty,omitempty"`
	Hidden string `json:"-"`
	secret string
}

type spelled struct{ Name string }

func (s spelled) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]string{"n": s.Name}) }

func TestKeep(t *testing.T) {
	_ = folder{}.secret // what JSON cannot see is no member
	for _, c := range []struct{ name, stored, fresh, want string }{
		{"nothing more", `{"id":"a"}`, `{"id":"b"}`, `{"id":"b"}`},
		{"unknown members, in order", `{"z":[1,{"x":null}],"id":"a","b":1.50}`, `{"id":"b"}`, `{"id":"b","b":1.50,"z":[1,{"x":null}]}`},
		{"into an empty object", `{"x":1}`, `{}`, `{"x":1}`},
		{"what was emptied stays away", `{"empty":"e","made":"2026-01-01T00:00:00Z"}`, `{"id":"b"}`, `{"id":"b"}`},
		{"case does not matter to JSON", `{"ID":"a","plain":"x"}`, `{"id":"b","Plain":""}`, `{"id":"b","Plain":""}`},
		{"a name that Go uses inside", `{"secret":"s"}`, `{"id":"b"}`, `{"id":"b","secret":"s"}`},
		{"strange names", `{"a\"b":1,"":2}`, `{}`, `{"":2,"a\"b":1}`},
		{"a new document", ``, `{"id":"b"}`, `{"id":"b"}`},
	} {
		got, err := membersOf(reflect.TypeFor[folder]()).keep([]byte(c.stored), []byte(c.fresh))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v", c.name, got, err)
		}
	}
}

func TestKeepWithoutFixedMembers(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[spelled](), reflect.TypeFor[map[string]int](), reflect.TypeFor[string]()} {
		got, err := membersOf(typ).keep([]byte(`{"x":1}`), []byte(`{"n":2}`))
		if err != nil || string(got) != `{"n":2}` {
			t.Errorf("%s: got %s, %v", typ, got, err)
		}
	}
}

func TestKeepBroken(t *testing.T) {
	if _, err := membersOf(reflect.TypeFor[folder]()).keep([]byte(`[1]`), []byte(`{}`)); err == nil {
		t.Error("an array was taken for a document")
	}
}

func FuzzKeep(f *testing.F) {
	f.Add(`{"id":"a","more":{"x":[1]}}`, "b")
	f.Add(`{"ID":"a","é":null}`, "")
	known := membersOf(reflect.TypeFor[folder]())
	f.Fuzz(func(t *testing.T, stored, id string) {
		fresh := mustJSON(folder{ID: id})
		got, err := known.keep([]byte(stored), fresh)
		if err != nil {
			return
		}
		var doc, back folder
		if json.Unmarshal(got, &doc) != nil || json.Unmarshal(fresh, &back) != nil || doc != back {
			t.Errorf("%s over %s made %s", fresh, stored, got)
		}
	})
}

func TestOnly(t *testing.T) {
	for _, c := range []struct{ stored, want string }{
		{`{"a":1,"b":{"a":[2,{"c":3}]},"c":"x"}`, `{"a":1,"c":"x"}`}, {`{"b":1}`, `{}`}, {`{}`, `{}`}, {` { "c" : [ 1 ] , "A":2 } `, `{"c":[ 1 ]}`},
		{`{"a":"\ud800","c":null}`, `{"a":"\ud800","c":null}`},
	} {
		got, err := only([]byte(c.stored), []string{"a", "c"})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v", c.stored, got, err)
		}
	}
	for _, broken := range []string{``, `[1]`, `{"a":`, `{"a":1`, `{"a" 1}`, `"a"`} {
		if got, err := only([]byte(broken), []string{"a"}); err == nil {
			t.Errorf("%s was taken for %s", broken, got)
		}
	}
}

// FuzzOnly: what is left says the same as the whole does.
func FuzzOnly(f *testing.F) {
	f.Add([]byte(`{"id":"a","x":[1,{}],"Plain":"p"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		some, err := only(raw, []string{"id", "Plain"})
		var whole, part map[string]json.RawMessage
		if json.Unmarshal(raw, &whole) != nil || whole == nil {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(some, &part); err != nil || string(part["id"]) != string(whole["id"]) || len(part) > 2 {
			t.Fatalf("%s of %s: %v", some, raw, err)
		}
	})
}

package number

import (
	"slices"
	"strings"
	"testing"
)

func TestTails(t *testing.T) {
	n := Format(Series("431223101", 2026), 123) // 431223-101-26-0123-?
	check := n[len(n)-1:]
	for typed, want := range map[string]string{
		"0123": "0123", "0123-" + check: "0123" + check, " 26 0123 ": "260123", "1-26-0123": "1260123", "3-101-26-0123": "3101260123", "101-26-0123-" + check: "101260123" + check, "０１２３": "0123", "O123": "0123",
	} {
		tail, ok := Tail(typed)
		if !ok || tail != want || !Ends(n, tail) || !slices.Contains(Keys(n), Key(tail)) {
			t.Errorf("%q: %q, %v", typed, tail, ok)
		}
		if long, ok := LongKey(tail); ok != (len(tail) > 4) || ok && !slices.Contains(LongKeys(n), long) {
			t.Errorf("%q: %q, %v", typed, long, ok)
		}
	}
	for _, typed := range []string{"", "123", "路灯坏了", "0123x"} {
		if tail, ok := Tail(typed); ok {
			t.Errorf("%q was taken for %s", typed, tail)
		}
	}
	if Ends(n, "1123") || Ends(n, "9"+n) {
		t.Error("another number's end")
	}
}

func FuzzTail(f *testing.F) {
	f.Add("0123-7")
	f.Add("路灯")
	f.Fuzz(func(t *testing.T, text string) {
		if tail, ok := Tail(text); ok && (!strings.HasSuffix(tail, Key(tail)) || len(Key(tail)) < tailDigits) {
			t.Fatalf("%q gave %q", text, tail)
		}
	})
}

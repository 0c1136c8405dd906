package store

import (
	"cmp"
	"math"
	"strings"
	"testing"
	"time"
)

type (
	step   string
	level  int8
	flag   bool
	spoken struct{ word string }
)

func (s spoken) String() string { return s.word }
func (level) String() string    { return "a level is ordered by its number" }

func TestKeyComponents(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 123456789, time.FixedZone("", 8*3600))
	same := []struct{ a, b Key }{
		{Key{step("x"), level(-3), flag(true)}, Key{"x", -3, true}},
		{Key{at}, Key{at.UTC().Truncate(time.Microsecond)}},
		{Key{time.Duration(7)}, Key{int64(7)}},
		{Key{spoken{"甲"}}, Key{"甲"}},
		{Key{"a\x00b\nc\x1f"}, Key{"a b c "}},
		{Key{Reverse(level(5)), Reverse(at)}, Key{-5, -at.UnixMicro()}},
	}
	for _, s := range same {
		if s.a.encode() != s.b.encode() {
			t.Errorf("%v and %v differ", s.a, s.b)
		}
	}
	for _, bad := range []func(){
		func() { Key{1.5}.encode() }, func() { Key{nil}.encode() }, func() { Key{[]string{}}.encode() }, func() { Reverse("x") },
	} {
		if !panics(bad) {
			t.Error("accepted as a key")
		}
	}
}

func panics(fn func()) (did bool) {
	defer func() { did = recover() != nil }()
	fn()
	return false
}

func TestPrefixEnd(t *testing.T) {
	prefix := Key{"a", 1}.encode()
	for _, k := range []Key{{"a", 1}, {"a", 1, ""}, {"a", 1, "\U0010FFFF"}, {"a", 1, math.MaxInt}} {
		if got := k.encode(); got < prefix || got >= prefixEnd(prefix) {
			t.Errorf("%v lies outside its prefix", k)
		}
	}
	for _, k := range []Key{{"a"}, {"a", 0}, {"a", 2}, {"a ", 1}, {"b", 1}} {
		if got := k.encode(); got >= prefix && got < prefixEnd(prefix) {
			t.Errorf("%v lies inside another's prefix", k)
		}
	}
}

// FuzzKeyOrder: keys sort as their values do, component by component.
func FuzzKeyOrder(f *testing.F) {
	f.Add("", int64(0), false, int64(0), "a", int64(-1), true, int64(1))
	f.Add("a", int64(math.MinInt64), false, int64(math.MaxInt32), "a b", int64(math.MaxInt64), false, int64(7))
	f.Add("甲", int64(5), true, int64(-62135596800), "甲\x1f乙", int64(5), true, int64(253402300799))
	f.Add("\xff\xfe", int64(5), true, int64(1), "\uFFFD", int64(5), true, int64(2))
	f.Fuzz(func(t *testing.T, s1 string, i1 int64, b1 bool, t1 int64, s2 string, i2 int64, b2 bool, t2 int64) {
		const ages = 250_000_000_000 // seconds around 1970 that microseconds can hold
		at1, at2 := time.Unix(t1%ages, 0), time.Unix(t2%ages, 0)
		k1, k2 := Key{s1, i1, b1, at1}.encode(), Key{s2, i2, b2, at2}.encode()
		want := cmp.Or(strings.Compare(clean(s1), clean(s2)), cmp.Compare(i1, i2), cmp.Compare(component(b1), component(b2)), at1.Compare(at2))
		if got := strings.Compare(k1, k2); got != want {
			t.Errorf("(%q %d %v %s) and (%q %d %v %s) sort %d, not %d", s1, i1, b1, at1, s2, i2, b2, at2, got, want)
		}
		if r1, r2 := (Key{Reverse(at1)}).encode(), (Key{Reverse(at2)}).encode(); strings.Compare(r1, r2) != -at1.Compare(at2) {
			t.Errorf("%s and %s reversed do not sort the other way around", at1, at2)
		}
	})
}

// FuzzCursor: whatever a client sends is a position or an invalid request, and a
// position comes back as it was handed out.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "x", "W10", "WyJhIiwiYiJd", "WyJhIl0", "bnVsbA", "WzEsMl0", "====", "\x00"} {
		f.Add(s, "key\x1f", "id")
	}
	f.Fuzz(func(t *testing.T, s, key, id string) {
		if p, err := parseCursor(s); err == nil && p != nil {
			if again, err := parseCursor(p.cursor()); err != nil || *again != *p {
				t.Errorf("%q: %+v came back as %+v, %v", s, p, again, err)
			}
		}
		want := Position{Key: Key{key}.encode(), ID: strings.ToValidUTF8(id, "?")}
		if got, err := parseCursor(want.cursor()); err != nil || *got != want {
			t.Errorf("%+v came back as %+v, %v", want, got, err)
		}
	})
}

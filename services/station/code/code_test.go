package code

import (
	"strings"
	"testing"
)

func TestNewIsReadable(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		c := New()
		got, ok := Parse(c)
		if !ok || got != c || len(c) != length {
			t.Fatalf("%q reads as %q %v", c, got, ok)
		}
		if strings.ContainsAny(c, "01OIL") {
			t.Fatalf("%q has characters that are taken for one another", c)
		}
		seen[c] = true
	}
	if len(seen) < 1995 {
		t.Errorf("only %d of 2000 codes differ", len(seen))
	}
}

func TestParseForgivesTyping(t *testing.T) {
	c := New()
	for _, typed := range []string{strings.ToLower(c), c[:3] + "-" + c[3:], " " + c[:2] + " " + c[2:] + "　"} {
		if got, ok := Parse(typed); !ok || got != c {
			t.Errorf("%q: %q %v", typed, got, ok)
		}
	}
}

func TestParseFindsMistakes(t *testing.T) {
	for range 50 {
		c := New()
		for i := range len(c) {
			for j := range prime {
				if alphabet[j] == c[i] {
					continue
				}
				if _, ok := Parse(c[:i] + string(alphabet[j]) + c[i+1:]); ok {
					t.Fatalf("%q: character %d as %c passes", c, i, alphabet[j])
				}
			}
			if i > 0 && c[i] != c[i-1] {
				if _, ok := Parse(c[:i-1] + string(c[i]) + string(c[i-1]) + c[i+1:]); ok {
					t.Fatalf("%q: characters %d and %d change places unseen", c, i-1, i)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "K7M4QX", "k7m-4qx", "联络站", "0OIL10", "\xff\xfe", "２３４５６７"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, ok := Parse(typed)
		if !ok {
			return
		}
		if again, ok := Parse(got); !ok || again != got {
			t.Errorf("%q reads as %q, which reads as %q", typed, got, again)
		}
	})
}

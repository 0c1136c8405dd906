package station

import (
	"slices"
	"strings"
	"testing"

	"lianluo/pkg/words"
)

func TestGrams(t *testing.T) {
	for text, want := range map[string]string{
		"":        "",
		"，。":      "",
		"站":       "站",
		"联络站":     "站 络 络站 联 联络",
		"No.2 站站": "2 2站 n no o o2 站 站站",
	} {
		if got := strings.Join(grams(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever is part of a text is found by any of its pairs.
func FuzzGrams(f *testing.F) {
	for _, s := range []string{"辰阳镇联络站", "A1-b2", "\xff\xfe", "联 络"} {
		f.Add(s, "联络")
	}
	f.Fuzz(func(t *testing.T, text, word string) {
		have := grams(text)
		if !slices.IsSorted(have) || len(slices.Compact(slices.Clone(have))) != len(have) {
			t.Errorf("%q: %q", text, have)
		}
		if word = words.Solid(word); !strings.Contains(words.Solid(text), word) {
			return
		}
		for _, g := range grams(word) {
			if !slices.Contains(have, g) {
				t.Errorf("%q is part of %q, but %q is none of its pairs", word, text, g)
			}
		}
	})
}

package ui

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func in(lang Lang) context.Context {
	return WithPrefs(context.Background(), Prefs{Lang: lang, Now: designNow})
}

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	zh, en := catalogues()[Chinese], catalogues()[English]
	for key, text := range zh {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in English", key)
			continue
		}
		if a, b := placeholders(text), placeholders(other); !slices.Equal(a, b) {
			t.Errorf("%s: placeholders %v in Chinese, %v in English", key, a, b)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s is missing in Chinese", key)
		}
	}
}

// placeholders lists the numbers that a text refers to, each once.
func placeholders(text string) []string {
	seen := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		seen[m[1]] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func TestTextsFillTheirPlaceholders(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		key  string
		args []any
		want string
	}{
		{Chinese, "clock.left", []any{3}, "还有 3 个工作日"},
		{English, "clock.left", []any{3}, "3 working days left"},
		{English, "clock.left", []any{1}, "1 working day left"},
		{Chinese, "ui.more", nil, "再看一些"},
		{Chinese, "no.such.key", []any{1}, "no.such.key"},
	} {
		if got := T(in(c.lang), c.key, c.args...); got != c.want {
			t.Errorf("%s %s = %q, want %q", c.lang, c.key, got, c.want)
		}
	}
}

func TestAPlaceholderWithoutArgumentStays(t *testing.T) {
	if got := fill("{0} {1}", []any{"a"}); got != "a {1}" {
		t.Errorf("got %q", got)
	}
}

func TestArgumentsAreNotReadAsPlaceholders(t *testing.T) {
	if got := fill("{0}-{1}", []any{"{1}", "b"}); got != "{1}-b" {
		t.Errorf("got %q", got)
	}
}

func TestHasText(t *testing.T) {
	if !HasText("ui.brand") || HasText("no.such.key") {
		t.Error("HasText does not tell known from unknown keys")
	}
}

func TestWorded(t *testing.T) {
	ctx := WithPrefs(t.Context(), Prefs{Lang: English})
	for want, prefixes := range map[string][]string{T(ctx, "ui.brand"): {"no.such.", "ui."}, "brand": {"no.such."}} {
		if got := Worded(ctx, "brand", prefixes...); got != want {
			t.Errorf("under %v it is %q, not %q", prefixes, got, want)
		}
	}
}

func TestBrokenCataloguesAreRefused(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"language": {"messages/a.fr.yaml": {Data: []byte("a.b: c")}},
		"yaml":     {"messages/a.zh.yaml": {Data: []byte("a.b: [c")}},
		"twice": {
			"messages/a.zh.yaml": {Data: []byte("a.b: c")},
			"messages/b.zh.yaml": {Data: []byte("a.b: d")},
		},
	} {
		if _, err := loadCatalogues(files); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestEveryKeyBeginsWithAnArea(t *testing.T) {
	for key := range catalogues()[Chinese] {
		if area, rest, ok := strings.Cut(key, "."); !ok || area == "" || rest == "" {
			t.Errorf("%q is not of the form area.word", key)
		}
	}
}

func TestTextsOfAnArea(t *testing.T) {
	texts := Texts(English, "clock.")
	if texts["clock.left"] == "" || texts["ui.brand"] != "" {
		t.Errorf("%d texts, not those of the area", len(texts))
	}
}

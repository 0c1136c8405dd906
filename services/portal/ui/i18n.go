package ui

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Catalogues are named <area>.zh.yaml and <area>.en.yaml; each maps keys of the
// form "area.key" to a sentence.
//
//go:embed messages/*.yaml
var messageFS embed.FS

var catalogues = sync.OnceValue(func() map[Lang]map[string]string {
	c, err := loadCatalogues(messageFS)
	if err != nil {
		panic(err) // a broken embedded file cannot pass the tests
	}
	return c
})

// loadCatalogues reads every file of messages/. It fails on a file name without
// a known language, on broken YAML and on a key defined twice.
func loadCatalogues(fsys fs.FS) (map[Lang]map[string]string, error) {
	all := map[Lang]map[string]string{Chinese: {}, English: {}}
	for _, name := range list(fsys, "messages") {
		part := strings.Split(name, ".")
		into, ok := all[Lang(part[len(part)-2])]
		if !ok {
			return nil, fmt.Errorf("%s: want <area>.zh.yaml or <area>.en.yaml", name)
		}
		texts := map[string]string{}
		if err := yaml.Unmarshal(mustRead(fsys, name), &texts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key := range texts {
			if _, twice := into[key]; twice {
				return nil, fmt.Errorf("%s: %q is defined twice", name, key)
			}
		}
		maps.Copy(into, texts)
	}
	return all, nil
}

// placeholder matches {0} and {0:one|many}.
var placeholder = regexp.MustCompile(`\{(\d)(?::([^|{}]*)\|([^|{}]*))?\}`)

// T returns the text of key in the context's language. {0}, {1} … stand for
// args; {0:day|days} is "day" when the argument is 1 and "days" otherwise. An
// unknown key is returned as it is, so that it shows on the page.
func T(ctx context.Context, key string, args ...any) string {
	text, ok := catalogues()[PrefsOf(ctx).Lang][key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return fill(text, args)
}

func fill(text string, args []any) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		part := placeholder.FindStringSubmatch(m)
		n, _ := strconv.Atoi(part[1]) // one digit by the pattern
		if n >= len(args) {
			return m
		}
		value := fmt.Sprint(args[n])
		if part[2] == "" && part[3] == "" {
			return value
		}
		if value == "1" {
			return part[2]
		}
		return part[3]
	})
}

// HasText reports whether key exists, for texts whose key is made from a value
// such as a state's name.
func HasText(key string) bool {
	_, ok := catalogues()[Chinese][key]
	return ok
}

// Texts are all texts of a language whose key begins with prefix: for scripts.
func Texts(lang Lang, prefix string) map[string]string {
	texts := maps.Clone(catalogues()[lang])
	maps.DeleteFunc(texts, func(key, _ string) bool { return !strings.HasPrefix(key, prefix) })
	return texts
}

// Worded is the text of a value such as a state's name, under the first of the
// prefixes that has one; the value itself where none has.
func Worded(ctx context.Context, value string, prefixes ...string) string {
	for _, prefix := range prefixes {
		if HasText(prefix + value) {
			return T(ctx, prefix+value)
		}
	}
	return value
}

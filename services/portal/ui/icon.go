package ui

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"lianluo/services/portal/assets"
)

// icons holds the drawing inside each embedded Lucide file by its name.
var icons = sync.OnceValue(func() map[string]templ.Component {
	m := map[string]templ.Component{}
	for _, file := range list(assets.FS, "icons") {
		if name, ok := strings.CutSuffix(path.Base(file), ".svg"); ok {
			m[name] = templ.Raw(inline(string(mustRead(assets.FS, file))))
		}
	}
	return m
})

var (
	drawing = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	spaces  = regexp.MustCompile(`\s*\n\s*`)
)

// inline keeps what is drawn; stroke and size come from the style sheet.
func inline(svg string) string {
	m := drawing.FindStringSubmatch(svg)
	if m == nil {
		return ""
	}
	return `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">` +
		spaces.ReplaceAllString(m[1], "") + `</svg>`
}

// Icon draws a Lucide icon beside a text; it is hidden from screen readers, so
// the text must say the same. It panics on a name that assets/icons lacks.
func Icon(name string) templ.Component {
	c, ok := icons()[name]
	if !ok {
		panic(fmt.Sprintf("ui: no icon %q in assets/icons", name))
	}
	return c
}

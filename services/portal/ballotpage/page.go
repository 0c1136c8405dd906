// Package ballotpage makes the page that verifies a ballot from a USB stick: one HTML
// file that holds all of its program, readable, and loads nothing.
package ballotpage

import (
	"bytes"
	"context"
	"html"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"text/template"

	"lianluo/services/portal/assets"
	"lianluo/services/portal/ui"
)

// Name is what the page's file is called where it is handed out.
const Name = "lianluo-verify.html"

// leftOut is what only the portal's pages need, beside their own page_….js.
var leftOut = map[string]bool{"vault.js": true, "voter.js": true, "trustee.js": true, "teller.js": true}

// module is one script as the page holds it.
type module struct{ Name, Source string }

// page is what the page's template is filled with.
type page struct {
	CSS, Loader, Texts string
	Modules            []module
}

// Title is what the page is called, in both languages.
func (page) Title() string {
	return in(ui.Chinese, "verify.title") + " · " + in(ui.English, "verify.title")
}

// Say is a text in both languages, of which the style sheet shows one.
func (page) Say(key string) string {
	return `<span lang="zh">` + in(ui.Chinese, key) + `</span><span lang="en">` + in(ui.English, key) + `</span>`
}

func in(lang ui.Lang, key string) string {
	return html.EscapeString(ui.T(ui.WithPrefs(context.Background(), ui.Prefs{Lang: lang}), key))
}

// Page is the whole page; it is the same for the same program. It panics only if the
// binary was built without its own files.
var Page = sync.OnceValue(func() []byte {
	var out bytes.Buffer
	texts := `{"zh":` + Texts(ui.Chinese) + `,"en":` + Texts(ui.English) + `}`
	err := template.Must(template.New("page").Parse(read("verify/page.html"))).Execute(&out, page{
		CSS: read("css/10-tokens.css") + read("verify/page.css"), Loader: read("verify/load.js"), Texts: texts, Modules: modules(),
	})
	if err != nil {
		panic(err)
	}
	return out.Bytes()
})

// Routes hands the page out: to be kept, not to be shown, since a copy of one's own
// cannot be changed afterwards by whoever has the server.
func Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /"+Name, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+Name+`"`)
		_, _ = w.Write(Page()) // the client went away: nothing left to tell
	})
}

// modules are the scripts in the order of their names; load.js finds who imports whom.
func modules() []module {
	names, err := fs.Glob(assets.FS, "js/ballot/*.js")
	if err != nil {
		panic(err)
	}
	names = append(names, "vendor/noble.min.js", "vendor/qr.min.js", "verify/page.js")
	var all []module
	for _, name := range names {
		if base := path.Base(name); !leftOut[base] && !strings.HasPrefix(base, "page_") {
			all = append(all, module{base, read(name)})
		}
	}
	return all
}

// read is a file's text, which must not end the script element that it stands in.
func read(name string) string {
	body, err := fs.ReadFile(assets.FS, name)
	if err != nil {
		panic(err)
	}
	text := string(body)
	if name != "verify/page.html" && (strings.Contains(text, "</script") || strings.Contains(text, "<!--")) {
		panic(name + " would end the page's script")
	}
	return text
}

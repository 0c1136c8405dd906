package ui

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"
)

// designPath is the internal page that shows every component with its states.
const designPath = "/_design"

// designExamples are whole pages, one per shell, by their path below designPath.
var designExamples = map[string]func(context.Context) templ.Component{
	"public":  func(context.Context) templ.Component { return examplePublic() },
	"phone":   func(context.Context) templ.Component { return examplePhone() },
	"desk":    func(ctx context.Context) templ.Component { return exampleDesk(ctx) },
	"case":    func(context.Context) templ.Component { return exampleCase() },
	"roster":  func(context.Context) templ.Component { return exampleRoster() },
	"auth":    func(context.Context) templ.Component { return exampleAuth() },
	"poster":  func(context.Context) templ.Component { return examplePoster() },
	"receipt": func(context.Context) templ.Component { return exampleReceipt() },
	"letter":  func(context.Context) templ.Component { return exampleLetter() },
	"missing": func(context.Context) templ.Component { return exampleMissing() },
	"wall":    exampleWall,
}

// designNow is the present of the design pages, fixed so that their pictures
// stay the same.
var designNow = time.Date(2026, 11, 22, 10, 0, 0, 0, Zone)

// designDay is a moment of the month that the examples play in.
func designDay(day, hour int) time.Time {
	return time.Date(2026, 11, day, hour, 0, 0, 0, Zone)
}

// serveDesign shows the overview; lang=en and elder=1 in the address choose how.
func serveDesign(w http.ResponseWriter, r *http.Request) {
	serveDesignPage(w, r, DesignPage())
}

func serveExample(w http.ResponseWriter, r *http.Request) {
	make, ok := designExamples[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	serveDesignPage(w, r, make(designContext(r)))
}

func serveDesignPage(w http.ResponseWriter, r *http.Request, page templ.Component) {
	w.Header().Set("Content-Security-Policy", CSP)
	templ.Handler(page).ServeHTTP(w, r.WithContext(designContext(r)))
}

func designContext(r *http.Request) context.Context {
	q := r.URL.Query()
	p := Prefs{Lang: Chinese, Elder: q.Get("elder") == "1", Path: r.URL.RequestURI(), Now: designNow, CSRF: "design"}
	if q.Get("lang") == string(English) {
		p.Lang = English
	}
	return WithPrefs(r.Context(), p)
}

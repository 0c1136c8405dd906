package ui

import (
	"context"
	"time"
)

// Lang is the language of a page.
type Lang string

// The two languages of the portal; Chinese comes first.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Prefs is what every component may need to know about the request that it is
// rendered for.
type Prefs struct {
	Lang  Lang   // language of all texts; empty means Chinese
	Elder bool   // elder mode (large type, fewer things)
	Path  string // path and query of the page, to mark the open place and to return to
	CSRF  string // token that Form puts into every form
	// Worker is the address of the service worker; empty where none is served.
	Worker string
	Now    time.Time // the present, for relative dates; zero means the wall clock
}

type prefsKey struct{}

// WithPrefs returns a context whose pages are rendered with p.
func WithPrefs(ctx context.Context, p Prefs) context.Context {
	return context.WithValue(ctx, prefsKey{}, p)
}

// PrefsOf returns the preferences of a context, the defaults without any.
func PrefsOf(ctx context.Context) Prefs {
	p, _ := ctx.Value(prefsKey{}).(Prefs)
	if p.Lang == "" {
		p.Lang = Chinese
	}
	if p.Now.IsZero() {
		p.Now = time.Now()
	}
	return p
}

// WithLang is WithPrefs that changes the language only.
func WithLang(ctx context.Context, lang Lang) context.Context {
	p := PrefsOf(ctx)
	p.Lang = lang
	return WithPrefs(ctx, p)
}

// htmlLang is the value of <html lang>.
func htmlLang(ctx context.Context) string {
	if PrefsOf(ctx).Lang == English {
		return "en"
	}
	return "zh-CN"
}

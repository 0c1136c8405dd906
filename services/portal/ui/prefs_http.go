package ui

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Cookie names of the preferences that a visitor sets.
const (
	langCookie  = "lianluo_lang"
	elderCookie = "lianluo_elder"
	prefsPath   = "/prefs"
)

// WithPreferences reads language and elder mode from the request's cookies and
// puts them, with the path and the present of now (nil: wall clock), into its
// context; CSRF is kept if an outer handler has set it.
func WithPreferences(next http.Handler, now func() time.Time) http.Handler {
	if now == nil {
		now = time.Now
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := PrefsOf(r.Context())
		p.Lang, p.Elder = langOf(r), CookieOf(r, elderCookie) == "1"
		p.Path, p.Now = r.URL.RequestURI(), now()
		next.ServeHTTP(w, r.WithContext(WithPrefs(r.Context(), p)))
	})
}

// langOf takes the cookie; without one Chinese, also for a browser set to
// English: the switch is one tap away on every page.
func langOf(r *http.Request) Lang {
	if CookieOf(r, langCookie) == string(English) {
		return English
	}
	return Chinese
}

// CookieOf is what a cookie of the request holds, "" where there is none.
func CookieOf(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setPrefs stores lang=zh|en or elder=0|1 for a year and returns to where the
// visitor was. It changes nothing but the look, hence a plain link suffices.
func setPrefs(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if lang := q.Get("lang"); lang == string(Chinese) || lang == string(English) {
		http.SetCookie(w, prefCookie(langCookie, lang))
	}
	if elder := q.Get("elder"); elder == "0" || elder == "1" {
		http.SetCookie(w, prefCookie(elderCookie, elder))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, Local(q.Get("back"), "/"), http.StatusSeeOther)
}

// KeepLang stores lang as the visitor's language where they have chosen none.
func KeepLang(w http.ResponseWriter, r *http.Request, lang Lang) {
	if CookieOf(r, langCookie) == "" {
		SetLang(w, lang)
	}
}

// SetLang stores lang as the visitor's language; what is none changes nothing.
func SetLang(w http.ResponseWriter, lang Lang) {
	if lang == Chinese || lang == English {
		http.SetCookie(w, prefCookie(langCookie, string(lang)))
	}
}

func prefCookie(name, value string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// Local keeps a redirect on this site: path if it is an absolute one with no
// host, also after a browser's reading of backslashes, else otherwise.
func Local(path, otherwise string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return otherwise
	}
	return path
}

package ui

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

func TestDefaultsAreChineseAndNow(t *testing.T) {
	p := PrefsOf(context.Background())
	if p.Lang != Chinese || p.Elder || time.Since(p.Now) > time.Minute {
		t.Errorf("got %+v", p)
	}
}

func TestPreferencesComeFromCookies(t *testing.T) {
	var got Prefs
	h := WithPreferences(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = PrefsOf(r.Context()) }),
		func() time.Time { return designNow })
	r := httptest.NewRequest(http.MethodGet, "/desk/cases?x=1", nil)
	r.AddCookie(&http.Cookie{Name: langCookie, Value: "en"})
	r.AddCookie(&http.Cookie{Name: elderCookie, Value: "1"})
	r = r.WithContext(WithPrefs(r.Context(), Prefs{CSRF: "token"}))
	h.ServeHTTP(httptest.NewRecorder(), r)
	want := Prefs{Lang: English, Elder: true, Path: "/desk/cases?x=1", CSRF: "token", Now: designNow}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAnUnknownLanguageIsChinese(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: langCookie, Value: "fr"})
	if got := langOf(r); got != Chinese {
		t.Errorf("got %q", got)
	}
}

func setWith(t *testing.T, query url.Values) *http.Response {
	t.Helper()
	mux := http.NewServeMux()
	Routes(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, prefsPath+"?"+query.Encode(), nil))
	return w.Result()
}

func TestSwitchesSetACookieAndComeBack(t *testing.T) {
	r := setWith(t, url.Values{"elder": {"1"}, "lang": {"en"}, "back": {"/s/1?tab=2"}})
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/s/1?tab=2" {
		t.Errorf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if len(r.Cookies()) != 2 {
		t.Errorf("cookies %v", r.Cookies())
	}
}

func TestUnknownValuesSetNothing(t *testing.T) {
	r := setWith(t, url.Values{"elder": {"yes"}, "lang": {"<script>"}})
	if len(r.Cookies()) != 0 {
		t.Errorf("cookies %v", r.Cookies())
	}
}

func TestSwitchesNeverLeaveTheSite(t *testing.T) {
	for _, back := range []string{
		"", "https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "evil", "/\n/evil.example", "\t//evil.example",
	} {
		r := setWith(t, url.Values{"lang": {"en"}, "back": {back}})
		if got := r.Header.Get("Location"); got != "/" {
			t.Errorf("back %q leads to %q", back, got)
		}
	}
}

func TestDropDraftNamesTheForms(t *testing.T) {
	w := httptest.NewRecorder()
	DropDraft(w, "register", "reply-七")
	c := w.Result().Cookies()[0]
	if c.Name != draftCookie || c.Value != "register.reply-%E4%B8%83" || c.HttpOnly {
		t.Errorf("got %+v", c)
	}
}

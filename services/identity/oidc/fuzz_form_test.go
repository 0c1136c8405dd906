package oidc_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// forms are what is sent to the provider's addresses in the tests of its fuzzers.
var forms = []string{"", "client_id=a&client_id=b", "scope=openid%00&response_type=code", "grant_type=authorization_code&code=%ff", "max_age=-1&prompt=none+login",
	"grant_type=client_credentials&scope=" + strings.Repeat("x+", 300), "token=a.b.c&token_type_hint=x", "claims=%7B%7B&id_token_hint=a.b.c", "%zz=;", "request=e30.e30.&ui_locales=-"}

// fuzzForm sends whatever there is to an address: the answer is a refusal in the
// protocol's words, never a fault, a token or a way to another system.
func fuzzForm(f *testing.F, path string, fill func(app registered, form url.Values)) {
	for _, seed := range forms {
		f.Add(seed)
	}
	w := newWorld(f)
	app := w.web("profile")
	f.Fuzz(func(t *testing.T, raw string) {
		w.t = t
		form, _ := url.ParseQuery(raw) // what can be read of it
		for _, values := range []url.Values{form, filled(app, form, fill)} {
			got := w.send(http.MethodPost, path, values)
			if got.status >= 500 || got.at("access_token") != "" || got.body["active"] == true {
				t.Errorf("%q: %d %s", values.Encode(), got.status, got.text)
			}
			if to := got.header.Get("Location"); to != "" && !strings.HasPrefix(to, issuer+"/consent") && !strings.HasPrefix(to, back+"?") {
				t.Errorf("%q leads to %q", values.Encode(), to)
			}
		}
	})
}

// filled is the form with what lets it get further.
func filled(app registered, form url.Values, fill func(app registered, form url.Values)) url.Values {
	out := url.Values{}
	for name, values := range form {
		out[name] = values
	}
	fill(app, out)
	return out
}

func FuzzAuthorizeForm(f *testing.F) {
	fuzzForm(f, "/oauth/authorize", func(app registered, form url.Values) {
		form.Set("client_id", app.id)
		form.Set("redirect_uri", back)
	})
}

func FuzzTokenForm(f *testing.F) { fuzzForm(f, "/oauth/token", authentic) }

func FuzzIntrospectForm(f *testing.F) { fuzzForm(f, "/oauth/introspect", authentic) }

func FuzzRevokeForm(f *testing.F) { fuzzForm(f, "/oauth/revoke", authentic) }

// authentic adds the secret of a client that there is.
func authentic(app registered, form url.Values) {
	form.Set("client_id", app.id)
	form.Set("client_secret", app.secret)
}

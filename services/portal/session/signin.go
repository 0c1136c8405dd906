package session

import (
	"net/http"
	"net/url"

	"lianluo/services/portal/ui"
)

// signInPath is where everybody signs in; "next" leads back.
const signInPath = "/sign-in"

// askSignIn leads to the sign-in page and from there back to where the person
// was: what they typed into a form waits on the device for them.
func askSignIn(w http.ResponseWriter, r *http.Request) {
	if FromOutbox(r) {
		_ = Outcome{State: OutcomeSignIn}.Tell(w) // the device went away: it asks again
		return
	}
	next := r.URL.RequestURI()
	if Partial(r) {
		next = pathOf(r.Header.Get("HX-Current-URL"))
	} else if r.Method != http.MethodGet && r.Method != http.MethodHead {
		next = pathOf(r.Referer())
	}
	lead(w, r, signInPath+"?"+url.Values{"next": {next}}.Encode())
}

// pathOf is the path and query of an address of this site.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" {
		return "/"
	}
	return ui.Local(u.RequestURI(), "/")
}

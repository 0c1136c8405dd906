package account

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// awayCookie keeps a sign-in while its person is at another system.
const awayCookie = "ll_away"

// away is a sign-in that waits for another system: its secret, and where the
// person was.
type away struct {
	Secret string `json:"s"`
	Next   string `json:"n,omitempty"`
}

// issuers are whom people may sign in through; a page without them signs in all
// the same.
func (s pages) issuers(ctx context.Context) []identity.SignInIssuer {
	page, _ := session.Call(ctx, s.Portal, identity.ListSignInIssuers, rpc.None{}) // the password is always there
	return page.Items
}

// goToIssuer sends the browser to another system to sign in there.
func (s pages) goToIssuer(w http.ResponseWriter, r *http.Request) error {
	next := ui.Local(r.FormValue("next"), "")
	began, err := session.Call(r.Context(), s.Portal, identity.BeginIssuerSignIn, identity.ByID{ID: r.PathValue("id")})
	if err != nil {
		return s.notEntered(w, r, err, next)
	}
	s.Keep(w, awayCookie, away{Secret: began.Secret, Next: next}, max(1, int(began.Expires.Sub(s.Now())/time.Second)))
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, began.URL, http.StatusSeeOther)
	return nil
}

// comeBack takes what the other system sent the browser back with. The answer
// leads on at once, so that no page stands at an address with a code in it.
func (s pages) comeBack(w http.ResponseWriter, r *http.Request) error {
	kept := session.Kept[away](r, awayCookie)
	s.SetCookie(w, awayCookie, "", -1)
	w.Header().Set("Referrer-Policy", "no-referrer")
	if kept.Secret == "" {
		return s.Go(w, r, "/sign-in", ui.Notice{Tone: ui.Warn, Text: ui.T(r.Context(), "account.away.over")})
	}
	q := r.URL.Query()
	opened, err := session.Call(r.Context(), s.Portal, identity.FinishIssuerSignIn, identity.FinishIssuerRequest{ID: r.PathValue("id"), Secret: kept.Secret,
		State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error"), Device: device(r)})
	if err != nil {
		return s.notEntered(w, r, err, kept.Next)
	}
	return s.Enter(w, r, opened, kept.Next)
}

// notEntered leads back to the sign-in page and says there why.
func (s pages) notEntered(w http.ResponseWriter, r *http.Request, err error, next string) error {
	at := "/sign-in"
	if next != "" {
		at += "?" + url.Values{"next": {next}}.Encode()
	}
	text := fault.Of(err).Text.In(string(ui.PrefsOf(r.Context()).Lang))
	return s.Go(w, r, at, ui.Notice{Tone: ui.Warn, Text: text})
}

// endLink ends a link to another system.
func (s pages) endLink(w http.ResponseWriter, r *http.Request) error {
	if _, err := session.Call(r.Context(), s.Portal, identity.EndLink, identity.ByID{ID: r.PathValue("id")}); err != nil {
		return err
	}
	return s.Go(w, r, "/me/sessions", ui.Done(r.Context(), "account.link.ended"))
}

package session

import (
	"net/http"

	"lianluo/api/identity"
	"lianluo/services/portal/ui"
)

const (
	// Cookie is the name of the cookie that holds a session's secret.
	Cookie        = "ll_session"
	visitorCookie = "ll_visitor" // what the public's forms are bound to
	flashCookie   = "ll_flash"
)

// SetCookie sets a cookie that pages cannot read, for seconds; below 0 it is dropped.
func (p *Portal) SetCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: p.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// Begin keeps a session that identity has started in the browser and says whose
// it is. Where the browser has no language yet it gets the account's.
func (p *Portal) Begin(w http.ResponseWriter, r *http.Request, s identity.Session) (*User, error) {
	got, err := p.open(r.Context(), &visit{secret: s.Secret})
	if err != nil {
		return nil, err
	}
	p.SetCookie(w, Cookie, s.Secret, max(1, int(s.Expires.Sub(p.Now()).Seconds())))
	ui.KeepLang(w, r, ui.Lang(got.Account.Lang))
	return newUser(got.Account, p.Now()), nil
}

// End forgets the session of the request, in the browser and here.
func (p *Portal) End(w http.ResponseWriter, r *http.Request) {
	p.access.forget(ui.CookieOf(r, Cookie))
	p.SetCookie(w, Cookie, "", -1)
}

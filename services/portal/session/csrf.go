package session

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"

	"lianluo/services/portal/ui"
)

// csrfToken is what a form carries to show that this site made it for this
// session, or for this visitor where nobody is signed in. It is made from the
// cookie's secret, so that every replica knows it, and looks different on every
// page: pages travel compressed, and what is always the same could be guessed
// from their lengths (BREACH).
func csrfToken(secret string) string {
	pad := make([]byte, sha256.Size)
	_, _ = rand.Read(pad) // never fails
	masked := make([]byte, sha256.Size)
	subtle.XORBytes(masked, pad, formMAC(secret))
	return base64.RawURLEncoding.EncodeToString(append(pad, masked...))
}

func formMAC(secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("lianluo form"))
	return mac.Sum(nil)
}

// unmasked is what a token was made from; nil if it is none.
func unmasked(token string) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 2*sha256.Size {
		return nil
	}
	mac := make([]byte, sha256.Size)
	subtle.XORBytes(mac, raw[:sha256.Size], raw[sha256.Size:])
	return mac
}

// bind gives the visitor a secret if there is none, and returns the token of
// the request's forms. A session that has ended still shows where a form came
// from: its owner is led to sign in, not turned away.
func (p *Portal) bind(w http.ResponseWriter, r *http.Request) string {
	secret := ui.CookieOf(r, Cookie)
	if secret == "" {
		secret = ui.CookieOf(r, visitorCookie)
	}
	if len(secret) < 26 { // rand.Text has 26 characters
		secret = rand.Text()
		p.SetCookie(w, visitorCookie, secret, 30*24*3600)
	}
	return csrfToken(secret)
}

// forged reports whether a change cannot be shown to come from a form that this
// site, reached at base, made for this visitor.
func forged(r *http.Request, token, base string) bool {
	if from := r.Header.Get("Sec-Fetch-Site"); from != "" && from != "same-origin" && from != "none" {
		return true
	}
	if foreign(r, base) {
		return true
	}
	sent := unmasked(r.PostFormValue(ui.CSRFField))
	return sent == nil || !hmac.Equal(sent, unmasked(token))
}

// foreign reports whether the browser names another site as the sender. The host
// of base counts as ours, too: a proxy may have changed that of the request.
func foreign(r *http.Request, base string) bool {
	from, err := url.Parse(r.Header.Get("Origin"))
	if err != nil {
		return true
	}
	own, err := url.Parse(base)
	return from.Host != "" && from.Host != r.Host && (err != nil || from.Host != own.Host)
}

// ours reports whether the browser vouches that a page of this site sent the
// request. Older browsers say nothing.
func ours(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") == "same-origin" }

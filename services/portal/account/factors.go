package account

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// factorView is the page of second factors, with the form that came back.
type factorView struct {
	identity.Factors
	key   *identity.TOTPKey // proposed, to be confirmed
	codes []string          // new recovery codes, shown this once
	form  string            // the form that was sent
	session.Returned
}

func (s pages) factors(w http.ResponseWriter, r *http.Request) error {
	return s.showFactors(w, r, factorView{}, nil)
}

// showFactors shows the page as it stands now, around what a form answered; err is
// what was wrong with it.
func (s pages) showFactors(w http.ResponseWriter, r *http.Request, v factorView, err error) error {
	ctx := r.Context()
	now, failed := session.Call(ctx, s.Portal, identity.GetFactors, rpc.None{})
	if failed != nil {
		return failed
	}
	v.Factors = now
	page := func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, v.form, problems)
		return factorsPage(s.Own(r, ui.T(ctx, "account.tab.factors")), v)
	}
	if err != nil {
		return session.Again(w, r, err, proofs, page)
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, page(nil))
}

// setUpTOTP shows a key for the app, in the answer alone: no address carries it.
func (s pages) setUpTOTP(w http.ResponseWriter, r *http.Request) error {
	key, err := session.Call(r.Context(), s.Portal, identity.SetUpTOTP, password(r))
	if err != nil {
		return s.showFactors(w, r, factorView{form: "totp"}, err)
	}
	return s.showFactors(w, r, factorView{key: &key}, nil)
}

func password(r *http.Request) identity.PasswordRequest {
	return identity.PasswordRequest{Password: r.PostFormValue("password")}
}

func (s pages) confirmTOTP(w http.ResponseWriter, r *http.Request) error {
	key, code := shownKey(r), session.Value(r, "code")
	made, err := identity.RecoveryCodes{}, fill(r, "code", code)
	if err == nil {
		made, err = session.Call(r.Context(), s.Portal, identity.ConfirmTOTP, identity.CodeRequest{Code: code})
	}
	if err != nil {
		return s.showFactors(w, r, factorView{key: &key, form: "confirm"}, err)
	}
	return s.showFactors(w, r, factorView{codes: made.Codes}, nil)
}

func (s pages) removeTOTP(w http.ResponseWriter, r *http.Request) error {
	if _, err := session.Call(r.Context(), s.Portal, identity.RemoveTOTP, password(r)); err != nil {
		return s.showFactors(w, r, factorView{form: "remove"}, err)
	}
	return s.Go(w, r, "/me/factors", ui.Done(r.Context(), "account.totp.removed"))
}

func (s pages) renewCodes(w http.ResponseWriter, r *http.Request) error {
	made, err := session.Call(r.Context(), s.Portal, identity.RenewRecoveryCodes, password(r))
	if err != nil {
		return s.showFactors(w, r, factorView{form: "codes"}, err)
	}
	return s.showFactors(w, r, factorView{codes: made.Codes}, nil)
}

// grouped is a key in fours, for people who type it.
func grouped(key string) string {
	var parts []string
	for len(key) > 4 {
		parts, key = append(parts, key[:4]), key[4:]
	}
	return strings.Join(append(parts, key), " ")
}

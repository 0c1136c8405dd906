// Package account is everybody's own pages: signing in and out, accepting an
// invitation, the inbox, language, password, sessions and access tokens for
// programs.
package account

import (
	"net/http"

	"lianluo/services/portal/session"
)

// pages are the pages of this place.
type pages struct{ *session.Portal }

// labels is where the names of this place's fields stand.
const labels = "account.field"

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	for pattern, page := range map[string]session.Page{
		"GET /sign-in": s.signIn, "POST /sign-in": s.doSignIn, "POST /sign-out": s.signOut,
		"GET /sign-in/code": s.codeForm, "POST /sign-in/code": s.proveCode,
		"GET /sign-in/enrol": s.enrolForm, "POST /sign-in/enrol": s.enrol, "POST /sign-in/enrol/confirm": s.confirmEnrolment,
		"POST /sign-in/passkey": s.enterByPasskey, "POST /sign-in/passkey/ceremony": s.askPasskey,
		"GET /sign-in/issuers/{id}": s.goToIssuer, "GET /sign-in/issuers/{id}/callback": s.comeBack,
		"GET /invitation": s.invitation, "POST /invitation": s.accept,
	} {
		p.Public(mux, pattern, page)
	}
	for pattern, page := range map[string]session.Page{
		"GET /me": s.me, "POST /me": s.changeMe,
		"GET " + whyPath: s.why, "GET " + historyPath: s.history,
		"GET /me/password": s.password, "POST /me/password": s.changePassword,
		"GET /me/sessions": s.sessions, "POST /me/sessions/end": s.endSession, "POST /me/sessions/end-others": s.endOthers,
		"POST /me/links/{id}/end": s.endLink,
		"GET /me/factors":         s.factors, "POST /me/factors/totp": s.setUpTOTP, "POST /me/factors/totp/confirm": s.confirmTOTP,
		"POST /me/factors/totp/remove": s.removeTOTP, "POST /me/factors/recovery": s.renewCodes,
		"POST /me/passkeys": s.addPasskey, "POST /me/passkeys/ceremony": s.beginPasskey,
		"POST /me/passkeys/{id}/name": s.renamePasskey, "POST /me/passkeys/{id}/remove": s.removePasskey,
		"GET /me/delegations": s.delegations, "POST /me/delegations": s.delegate, "POST /me/delegations/{id}/end": s.endDelegation,
		"GET /me/tokens": s.tokens, "POST /me/tokens": s.createToken, "POST /me/tokens/{id}/end": s.endToken,
		"GET /me/messages": s.wishes, "POST /me/messages": s.setWishes,
		"GET /me/wechat": s.wechat, "POST /me/wechat": s.wechat,
		"GET /inbox": s.inbox, "POST /inbox/read": s.readAll, "POST /inbox/open": s.openItem, "GET /inbox/live": s.live,
	} {
		p.Signed(mux, pattern, page)
	}
}

package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// SignIn starts a session, or says which step is missing. It fails with unauthenticated for a wrong login or
// password and for a locked account (5 failures lock for 30 minutes), with one
// sentence for all, so that nobody learns which logins there are.
var SignIn = rpc.Post[SignInRequest, Session]("identity.SignIn", "/api/identity/v1/sessions", rpc.Public())

// SignInRequest carries the credentials.
type SignInRequest struct {
	Login    string `json:"login" validate:"required,max=40"`
	Password string `json:"password" validate:"required,max=200"`
	Device   string `json:"device" validate:"max=200" doc:"what the person reads in the list of sessions"`
}

// Session is an open session, or with a Step the way to one. Secret is its only
// key, given once; that of a step opens no session.
type Session struct {
	ID      string     `json:"id"`
	Secret  string     `json:"secret,omitempty"`
	Expires time.Time  `json:"expires" doc:"absolute end; idle sessions end earlier"`
	Step    SignInStep `json:"step,omitempty" doc:"what is missing before a session opens: prove (see ProveFactor), enrol (see EnrolTOTP); empty: it is open"`
}

// OpenSession turns a session's secret into a short-lived access token and
// counts as activity: whoever keeps the token calls at least each half minute in
// which the person does something. It fails with unauthenticated once the session
// ended.
var OpenSession = rpc.Post[OpenSessionRequest, Access]("identity.OpenSession", "/api/identity/v1/sessions/access", rpc.Public(), rpc.ReadOnly())

// OpenSessionRequest carries the session's secret.
type OpenSessionRequest struct {
	Secret string `json:"secret" validate:"required,max=200"`
	// Passive: a page asks by itself, which keeps no session open.
	Passive bool `json:"passive,omitempty" doc:"asked by a page by itself, not by the person: no activity"`
}

// Access is a signed access token (JWT, EdDSA) and when it ends. The account's
// mail address is masked; Me gives it in full.
type Access struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires"`
	Account Account   `json:"account"`
}

// SignOut ends the caller's session, or another of the caller's by id.
var SignOut = rpc.Post[SignOutRequest, rpc.None]("identity.SignOut", "/api/identity/v1/sessions/end", rpc.SignedIn())

// SignOutRequest names the session; "" is the one of the call.
type SignOutRequest struct {
	ID string `json:"id" validate:"max=40"`
}

// ListSessions lists the caller's open sessions, newest first.
var ListSessions = rpc.Get[rpc.None, rpc.Page[SessionInfo]]("identity.ListSessions", "/api/identity/v1/sessions", rpc.SignedIn())

// SessionInfo describes a session to its owner.
type SessionInfo struct {
	ID       string    `json:"id"`
	Device   string    `json:"device"`
	Started  time.Time `json:"started"`
	LastSeen time.Time `json:"lastSeen"`
	Current  bool      `json:"current"`
}

// Me returns the caller's account and what it may do.
var Me = rpc.Get[rpc.None, MeResponse]("identity.Me", "/api/identity/v1/me", rpc.SignedIn())

// MeResponse is the caller.
type MeResponse struct {
	Account Account  `json:"account"`
	Actions []string `json:"actions" doc:"permissions held anywhere"`
}

// UpdateMe changes the caller's own language and mail address.
var UpdateMe = rpc.Put[UpdateMeRequest, Account]("identity.UpdateMe", "/api/identity/v1/me", rpc.SignedIn())

// UpdateMeRequest holds the new values.
type UpdateMeRequest struct {
	Lang  string `json:"lang" validate:"omitempty,oneof=zh en"`
	Email string `json:"email" validate:"omitempty,email,max=120"`
}

// ChangePassword sets a new password (12 to 128 characters, or 8 with three
// classes; not one of the last 5) and ends the other sessions.
var ChangePassword = rpc.Post[ChangePasswordRequest, rpc.None]("identity.ChangePassword", "/api/identity/v1/me/password", rpc.SignedIn())

// ChangePasswordRequest carries both passwords.
type ChangePasswordRequest struct {
	Old string `json:"old" validate:"required,max=200"`
	New string `json:"new" validate:"required,max=200"`
}

// AcceptInvitation sets the first password with a one-time code and signs in.
var AcceptInvitation = rpc.Post[AcceptRequest, Session]("identity.AcceptInvitation", "/api/identity/v1/invitations/acceptance", rpc.Public())

// AcceptRequest carries the code and the chosen password.
type AcceptRequest struct {
	Code     string `json:"code" validate:"required,max=100"`
	Password string `json:"password" validate:"required,max=200"`
	Device   string `json:"device" validate:"max=200"`
}

// CreateToken makes an access token for a program: never more than its owner
// holds at any time, limited to the actions and dates given. The token is shown
// once. Like all changes to oneself, programs cannot do it.
var CreateToken = rpc.Post[CreateTokenRequest, CreatedToken]("identity.CreateToken", "/api/identity/v1/tokens", rpc.SignedIn())

// CreateTokenRequest limits the token.
type CreateTokenRequest struct {
	Name    string    `json:"name" validate:"required,max=60"`
	Actions []string  `json:"actions" validate:"required,min=1,max=100,dive,max=60"`
	Expires time.Time `json:"expires" validate:"required" doc:"at most 366 days ahead"`
}

// Token describes a program's token.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Actions []string  `json:"actions"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	Revoked time.Time `json:"revoked,omitzero"`
}

// CreatedToken carries the secret once.
type CreatedToken struct {
	Token  Token  `json:"token"`
	Secret string `json:"secret"`
}

// ListTokens lists the caller's tokens, newest first.
var ListTokens = rpc.Get[rpc.None, rpc.Page[Token]]("identity.ListTokens", "/api/identity/v1/tokens", rpc.SignedIn())

// RevokeToken ends one of the caller's tokens within 2 s on every replica.
var RevokeToken = rpc.Post[ByID, Token]("identity.RevokeToken", "/api/identity/v1/tokens/{id}/revocation", rpc.SignedIn())

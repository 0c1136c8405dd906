package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Authorization is a client's request as the person sees it.
type Authorization struct {
	ID     string            `json:"id"`
	Client string            `json:"client" doc:"its name"`
	Origin string            `json:"origin" doc:"where the answer goes: scheme and host"`
	Scopes []string          `json:"scopes"`
	Step   AuthorizationStep `json:"step" doc:"what the person has to do: consent; sign_in again; nothing (ready)"`
	Quiet  bool              `json:"quiet,omitempty" doc:"the client wants an answer without the person (prompt=none)"`
}

// AuthorizationStep is what is missing before a client gets its answer.
type AuthorizationStep string

// The steps of an authorization.
const (
	AuthorizationReady   AuthorizationStep = "ready"
	AuthorizationConsent AuthorizationStep = "consent"
	AuthorizationSignIn  AuthorizationStep = "sign_in"
)

// GetAuthorization returns what a client asks of the caller. It fails with
// not_found when the request was answered or its ten minutes are over.
var GetAuthorization = rpc.Get[AuthorizationID, Authorization]("identity.GetAuthorization", "/api/identity/v1/authorizations/{id}", rpc.SignedIn())

// AuthorizationID names a request: the secret that only the person's browser has.
type AuthorizationID struct {
	ID string `path:"id" validate:"required,max=60"`
}

// AllowAuthorization grants what the client asks for, and remembers it. It fails
// with failed_precondition when the person has to sign in again first.
var AllowAuthorization = rpc.Post[AuthorizationID, Redirection]("identity.AllowAuthorization", "/api/identity/v1/authorizations/{id}/consent", rpc.SignedIn())

// Redirection is where the browser goes next.
type Redirection struct {
	URL string `json:"url"`
}

// RefuseAuthorization tells the client that it gets nothing, and why.
var RefuseAuthorization = rpc.Post[RefuseAuthorizationRequest, Redirection]("identity.RefuseAuthorization", "/api/identity/v1/authorizations/{id}/refusal", rpc.Public())

// RefuseAuthorizationRequest names the request and the reason as OpenID Connect
// words it.
type RefuseAuthorizationRequest struct {
	ID     string `path:"id" validate:"required,max=60"`
	Reason string `json:"reason" validate:"required,oneof=access_denied login_required consent_required"`
}

// GetSignOut returns which client asks the person to sign out, and where it goes
// on from there ("" for nowhere).
var GetSignOut = rpc.Get[AuthorizationID, SignOutAsked]("identity.GetSignOut", "/api/identity/v1/sign-outs/{id}", rpc.Public())

// SignOutAsked is a client's request to end the session.
type SignOutAsked struct {
	Client string `json:"client" doc:"its name; empty where it did not say"`
	URL    string `json:"url,omitempty"`
}

// Consent is what a person has granted to a client.
type Consent struct {
	Client string    `json:"client" doc:"its id"`
	Name   string    `json:"name"`
	Scopes []string  `json:"scopes"`
	Since  time.Time `json:"since"`
}

// ListConsents lists what the caller has granted.
var ListConsents = rpc.Get[rpc.None, rpc.Page[Consent]]("identity.ListConsents", "/api/identity/v1/consents", rpc.SignedIn())

// EndConsent takes back what the caller granted to a client (by the client's id):
// its tokens stop within 2 s, and it has to ask again.
var EndConsent = rpc.Post[ByID, rpc.None]("identity.EndConsent", "/api/identity/v1/consents/{id}/end", rpc.SignedIn())

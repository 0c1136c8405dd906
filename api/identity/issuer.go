package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Issuer is another system (an OpenID Connect provider) that people of an area
// sign in through. It shows who somebody is; what they may do is granted here.
type Issuer struct {
	ID string `json:"id"`
	IssuerSettings
	URL         string    `json:"url" doc:"the issuer's name: the address that its description stands under"`
	Client      string    `json:"client" doc:"this system's id at the issuer"`
	Area        string    `json:"area" doc:"whose accounts it signs in: of the area and below, with no role beyond it"`
	Callback    string    `json:"callback" doc:"the redirect to register at the issuer"`
	SecretSince time.Time `json:"secretSince,omitzero"`
	Created     time.Time `json:"created"`
	ChangedBy   string    `json:"changedBy" doc:"who settled whom it signs in; somebody else confirms it"`
	Confirmed   time.Time `json:"confirmed,omitzero" doc:"people sign in from then on; not given: nobody does yet"`
	ConfirmedBy string    `json:"confirmedBy,omitempty"`
	Ended       time.Time `json:"ended,omitzero"`
}

// IssuerSettings are what may be changed of an issuer.
type IssuerSettings struct {
	Label    string   `json:"label" validate:"required,max=30" doc:"on the button of the sign-in page, in Chinese"`
	LabelEn  string   `json:"labelEn" validate:"required,max=60" doc:"the same in English"`
	Scopes   []string `json:"scopes" validate:"max=20,dive,required,max=60" doc:"asked for besides openid"`
	Claim    string   `json:"claim" validate:"required,max=60" doc:"whose value is the login of an account here: one that people cannot change themselves"`
	Required []string `json:"required" validate:"max=20,dive,required,max=200" doc:"claim=value, all of them; of a list one element suffices"`
	Factors  []string `json:"factors" validate:"max=20,dive,required,max=200" doc:"values of acr or amr that stand for a second factor; none: it is asked for here"`
}

// RegisterIssuer makes an issuer from what stands at its address. Nobody signs in
// through it until somebody else confirms it. It fails with invalid for an address
// without TLS or of a private network (loopback is for trials), for a description
// that cannot be read or is another's, and for claims that cannot be.
var RegisterIssuer = rpc.Post[RegisterIssuerRequest, Issuer]("identity.RegisterIssuer", "/api/identity/v1/issuers", rpc.Needs("issuer.manage"))

// RegisterIssuerRequest describes the issuer. The secret is sealed and never shown.
type RegisterIssuerRequest struct {
	IssuerSettings
	URL    string `json:"url" validate:"required,max=400"`
	Client string `json:"client" validate:"required,max=200"`
	Secret string `json:"secret" validate:"max=400" doc:"none: PKCE alone"`
	Area   string `json:"area" validate:"required,area"`
}

// UpdateIssuer changes settings and reads the issuer's description anew. A change of
// whom it signs in, or how, has to be confirmed again. It fails as RegisterIssuer
// does, with failed_precondition for one that has ended.
var UpdateIssuer = rpc.Put[UpdateIssuerRequest, Issuer]("identity.UpdateIssuer", "/api/identity/v1/issuers/{id}", rpc.Needs("issuer.manage"))

// UpdateIssuerRequest holds the new values.
type UpdateIssuerRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	IssuerSettings
	Secret string `json:"secret" validate:"max=400" doc:"none: as it was"`
}

// ConfirmIssuer lets people sign in through an issuer. It fails with denied for
// whoever changed it last: nobody alone can sign in as somebody else.
var ConfirmIssuer = rpc.Post[ByID, Issuer]("identity.ConfirmIssuer", "/api/identity/v1/issuers/{id}/confirmation", rpc.Needs("issuer.manage"))

// EndIssuer ends an issuer for good, at once for sign-ins, and within five minutes
// for sessions that were opened through it.
var EndIssuer = rpc.Post[Reasoned, Issuer]("identity.EndIssuer", "/api/identity/v1/issuers/{id}/end", rpc.Needs("issuer.manage"))

// GetIssuer returns an issuer.
var GetIssuer = rpc.Get[ByID, Issuer]("identity.GetIssuer", "/api/identity/v1/issuers/{id}", rpc.Needs("issuer.read"))

// ListIssuers lists issuers, newest first.
var ListIssuers = rpc.Get[ListIssuersRequest, rpc.Page[Issuer]]("identity.ListIssuers", "/api/identity/v1/issuers", rpc.Needs("issuer.read"))

// ListIssuersRequest asks for a page.
type ListIssuersRequest struct {
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// ListSignInIssuers lists whom people may sign in through, in a fixed order.
var ListSignInIssuers = rpc.Get[rpc.None, rpc.Page[SignInIssuer]]("identity.ListSignInIssuers", "/api/identity/v1/sign-in/issuers", rpc.Public())

// SignInIssuer is a button of the sign-in page.
type SignInIssuer struct {
	ID      string `json:"id"`
	Label   string `json:"label"`
	LabelEn string `json:"labelEn"`
}

// BeginIssuerSignIn begins a sign-in through an issuer. It fails with not_found for
// one that nobody signs in through.
var BeginIssuerSignIn = rpc.Post[ByID, IssuerSignIn]("identity.BeginIssuerSignIn", "/api/identity/v1/sign-in/issuers/{id}", rpc.Public())

// IssuerSignIn is a sign-in that waits for the issuer. Secret binds it to the
// browser and stands in no address.
type IssuerSignIn struct {
	Secret  string    `json:"secret"`
	URL     string    `json:"url" doc:"where the browser goes"`
	Expires time.Time `json:"expires"`
}

// FinishIssuerSignIn takes what the issuer sent the browser back with and goes on
// as SignIn does. Each sign-in is answered once. It fails with unauthenticated for
// an answer that is over, forged or of another browser or issuer, and for somebody
// without an account that may sign in so; with unavailable where the issuer is away.
var FinishIssuerSignIn = rpc.Post[FinishIssuerRequest, Session]("identity.FinishIssuerSignIn", "/api/identity/v1/sign-in/issuers/{id}/answer", rpc.Public())

// FinishIssuerRequest is the sign-in and the issuer's answer to it.
type FinishIssuerRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Secret string `json:"secret" validate:"required,max=200"`
	State  string `json:"state" validate:"max=400"`
	Code   string `json:"code" validate:"max=4000"`
	Issuer string `json:"issuer" validate:"max=400" doc:"iss of the answer, where it has one"`
	Error  string `json:"error" validate:"max=200" doc:"error of the answer, where it has one"`
	Device string `json:"device" validate:"max=200"`
}

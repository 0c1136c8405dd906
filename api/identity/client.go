package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Client is another system that people sign in to with their account here, or
// that calls the API in its own name.
type Client struct {
	ID              string     `json:"id"`
	Name            string     `json:"name"`
	Kind            ClientKind `json:"kind"`
	Redirects       []string   `json:"redirects" doc:"where people are sent after signing in, compared letter by letter"`
	LogoutRedirects []string   `json:"logoutRedirects" doc:"where people are sent after signing out"`
	Scopes          []string   `json:"scopes" doc:"the most that the client may be granted: openid, profile, email, offline_access, own, and permissions"`
	Account         string     `json:"account,omitempty" doc:"account of a service: administrators grant it roles like to a person"`
	Created         time.Time  `json:"created"`
	CreatedBy       string     `json:"createdBy"`
	SecretSince     time.Time  `json:"secretSince,omitzero"`
	Ended           time.Time  `json:"ended,omitzero"`
}

// ClientKind says how a client shows who it is.
type ClientKind string

// The kinds of client.
const (
	WebClient     ClientKind = "web"     // a server that keeps a secret
	PublicClient  ClientKind = "public"  // an app on a device: no secret, PKCE alone
	ServiceClient ClientKind = "service" // a server without people: client credentials
)

// RegisterClient makes a client; its secret is shown once. It fails with invalid
// for redirects that are no full https address (http on loopback is allowed) and
// for unknown scopes.
var RegisterClient = rpc.Post[RegisterClientRequest, RegisteredClient]("identity.RegisterClient", "/api/identity/v1/clients", rpc.Needs("client.manage"))

// RegisterClientRequest describes the client.
type RegisterClientRequest struct {
	Name            string     `json:"name" validate:"required,max=60" doc:"what people read when they are asked for consent"`
	Kind            ClientKind `json:"kind" validate:"required,oneof=web public service"`
	Redirects       []string   `json:"redirects" validate:"max=20,dive,max=400"`
	LogoutRedirects []string   `json:"logoutRedirects" validate:"max=20,dive,max=400"`
	Scopes          []string   `json:"scopes" validate:"max=100,dive,max=60"`
	Area            string     `json:"area" validate:"omitempty,area" doc:"whose administrators grant roles to the client; for services only"`
}

// RegisteredClient carries the secret once; public clients have none.
type RegisteredClient struct {
	Client Client `json:"client"`
	Secret string `json:"secret,omitempty"`
}

// GetClient returns a client.
var GetClient = rpc.Get[ByID, Client]("identity.GetClient", "/api/identity/v1/clients/{id}", rpc.Needs("client.read"))

// ListClients lists clients, newest first.
var ListClients = rpc.Get[ListClientsRequest, rpc.Page[Client]]("identity.ListClients", "/api/identity/v1/clients", rpc.Needs("client.read"))

// ListClientsRequest asks for a page.
type ListClientsRequest struct {
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// UpdateClient changes name, redirects and scopes. Scopes that are taken away are
// missing from the next token on. It fails as RegisterClient does, with
// failed_precondition for a client that has ended.
var UpdateClient = rpc.Put[UpdateClientRequest, Client]("identity.UpdateClient", "/api/identity/v1/clients/{id}", rpc.Needs("client.manage"))

// UpdateClientRequest holds the new values.
type UpdateClientRequest struct {
	ID              string   `path:"id" validate:"required,max=40"`
	Name            string   `json:"name" validate:"required,max=60"`
	Redirects       []string `json:"redirects" validate:"max=20,dive,max=400"`
	LogoutRedirects []string `json:"logoutRedirects" validate:"max=20,dive,max=400"`
	Scopes          []string `json:"scopes" validate:"max=100,dive,max=60"`
}

// RenewClientSecret makes a new secret; the old one stops at once. It fails with
// failed_precondition for public clients and those that have ended.
var RenewClientSecret = rpc.Post[Reasoned, RegisteredClient]("identity.RenewClientSecret", "/api/identity/v1/clients/{id}/secret", rpc.Needs("client.manage"))

// EndClient ends a client for good: what it was granted stops within 2 s.
var EndClient = rpc.Post[Reasoned, Client]("identity.EndClient", "/api/identity/v1/clients/{id}/end", rpc.Needs("client.manage"))

// ClientKey is a public key that signs what clients read (ID tokens).
type ClientKey struct {
	ID    string    `json:"id"`
	From  time.Time `json:"from" doc:"signs from then on; it is published earlier"`
	Until time.Time `json:"until,omitzero" doc:"published until then; not replaced yet where not given"`
}

// ListClientKeys lists the keys that are published at the moment, newest first.
var ListClientKeys = rpc.Get[rpc.None, rpc.Page[ClientKey]]("identity.ListClientKeys", "/api/identity/v1/client-keys", rpc.Needs("client.read"))

// RotateClientKey uses the next key before its time: from ten minutes on. It fails with
// failed_precondition when that is about to happen anyway. What the one before
// signed stays good until it expires.
var RotateClientKey = rpc.Post[RotateClientKeyRequest, ClientKey]("identity.RotateClientKey", "/api/identity/v1/client-keys", rpc.Needs("client.manage"))

// RotateClientKeyRequest says why.
type RotateClientKeyRequest struct {
	Reason string `json:"reason" validate:"required,max=500"`
}

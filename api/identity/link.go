package identity

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Link is who an account is at an issuer. The first sign-in makes it; it grants
// nothing.
type Link struct {
	ID       string    `json:"id"`
	Issuer   string    `json:"issuer"`
	Label    string    `json:"label"`
	LabelEn  string    `json:"labelEn"`
	Subject  string    `json:"subject" doc:"whom the issuer means"`
	Since    time.Time `json:"since"`
	LastUsed time.Time `json:"lastUsed"`
}

// ListLinks lists the caller's own links, oldest first.
var ListLinks = rpc.Get[rpc.None, rpc.Page[Link]]("identity.ListLinks", "/api/identity/v1/me/links", rpc.SignedIn())

// EndLink ends one of the caller's links and the sessions opened through it; the
// next sign-in there makes another by the issuer's claims.
var EndLink = rpc.Post[ByID, rpc.None]("identity.EndLink", "/api/identity/v1/me/links/{id}/end", rpc.SignedIn())

// ListAccountLinks lists the links of an account within the caller's area.
var ListAccountLinks = rpc.Get[ByID, rpc.Page[Link]]("identity.ListAccountLinks", "/api/identity/v1/accounts/{id}/links", rpc.Needs("account.read"))

// EndAccountLink is EndLink for another's account. It fails with denied when the
// caller could not grant what the account holds.
var EndAccountLink = rpc.Post[EndAccountLinkRequest, rpc.None]("identity.EndAccountLink", "/api/identity/v1/accounts/{id}/links/{link}/end", rpc.Needs("account.manage"))

// EndAccountLinkRequest names the link.
type EndAccountLinkRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Link   string `path:"link" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}

// Events about issuers and links.
var (
	IssuerRegistered = event.Define[IssuerChanged]("identity", "IssuerRegistered")
	IssuerUpdated    = event.Define[IssuerChanged]("identity", "IssuerUpdated")
	IssuerConfirmed  = event.Define[IssuerChanged]("identity", "IssuerConfirmed")
	IssuerEnded      = event.Define[IssuerChanged]("identity", "IssuerEnded")
	LinkMade         = event.Define[LinkChanged]("identity", "LinkMade")
	LinkEnded        = event.Define[LinkChanged]("identity", "LinkEnded")
)

// IssuerChanged is an issuer's standing; never its secret.
type IssuerChanged struct {
	Issuer string `json:"issuer"`
	IssuerSettings
	URL    string `json:"url"`
	Client string `json:"client"`
	Area   string `json:"area"`
	Reason string `json:"reason,omitempty"`
}

// LinkChanged names an account and the issuer that shows it. Whom the issuer means
// is personal and stays with the link.
type LinkChanged struct {
	Link    string `json:"link"`
	Issuer  string `json:"issuer"`
	Account string `json:"account"`
	Area    string `json:"area,omitempty" doc:"the account's, where its owner is told"`
	Reason  string `json:"reason,omitempty"`
}

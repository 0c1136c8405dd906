package world

import (
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/services/identity/foreign/foreigntest"
)

// The two who settle issuers.
const settling, confirming = "settling", "confirming"

// guards are invited before there are places.
var guards = []hand{{name: settling, role: authz.SecurityAdmin, area: County}, {name: confirming, role: authz.SecurityAdmin, area: County}}

var issuerSettings = identity.IssuerSettings{Label: "政务账号", LabelEn: "Other account", Scopes: []string{"profile"}, Claim: "staff_no", Required: []string{}, Factors: []string{}}

// issuer makes one that is open.
func (p *Place) issuer() string {
	p.w.t.Helper()
	made := Must(p.w, settling, identity.RegisterIssuer, *p.issuerRequest())
	Must(p.w, confirming, identity.ConfirmIssuer, identity.ByID{ID: made.ID})
	return made.ID
}

func (p *Place) issuerRequest() *identity.RegisterIssuerRequest {
	return &identity.RegisterIssuerRequest{IssuerSettings: issuerSettings, URL: p.w.foreign.URL, Client: "lianluo", Secret: "secret", Area: p.Area}
}

// startIssuer is the system that people of the world sign in through.
func (w *World) startIssuer() { w.foreign = foreigntest.StartCrooked(w.t, time.Now) }

var issuerSamples = map[string]sample{
	"identity.RegisterIssuer": {of: func(p *Place) any { return p.issuerRequest() }},
	"identity.GetIssuer":      {of: func(p *Place) any { return &identity.ByID{ID: p.Issuer} }},
	"identity.ListIssuers": {of: func(*Place) any { return &identity.ListIssuersRequest{Limit: 500} },
		shows: func(p *Place) string { return p.Issuer }},
	"identity.UpdateIssuer":      {of: func(p *Place) any { return &identity.UpdateIssuerRequest{ID: p.Issuer, IssuerSettings: issuerSettings} }},
	"identity.ConfirmIssuer":     {of: func(p *Place) any { return &identity.ByID{ID: p.Issuer} }},
	"identity.EndIssuer":         {of: func(p *Place) any { return &identity.Reasoned{ID: p.Issuer, Reason: reason} }, last: true},
	"identity.ListSignInIssuers": {of: none},
	"identity.BeginIssuerSignIn": {of: func(p *Place) any { return &identity.ByID{ID: p.Issuer} }},
	"identity.FinishIssuerSignIn": {of: func(p *Place) any {
		return &identity.FinishIssuerRequest{ID: p.Issuer, Secret: "none", State: "none", Code: "none"}
	}},
	"identity.ListLinks":        {of: none},
	"identity.EndLink":          {of: func(*Place) any { return &identity.ByID{ID: "another"} }},
	"identity.ListAccountLinks": {of: func(p *Place) any { return &identity.ByID{ID: p.Owner.ID} }},
	"identity.EndAccountLink": {of: func(p *Place) any {
		return &identity.EndAccountLinkRequest{ID: p.Owner.ID, Link: "another", Reason: reason}
	}},
}

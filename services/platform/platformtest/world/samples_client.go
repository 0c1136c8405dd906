package world

import "lianluo/api/identity"

// clientSamples are about other systems; those that name one name none that there
// is, since only who may do it at all learns that.
var clientSamples = map[string]sample{
	"identity.RegisterClient": {of: func(*Place) any {
		return &identity.RegisterClientRequest{Name: "平台", Kind: identity.WebClient, Redirects: []string{"https://app.example/back"}, Scopes: []string{"openid"}}
	}},
	"identity.GetClient":   {of: func(*Place) any { return &identity.ByID{ID: "another"} }},
	"identity.ListClients": {of: func(*Place) any { return &identity.ListClientsRequest{} }},
	"identity.UpdateClient": {of: func(*Place) any {
		return &identity.UpdateClientRequest{ID: "another", Name: "平台", Redirects: []string{"https://app.example/back"}, Scopes: []string{"openid"}}
	}},
	"identity.RenewClientSecret":  {of: func(*Place) any { return &identity.Reasoned{ID: "another", Reason: reason} }},
	"identity.EndClient":          {of: func(*Place) any { return &identity.Reasoned{ID: "another", Reason: reason} }},
	"identity.ListClientKeys":     {of: none},
	"identity.RotateClientKey":    {of: func(*Place) any { return &identity.RotateClientKeyRequest{Reason: reason} }},
	"identity.GetAuthorization":   {of: func(*Place) any { return &identity.AuthorizationID{ID: "another"} }},
	"identity.AllowAuthorization": {of: func(*Place) any { return &identity.AuthorizationID{ID: "another"} }},
	"identity.RefuseAuthorization": {of: func(*Place) any {
		return &identity.RefuseAuthorizationRequest{ID: "another", Reason: "access_denied"}
	}},
	"identity.GetSignOut":   {of: func(*Place) any { return &identity.AuthorizationID{ID: "another"} }},
	"identity.ListConsents": {of: none},
	"identity.EndConsent":   {of: func(*Place) any { return &identity.ByID{ID: "another"} }},
}

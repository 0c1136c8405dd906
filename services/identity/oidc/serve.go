package oidc

import (
	"lianluo/api/identity"
	"lianluo/pkg/rpc"
)

func (p *Provider) serve(r *rpc.Server) {
	rpc.Handle(r, identity.RegisterClient, p.RegisterClient)
	rpc.Handle(r, identity.GetClient, p.GetClient)
	rpc.Handle(r, identity.ListClients, p.ListClients)
	rpc.Handle(r, identity.UpdateClient, p.UpdateClient)
	rpc.Handle(r, identity.RenewClientSecret, p.RenewClientSecret)
	rpc.Handle(r, identity.EndClient, p.EndClient)
	rpc.Handle(r, identity.ListClientKeys, p.ListClientKeys)
	rpc.Handle(r, identity.RotateClientKey, p.RotateClientKey)
	rpc.Handle(r, identity.GetAuthorization, p.GetAuthorization)
	rpc.Handle(r, identity.AllowAuthorization, p.AllowAuthorization)
	rpc.Handle(r, identity.RefuseAuthorization, p.RefuseAuthorization)
	rpc.Handle(r, identity.GetSignOut, p.GetSignOut)
	rpc.Handle(r, identity.ListConsents, p.ListConsents)
	rpc.Handle(r, identity.EndConsent, p.EndConsent)
}

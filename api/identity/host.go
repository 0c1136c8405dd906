package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// HostInvite is InviteAccount for whoever owns the machine (lianluo account
// create): any role in any area, the three powers included.
var HostInvite = rpc.Post[InviteRequest, Invitation]("identity.HostInvite", "/api/identity/v1/host/accounts", rpc.Internal())

// HostToken makes a program's token for an account (lianluo token create): never
// more than the account holds. It fails with not_found for an unknown login.
var HostToken = rpc.Post[HostTokenRequest, CreatedToken]("identity.HostToken", "/api/identity/v1/host/tokens", rpc.Internal())

// HostTokenRequest names the owner and limits the token.
type HostTokenRequest struct {
	Login   string    `json:"login" validate:"required,max=40"`
	Name    string    `json:"name" validate:"required,max=60"`
	Actions []string  `json:"actions" validate:"required,min=1,max=100,dive,max=60"`
	Expires time.Time `json:"expires" validate:"required"`
}

// HostVerifyAudit is VerifyAudit for whoever owns the machine (lianluo audit verify).
var HostVerifyAudit = rpc.Post[VerifyAuditRequest, AuditVerdict]("identity.HostVerifyAudit", "/api/identity/v1/host/audit", rpc.Internal(), rpc.ReadOnly())

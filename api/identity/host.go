package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// The host's operations are for the command line beside the data: whoever reads
// the system's own secret may hand out any role, the three powers' included.

// HostInvite creates an account with any roles. It fails with conflict when the
// login is taken, with denied for roles that join two of the three powers.
var HostInvite = rpc.Post[InviteRequest, Invitation]("identity.HostInvite", "/api/identity/v1/host/accounts", rpc.Internal())

// HostReset makes a new one-time invitation and ends the account's sessions.
var HostReset = rpc.Post[ByLogin, Invitation]("identity.HostReset", "/api/identity/v1/host/invitations", rpc.Internal())

// ByLogin names an account as people do.
type ByLogin struct {
	Login string `json:"login" validate:"required,max=40"`
}

// HostGrant adds an assignment of any role.
var HostGrant = rpc.Post[HostGrantRequest, Account]("identity.HostGrant", "/api/identity/v1/host/assignments", rpc.Internal())

// HostGrantRequest names the account and the assignment.
type HostGrantRequest struct {
	Login string `json:"login" validate:"required,max=40"`
	Grant Grant  `json:"grant" validate:"required"`
}

// HostRevoke ends an assignment of any role now.
var HostRevoke = rpc.Post[HostRevokeRequest, Account]("identity.HostRevoke", "/api/identity/v1/host/assignments/end", rpc.Internal())

// HostRevokeRequest names account and assignment and says why.
type HostRevokeRequest struct {
	Login      string `json:"login" validate:"required,max=40"`
	Assignment string `json:"assignment" validate:"required,max=40"`
	Reason     string `json:"reason" validate:"required,max=500"`
}

// HostToken makes a program's token in an account's name, see CreateToken.
var HostToken = rpc.Post[HostTokenRequest, CreatedToken]("identity.HostToken", "/api/identity/v1/host/tokens", rpc.Internal())

// HostTokenRequest names the owner and limits the token.
type HostTokenRequest struct {
	Login   string    `json:"login" validate:"required,max=40"`
	Name    string    `json:"name" validate:"required,max=60"`
	Actions []string  `json:"actions" validate:"required,min=1,max=100,dive,max=60"`
	Expires time.Time `json:"expires" validate:"required" doc:"at most 366 days ahead"`
}

// HostVerifyAudit is VerifyAudit for whoever owns the machine (lianluo audit verify).
var HostVerifyAudit = rpc.Post[VerifyAuditRequest, AuditVerdict]("identity.HostVerifyAudit", "/api/identity/v1/host/audit", rpc.Internal(), rpc.ReadOnly(), rpc.Timeout(10*time.Minute))

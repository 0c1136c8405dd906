package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// kinds are the events that matter to security, by name.
var kinds = map[string]string{
	"SignedIn": "sign_in", "SignedOut": "sign_in", "SignInFailed": "sign_in", "AccountLocked": "sign_in",
	"Refused": "refusal", "Unmasked": "unmasking",
	"AccountInvited": "power", "AccountDisabled": "power", "RoleGranted": "power", "RoleRevoked": "power",
	"AccountUnlocked": "power", "SessionsEnded": "power", "FactorSet": "power", "FactorRemoved": "power", "FactorsReset": "power", "RecoveryUsed": "sign_in",
	"ClientRegistered": "power", "ClientUpdated": "power", "ClientSecretRenewed": "power", "ClientEnded": "power", "ClientKeyMade": "power",
	"GrantMade": "power", "GrantEnded": "power", "ConsentEnded": "power",
	"TokenCreated": "power", "TokenRevoked": "power", "PolicyChanged": "power",
}

// kindOf is the kind of an event's type, "lianluo.identity.SignedIn.v1".
func kindOf(eventType string) string { return kinds[event.ShortName(eventType)] }

// GetAuditState serves identity.GetAuditState.
func (a *auditor) GetAuditState(ctx context.Context, _ rpc.None) (identity.AuditState, error) {
	end, err := a.end(ctx)
	if err != nil {
		return identity.AuditState{}, err
	}
	out := identity.AuditState{Rows: end.Number, Hash: end.Hash}
	head, signed, err := a.heads.First(ctx, store.Query{Index: "number", Desc: true})
	if err != nil {
		return out, err
	}
	if signed {
		out.Head = &head.AuditHead
	}
	unsent, err := a.heads.List(ctx, store.Query{Index: "unsent", Limit: store.MaxPage})
	out.Unsent = len(unsent.Items)
	return out, err
}

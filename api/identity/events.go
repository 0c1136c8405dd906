package identity

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// AccountChanged is the data of events about an account's standing; the whole
// set of assignments travels, so that listeners need no history.
type AccountChanged struct {
	Account     string       `json:"account"`
	Area        string       `json:"area"`
	Person      string       `json:"person,omitempty"`
	State       AccountState `json:"state"`
	Lang        string       `json:"lang"`
	Assignments []Assignment `json:"assignments"`
	Epoch       int64        `json:"epoch,omitempty" doc:"access tokens of the account with a lower epoch are void"`
	Reason      string       `json:"reason,omitempty"`
}

// Events of the aggregates account, session, token, policy, division, key, audit.
var (
	AccountInvited   = event.Define[AccountChanged]("identity", "AccountInvited")
	AccountActivated = event.Define[AccountChanged]("identity", "AccountActivated")
	AccountUpdated   = event.Define[AccountChanged]("identity", "AccountUpdated")
	AccountDisabled  = event.Define[AccountChanged]("identity", "AccountDisabled")
	AccountLocked    = event.Define[AccountChanged]("identity", "AccountLocked")
	RoleGranted      = event.Define[AccountChanged]("identity", "RoleGranted")
	RoleRevoked      = event.Define[AccountChanged]("identity", "RoleRevoked")
	PasswordChanged  = event.Define[AccountChanged]("identity", "PasswordChanged")
	AccountUnlocked  = event.Define[AccountChanged]("identity", "AccountUnlocked")
	SessionsEnded    = event.Define[AccountChanged]("identity", "SessionsEnded")
	FactorSet        = event.Define[FactorChanged]("identity", "FactorSet")
	FactorRemoved    = event.Define[FactorChanged]("identity", "FactorRemoved")
	FactorsReset     = event.Define[FactorChanged]("identity", "FactorsReset")
	RecoveryUsed     = event.Define[FactorChanged]("identity", "RecoveryUsed")
	SignedIn         = event.Define[SessionChanged]("identity", "SignedIn")
	SignInFailed     = event.Define[SignInRefused]("identity", "SignInFailed")
	SignedOut        = event.Define[SessionChanged]("identity", "SignedOut")
	TokenCreated     = event.Define[TokenChanged]("identity", "TokenCreated")
	TokenUpdated     = event.Define[TokenChanged]("identity", "TokenUpdated")
	TokenRevoked     = event.Define[TokenChanged]("identity", "TokenRevoked")
	PolicyChanged    = event.Define[Policy]("identity", "PolicyChanged")
	DivisionChanged  = event.Define[DivisionChange]("identity", "DivisionChanged")
	DivisionReverted = event.Define[DivisionChange]("identity", "DivisionReverted")
	KeyPublished     = event.Define[SigningKey]("identity", "KeyPublished")
)

// FactorChanged tells what happened to an account's second factors.
type FactorChanged struct {
	Account string `json:"account"`
	Area    string `json:"area,omitempty" doc:"the account's, where its owner is told"`
	Kind    string `json:"kind,omitempty" doc:"totp, recovery, passkey; empty for all"`
	Exempt  bool   `json:"exempt,omitempty" doc:"none is asked for any more"`
	Reason  string `json:"reason,omitempty"`
}

// SessionChanged names a session that began or ended.
type SessionChanged struct {
	Session string    `json:"session"`
	Account string    `json:"account"`
	Until   time.Time `json:"until" doc:"when the session, or after its end the last of its access tokens, is over"`
	Factor  string    `json:"factor,omitempty" doc:"what it was opened with besides the password: totp, recovery; passkey stands for both; issuer: it vouched for one"`
	Issuer  string    `json:"issuer,omitempty" doc:"whom somebody signed in through"`
	Reason  string    `json:"reason,omitempty" doc:"why it ended: signed_out, password_changed, invited_again, disabled, factor_changed, ended_by_admin, link_ended, too_many, expired"`
}

// SignInRefused records a failed try. What was typed as login is not kept: it may
// be a password typed in the wrong field.
type SignInRefused struct {
	Account string `json:"account,omitempty"`
	Reason  string `json:"reason"`
}

// TokenChanged is a program's token and what its owner holds now.
type TokenChanged struct {
	Token   string    `json:"token"`
	Name    string    `json:"name" doc:"the program's"`
	Account string    `json:"account"`
	Expires time.Time `json:"expires"`
	Actions []string  `json:"actions"`
	// What its owner holds now: services decide from it.
	Person      string       `json:"person,omitempty"`
	Assignments []Assignment `json:"assignments"`
}

// SigningKey is a public key that signs access tokens.
type SigningKey struct {
	ID     string    `json:"id"`
	Public []byte    `json:"public" doc:"Ed25519, 32 bytes"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
}

// Operations lists every operation of the service.
var Operations = []rpc.Any{
	InviteAccount, Reinvite, GetAccount, ListAccounts, DisableAccount, GrantRole, RevokeRole, ResolveContact,
	SignIn, OpenSession, SignOut, ListSessions, Me, UpdateMe, ChangePassword, AcceptInvitation,
	CreateToken, ListTokens, RevokeToken, GetPolicy, SetPolicy, ListPolicyVersions,
	ProveFactor, EnrolTOTP, ConfirmEnrolment, GetFactors, SetUpTOTP, ConfirmTOTP, RemoveTOTP, RenewRecoveryCodes, ResetFactors, HostFactors,
	RegisterClient, GetClient, ListClients, UpdateClient, RenewClientSecret, EndClient, ListClientKeys, RotateClientKey,
	ExplainMine, ExplainAccount, ListAccountHistory, ListMyHistory, HandOutInvitations,
	ReadHolidays, GetWorkdays,
	GetAuthorization, AllowAuthorization, RefuseAuthorization, GetSignOut, ListConsents, EndConsent,
	UnlockAccount, ListAccountSessions, EndAccountSessions,
	Delegate, EndDelegation, ListDelegations,
	BeginPasskey, AddPasskey, RenamePasskey, RemovePasskey, BeginPasskeySignIn, PasskeySignIn,
	RegisterIssuer, GetIssuer, ListIssuers, UpdateIssuer, ConfirmIssuer, EndIssuer, ListSignInIssuers, BeginIssuerSignIn, FinishIssuerSignIn,
	ListLinks, EndLink, ListAccountLinks, EndAccountLink,
	ListAudit, GetAuditState, NameAccounts, VerifyAudit,
	HostInvite, HostReset, HostGrant, HostRevoke, HostToken, HostVerifyAudit, ListDivisionChanges,
}

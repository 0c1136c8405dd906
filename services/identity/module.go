// Package identity is the service of accounts: who somebody is, what they may
// do where and until when, their sign-ins and programs' tokens, the permission
// policy, and the audit chain over what all services journal.
package identity

import (
	"cmp"
	"strings"
	"sync/atomic"
	"time"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/imports"
	"lianluo/pkg/outward"
	"lianluo/pkg/placing"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
	"lianluo/services/identity/foreign"
	"lianluo/services/identity/oidc"

	"lianluo/services/identity/passkey"
	"lianluo/services/identity/password"
)

// Settings are what an installation may choose; zero values take the defaults.
type Settings struct {
	Idle         time.Duration // a session ends after so long without activity; 30 minutes
	Absolute     time.Duration // and after so long in any case; 12 hours
	AuditEvery   time.Duration // between signed heads of the audit chain; 1 hour
	AuditWebhook string        // where heads are sent besides the file; none
	Hash         password.Params
	BaseURL      string // the public address, which passkeys are bound to
	Loopback     bool   // issuers may be on this machine, without TLS too: for trials
	SecondFactor string // who needs a second factor: FactorAdmins (the default), FactorAll, FactorNone
}

const (
	accessLife     = 5 * time.Minute     // of access tokens
	invitationLife = 14 * 24 * time.Hour // of invitations
	tokenLife      = 366 * 24 * time.Hour
	keyLife        = 90 * 24 * time.Hour // until another key signs
	upkeepEvery    = time.Hour
)

func (s Settings) withDefaults() Settings {
	s.Idle, s.Absolute = cmp.Or(s.Idle, 30*time.Minute), cmp.Or(s.Absolute, 12*time.Hour)
	s.AuditEvery, s.Hash = cmp.Or(s.AuditEvery, time.Hour), cmp.Or(s.Hash, password.Recommended)
	s.SecondFactor = cmp.Or(s.SecondFactor, FactorAdmins)
	return s
}

type service struct {
	Settings
	db      *store.DB
	keeper  *authz.Keeper
	vault   *vault.Vault
	clock   app.Clock
	tree    *area.Tree
	placing *placing.Placing

	accounts    *store.Collection[account]
	credentials *store.Collection[credential]
	contacts    *store.Collection[contact]
	invitations *store.Collection[invitation]
	factors     *store.Collection[factor]
	steps       *store.Collection[step]
	passkeys    *store.Collection[key]
	delegations *store.Collection[delegation]
	ceremonies  *store.Collection[ceremony]
	door        *passkey.Door // nil where passkeys cannot be
	issuers     *store.Collection[issuer]
	links       *store.Collection[link]
	foreign     *foreign.Reader
	sessions    *store.Collection[session]
	tokens      *store.Collection[token]
	policies    *store.Collection[policy]
	places      *store.Collection[place]
	divisions   *store.Collection[division]
	imports     *imports.Imports
	days        *workdays
	keys        *keyring
	hashes      *hasher
	provider    *oidc.Provider
	audit       *auditor
	decides     atomic.Pointer[authz.Decider] // by the policy last read
}

// Module builds the service.
func Module(settings Settings) app.Module {
	return app.Module{Name: "identity", Build: func(b *app.Builder) error {
		_, err := build(b, settings)
		return err
	}}
}

func build(b *app.Builder, settings Settings) (*service, error) {
	settings = settings.withDefaults()
	s := &service{Settings: settings, db: b.DB, keeper: b.Keeper, vault: b.Vault, clock: b.Clock, tree: b.Tree, placing: b.Placing,
		accounts: newAccounts(b.DB), credentials: newCredentials(b.DB), contacts: newContacts(b.DB),
		invitations: newInvitations(b.DB), factors: newFactors(b.DB), steps: newSteps(b.DB), passkeys: newPasskeys(b.DB), delegations: newDelegations(b.DB),
		ceremonies: newCeremonies(b.DB), issuers: newIssuers(b.DB), links: newLinks(b.DB), sessions: newSessions(b.DB), tokens: newTokens(b.DB),
		policies: newPolicies(b.DB), places: newPlaces(b.DB), divisions: newDivisions(b.DB), keys: newKeyring(b), hashes: newHasher(settings.Hash)}
	placing.Settle(b.Placing, "account", func(a *account) { a.Areas = authz.AreaTokens(s.tree, a.Area) })
	s.foreign = foreign.New(outward.Gate{Loopback: settings.Loopback}, b.Clock.Now)
	if door, err := passkey.New(settings.BaseURL); err == nil {
		s.door = door
	}
	s.days = &workdays{rules: rules.Declare(b.DB, b.Log, b.Tree, calendar.Days{Notices: calendar.Years{}, Local: calendar.Years{}}, calendar.Days.Validate), tree: b.Tree, clock: b.Clock}
	s.audit = newAuditor(b, s.keys, settings, accountsOf{s.accounts})
	s.provider = oidc.New(b, strings.TrimSuffix(settings.BaseURL, "/"), hosting{s})
	b.Door(s.provider.Door(b.Operations()))
	s.imports = imports.Declare(b.DB, b.Tree, b.Vault, b.Keeper, imports.OpsOf("identity", identity.ImportPermission), s.divisionImports(), s.staffImports())
	s.serve(b.RPC)
	s.serveIssuers(b.RPC)
	s.imports.Handle(b.RPC)
	s.days.serve(b.RPC)
	b.Refresh(s.days.rules.Refresh)
	b.Job("imports", time.Second, s.imports.Work)
	s.audit.serve(b.RPC)
	b.Refresh(s.keys.refresh)
	b.Job("security", upkeepEvery, s.upkeep)
	b.Prepare(s.bringPolicy)
	b.Job("sweep-sessions", upkeepEvery, s.sweep)
	b.Job("leave-issuers", leavingEvery, s.leaveIssuers)
	b.Job("audit-heads", settings.AuditEvery, s.audit.publish)
	if err := b.Consume("places", s.placeHandlers()...); err != nil {
		return nil, err
	}
	return s, b.Consume("audit", s.audit.handlers()...)
}

func (s *service) serve(r *rpc.Server) {
	rpc.Handle(r, identity.InviteAccount, s.InviteAccount)
	rpc.Handle(r, identity.Reinvite, s.Reinvite)
	rpc.Handle(r, identity.GetAccount, s.GetAccount)
	rpc.Handle(r, identity.ListAccounts, s.ListAccounts)
	rpc.Handle(r, identity.DisableAccount, s.DisableAccount)
	rpc.Handle(r, identity.GrantRole, s.GrantRole)
	rpc.Handle(r, identity.RevokeRole, s.RevokeRole)
	rpc.Handle(r, identity.ResolveContact, s.ResolveContact)
	rpc.Handle(r, identity.SignIn, s.SignIn)
	rpc.Handle(r, identity.OpenSession, s.OpenSession)
	rpc.Handle(r, identity.SignOut, s.SignOut)
	rpc.Handle(r, identity.ListSessions, s.ListSessions)
	rpc.Handle(r, identity.Me, s.Me)
	rpc.Handle(r, identity.UpdateMe, s.UpdateMe)
	rpc.Handle(r, identity.ChangePassword, s.ChangePassword)
	rpc.Handle(r, identity.AcceptInvitation, s.AcceptInvitation)
	rpc.Handle(r, identity.CreateToken, s.CreateToken)
	rpc.Handle(r, identity.ListTokens, s.ListTokens)
	rpc.Handle(r, identity.RevokeToken, s.RevokeToken)
	rpc.Handle(r, identity.GetPolicy, s.GetPolicy)
	rpc.Handle(r, identity.SetPolicy, s.SetPolicy)
	rpc.Handle(r, identity.ListPolicyVersions, s.ListPolicyVersions)
	rpc.Handle(r, identity.ListDivisionChanges, s.ListDivisionChanges)
	rpc.Handle(r, identity.NameAccounts, s.NameAccounts)
	rpc.Handle(r, identity.HandOutInvitations, s.HandOutInvitations)
	rpc.Handle(r, identity.ExplainMine, s.ExplainMine)
	rpc.Handle(r, identity.ExplainAccount, s.ExplainAccount)
	rpc.Handle(r, identity.ListAccountHistory, s.ListAccountHistory)
	rpc.Handle(r, identity.ListMyHistory, s.ListMyHistory)
	rpc.Handle(r, identity.ProveFactor, s.ProveFactor)
	rpc.Handle(r, identity.EnrolTOTP, s.EnrolTOTP)
	rpc.Handle(r, identity.ConfirmEnrolment, s.ConfirmEnrolment)
	rpc.Handle(r, identity.GetFactors, s.GetFactors)
	rpc.Handle(r, identity.SetUpTOTP, s.SetUpTOTP)
	rpc.Handle(r, identity.ConfirmTOTP, s.ConfirmTOTP)
	rpc.Handle(r, identity.RemoveTOTP, s.RemoveTOTP)
	rpc.Handle(r, identity.RenewRecoveryCodes, s.RenewRecoveryCodes)
	rpc.Handle(r, identity.ResetFactors, s.ResetFactors)
	rpc.Handle(r, identity.HostFactors, s.HostFactors)
	rpc.Handle(r, identity.UnlockAccount, s.UnlockAccount)
	rpc.Handle(r, identity.ListAccountSessions, s.ListAccountSessions)
	rpc.Handle(r, identity.EndAccountSessions, s.EndAccountSessions)
	rpc.Handle(r, identity.Delegate, s.Delegate)
	rpc.Handle(r, identity.EndDelegation, s.EndDelegation)
	rpc.Handle(r, identity.ListDelegations, s.ListDelegations)
	rpc.Handle(r, identity.BeginPasskey, s.BeginPasskey)
	rpc.Handle(r, identity.AddPasskey, s.AddPasskey)
	rpc.Handle(r, identity.RenamePasskey, s.RenamePasskey)
	rpc.Handle(r, identity.RemovePasskey, s.RemovePasskey)
	rpc.Handle(r, identity.BeginPasskeySignIn, s.BeginPasskeySignIn)
	rpc.Handle(r, identity.PasskeySignIn, s.PasskeySignIn)
	rpc.Handle(r, identity.HostInvite, s.HostInvite)
	rpc.Handle(r, identity.HostReset, s.HostReset)
	rpc.Handle(r, identity.HostGrant, s.HostGrant)
	rpc.Handle(r, identity.HostRevoke, s.HostRevoke)
	rpc.Handle(r, identity.HostToken, s.HostToken)
}

func (s *service) serveIssuers(r *rpc.Server) {
	rpc.Handle(r, identity.RegisterIssuer, s.RegisterIssuer)
	rpc.Handle(r, identity.GetIssuer, s.GetIssuer)
	rpc.Handle(r, identity.ListIssuers, s.ListIssuers)
	rpc.Handle(r, identity.UpdateIssuer, s.UpdateIssuer)
	rpc.Handle(r, identity.ConfirmIssuer, s.ConfirmIssuer)
	rpc.Handle(r, identity.EndIssuer, s.EndIssuer)
	rpc.Handle(r, identity.ListSignInIssuers, s.ListSignInIssuers)
	rpc.Handle(r, identity.BeginIssuerSignIn, s.BeginIssuerSignIn)
	rpc.Handle(r, identity.FinishIssuerSignIn, s.FinishIssuerSignIn)
	rpc.Handle(r, identity.ListLinks, s.ListLinks)
	rpc.Handle(r, identity.EndLink, s.EndLink)
	rpc.Handle(r, identity.ListAccountLinks, s.ListAccountLinks)
	rpc.Handle(r, identity.EndAccountLink, s.EndAccountLink)
}

// placeHandlers learn where stations, units and persons are.
func (s *service) placeHandlers() []event.Handler {
	return []event.Handler{
		event.On(station.StationOpened, s.onStation), event.On(station.StationUpdated, s.onStation),
		event.On(roster.UnitCreated, s.onUnit), event.On(roster.UnitUpdated, s.onUnit),
		event.On(roster.PersonAdded, s.onPerson), event.On(roster.PersonUpdated, s.onPerson),
	}
}

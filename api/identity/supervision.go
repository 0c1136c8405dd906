package identity

import "lianluo/pkg/rpc"

// UnlockAccount opens an account that failed sign-ins have locked, before its
// time. It fails with failed_precondition for one that is not locked, with denied
// when the caller could not grant what the account holds.
var UnlockAccount = rpc.Post[Reasoned, Account]("identity.UnlockAccount", "/api/identity/v1/accounts/{id}/unlocking", rpc.Needs("account.manage"))

// ListAccountSessions lists the open sessions of an account within the caller's
// area, newest first.
var ListAccountSessions = rpc.Get[ByID, rpc.Page[SessionInfo]]("identity.ListAccountSessions", "/api/identity/v1/accounts/{id}/sessions", rpc.Needs("account.read"))

// EndAccountSessions ends all sessions of an account within 2 s, for a device that
// was lost; its owner may sign in again. It fails with denied when the caller could
// not grant what the account holds.
var EndAccountSessions = rpc.Post[Reasoned, rpc.None]("identity.EndAccountSessions", "/api/identity/v1/accounts/{id}/sessions/end", rpc.Needs("account.manage"))

// Package identity is the contract of the identity service: accounts, role
// assignments, sign-in, sessions, tokens, policy and the audit chain.
package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Account is somebody, or a program's owner, who can sign in.
type Account struct {
	ID     string `json:"id"`
	Login  string `json:"login"`
	Name   string `json:"name"`
	Area   string `json:"area" doc:"area that administers the account"`
	Person string `json:"person,omitempty" doc:"roster person id, for deputies and staff"`
	// Service accounts are clients' own: nobody signs in with them.
	Service bool `json:"service,omitempty"`
	// Email is masked for all but the account itself.
	Email        string       `json:"email,omitempty"`
	Lang         string       `json:"lang" doc:"zh or en"`
	State        AccountState `json:"state"`
	LockedUntil  time.Time    `json:"lockedUntil,omitzero"`
	Assignments  []Assignment `json:"assignments"`
	SecondFactor bool         `json:"secondFactor,omitempty" doc:"has one set up"`
	CreatedAt    time.Time    `json:"createdAt"`
	LastSignIn   time.Time    `json:"lastSignIn,omitzero"`
}

// AccountState is where an account stands.
type AccountState string

// The states of an account.
const (
	Invited  AccountState = "invited"
	Active   AccountState = "active"
	Disabled AccountState = "disabled"
)

// Assignment is a dated role in an area, optionally narrowed to a unit or station.
type Assignment struct {
	ID        string    `json:"id"`
	Role      string    `json:"role"`
	Area      string    `json:"area"`
	Unit      string    `json:"unit,omitempty"`
	Station   string    `json:"station,omitempty"`
	From      time.Time `json:"from"`
	Until     time.Time `json:"until,omitzero"`
	GrantedBy string    `json:"grantedBy"`
	// Of a delegated assignment: for whom, with which of its permissions (none
	// named: all), and from which of theirs. The name is never in events.
	For     string   `json:"for,omitempty" doc:"account on whose behalf it acts"`
	ForName string   `json:"forName,omitempty"`
	Source  string   `json:"source,omitempty" doc:"assignment that was delegated"`
	Actions []string `json:"actions,omitempty" doc:"all that it may do; every action of the role where none is named"`
}

// Grant asks for an assignment.
type Grant struct {
	Role    string    `json:"role" validate:"required,max=40"`
	Area    string    `json:"area" validate:"required,area"`
	Unit    string    `json:"unit" validate:"max=40"`
	Station string    `json:"station" validate:"max=40"`
	From    time.Time `json:"from,omitzero" doc:"now where not given or past"`
	Until   time.Time `json:"until,omitzero" doc:"open where not given"`
}

// InviteAccount creates an account with its first assignments and a one-time
// invitation, shown once. It fails with denied when the caller may not grant a
// role or not there, with conflict when the login is taken.
var InviteAccount = rpc.Post[InviteRequest, Invitation]("identity.InviteAccount", "/api/identity/v1/accounts", rpc.Needs("account.manage"))

// InviteRequest describes the account.
type InviteRequest struct {
	Login  string  `json:"login" validate:"required,min=2,max=40" doc:"letters, digits and . _ - @, whatever their case"`
	Name   string  `json:"name" validate:"required,max=40"`
	Area   string  `json:"area" validate:"required,area"`
	Person string  `json:"person" validate:"max=40"`
	Email  string  `json:"email" validate:"omitempty,email,max=120"`
	Lang   string  `json:"lang" validate:"omitempty,oneof=zh en"`
	Grants []Grant `json:"grants" validate:"max=20,dive"`
}

// Invitation is handed to the account's owner; Code works once, until Expires.
type Invitation struct {
	Account Account   `json:"account"`
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
}

// ByID names one object in the path.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// Reasoned names one object and says why.
type Reasoned struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}

// Reinvite makes a new one-time invitation for an account (a forgotten password,
// a lost code, a disabled account that comes back) and ends its sessions. It
// fails with denied when the caller could not grant what the account holds.
var Reinvite = rpc.Post[ByID, Invitation]("identity.Reinvite", "/api/identity/v1/accounts/{id}/invitation", rpc.Needs("account.manage"))

// HandOutInvitations makes new one-time invitations for accounts that an import of
// staff made and nobody has opened yet, some hundred at a time; earlier ones of
// theirs are void. They are shown this once and kept nowhere.
var HandOutInvitations = rpc.Post[HandOutRequest, rpc.Page[Invitation]]("identity.HandOutInvitations", "/api/identity/v1/imports/{id}/invitations", rpc.Needs("account.manage"), rpc.Timeout(time.Minute))

// HandOutRequest names the import, and where the page before ended.
type HandOutRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	After string `json:"after" validate:"max=20"`
}

// GetAccount returns an account within the caller's area.
var GetAccount = rpc.Get[ByID, Account]("identity.GetAccount", "/api/identity/v1/accounts/{id}", rpc.Needs("account.read"))

// ListAccounts lists accounts of the caller's area by login; with words, the people
// whose name or login holds them, the newest accounts first. A page of these may be
// short, even empty, and have a next one. It fails with invalid (account.short) for
// words of less than two characters.
var ListAccounts = rpc.Get[ListAccountsRequest, rpc.Page[Account]]("identity.ListAccounts", "/api/identity/v1/accounts", rpc.Needs("account.read"))

// ListAccountsRequest narrows the list to an area, to words and a page.
type ListAccountsRequest struct {
	Words string `query:"q" validate:"max=60" doc:"of the name or the login"`
	Area  string `query:"area" validate:"omitempty,area"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// DisableAccount ends an account: its sessions and tokens stop within 2 s. It
// fails with denied when the caller could not grant what the account holds.
var DisableAccount = rpc.Post[Reasoned, Account]("identity.DisableAccount", "/api/identity/v1/accounts/{id}/disabling", rpc.Needs("account.manage"))

// GrantRole adds an assignment. It fails with denied when the caller does not
// hold what would be granted, or not there, or for itself.
var GrantRole = rpc.Post[GrantRequest, Account]("identity.GrantRole", "/api/identity/v1/accounts/{id}/assignments", rpc.Needs("account.manage"))

// GrantRequest names the account and the assignment.
type GrantRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Grant Grant  `json:"grant" validate:"required"`
}

// RevokeRole ends an assignment now; it bites within 2 s on every replica.
var RevokeRole = rpc.Post[RevokeRequest, Account]("identity.RevokeRole", "/api/identity/v1/accounts/{id}/assignments/{assignment}/end", rpc.Needs("account.manage"))

// RevokeRequest names the assignment and says why.
type RevokeRequest struct {
	ID         string `path:"id" validate:"required,max=40"`
	Assignment string `path:"assignment" validate:"required,max=40"`
	Reason     string `json:"reason" validate:"required,max=500"`
}

// ResolveContact gives notification the account's mail address at the moment of
// sending; personal data stays here otherwise.
var ResolveContact = rpc.Get[ByID, Contact]("identity.ResolveContact", "/api/identity/v1/contacts/{id}", rpc.Internal())

// Contact is how somebody is reached; empty where there is no way.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
	Lang  string `json:"lang"`
}

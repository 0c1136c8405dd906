package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// ListAccountHistory says what an account within the caller's area was given and
// lost since it was made, the newest first.
var ListAccountHistory = rpc.Get[AccountHistoryRequest, rpc.Page[HistoryEntry]]("identity.ListAccountHistory", "/api/identity/v1/accounts/{id}/history", rpc.Needs("account.read"))

// AccountHistoryRequest names the account and a page.
type AccountHistoryRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	HistoryPage
}

// ListMyHistory says the same of the caller's own account.
var ListMyHistory = rpc.Get[HistoryPage, rpc.Page[HistoryEntry]]("identity.ListMyHistory", "/api/identity/v1/me/history", rpc.SignedIn())

// HistoryPage is a page of a history. It covers so many changes of the account,
// of which some are not shown: it may hold fewer entries, or none, and still have
// a next one. Tokens and what was handed on in the time that it covers stand
// among them.
type HistoryPage struct {
	Limit int    `query:"limit" validate:"min=0,max=200"`
	After string `query:"after" validate:"max=20"`
}

// HistoryEntry is one thing that happened to an account.
type HistoryEntry struct {
	What       HistoryKind `json:"what" doc:"invited, also again; activated, disabled, unlocked; granted, revoked: a role; lent, lent_end: a role that a colleague handed over; handed_on: one handed to a colleague; sessions_ended: by an administrator; token_ended"`
	At         time.Time   `json:"at"`
	By         Granter     `json:"by"`
	Assignment *Assignment `json:"assignment,omitempty"`
	To         string      `json:"to,omitempty" doc:"to whom it was handed on, where the asker may know"`
	Ended      time.Time   `json:"ended,omitzero" doc:"when what was handed on was ended before its time"`
	EndedFor   string      `json:"endedFor,omitempty"`
	Token      string      `json:"token,omitempty" doc:"the program's name"`
	Reason     string      `json:"reason,omitempty"`
}

// HistoryKind is what happened.
type HistoryKind string

// What happens to accounts.
const (
	WasInvited    HistoryKind = "invited"
	WasActivated  HistoryKind = "activated"
	WasDisabled   HistoryKind = "disabled"
	WasUnlocked   HistoryKind = "unlocked"
	RoleGiven     HistoryKind = "granted"
	RoleTaken     HistoryKind = "revoked"
	RoleLent      HistoryKind = "lent"
	RoleLentEnd   HistoryKind = "lent_end"
	RoleHandedOn  HistoryKind = "handed_on"
	SessionsTaken HistoryKind = "sessions_ended"
	TokenTaken    HistoryKind = "token_ended"
)

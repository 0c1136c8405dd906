package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Delegation hands an assignment to a colleague for a time: an acting head, a
// leave. It ends by itself, with the assignment it comes from, and when either of
// the two or an administrator ends it.
type Delegation struct {
	ID       string     `json:"id" doc:"also of the colleague's assignment"`
	Role     string     `json:"role"`
	Area     string     `json:"area"`
	Station  string     `json:"station,omitempty"`
	Unit     string     `json:"unit,omitempty"`
	Actions  []string   `json:"actions" doc:"all that may be done; every action of the role where none is named"`
	From     time.Time  `json:"from"`
	Until    time.Time  `json:"until"`
	Reason   string     `json:"reason"`
	Giver    AccountRef `json:"giver"`
	Taker    AccountRef `json:"taker"`
	Ended    time.Time  `json:"ended,omitzero" doc:"when it was ended before its time"`
	EndedFor string     `json:"endedFor,omitempty" doc:"why"`
}

// AccountRef names an account.
type AccountRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Delegate hands one of the caller's assignments, or some of its permissions, to a
// colleague. It fails with denied for what was itself delegated, for the office of
// a deputy and for what would join two powers, with invalid beyond the assignment's
// own end or permissions, with not_found for a colleague who is not within its area.
var Delegate = rpc.Post[DelegateRequest, Delegation]("identity.Delegate", "/api/identity/v1/me/delegations", rpc.SignedIn())

// DelegateRequest says what, to whom, for how long and why.
type DelegateRequest struct {
	Assignment string    `json:"assignment" validate:"required,max=40" doc:"one of the caller's own"`
	Login      string    `json:"login" validate:"required,max=40" doc:"the colleague's"`
	Actions    []string  `json:"actions" validate:"max=100,dive,max=60" doc:"all of the role's where none is named"`
	From       time.Time `json:"from,omitzero" doc:"now where not given or past"`
	Until      time.Time `json:"until" validate:"required" doc:"at most a year ahead"`
	Reason     string    `json:"reason" validate:"required,max=500"`
}

// EndDelegation ends a delegation that the caller gave or holds; it bites within
// 2 s on every replica.
var EndDelegation = rpc.Post[Reasoned, Delegation]("identity.EndDelegation", "/api/identity/v1/me/delegations/{id}/end", rpc.SignedIn())

// ListDelegations lists what the caller gave and holds, newest first, what has
// ended included.
var ListDelegations = rpc.Get[rpc.None, Delegations]("identity.ListDelegations", "/api/identity/v1/me/delegations", rpc.SignedIn())

// Delegations are both sides.
type Delegations struct {
	Given []Delegation `json:"given"`
	Held  []Delegation `json:"held"`
}

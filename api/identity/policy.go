package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// Policy is the permission policy: rows of (role, action, scope).
type Policy struct {
	Version int64       `json:"version"`
	Rows    []PolicyRow `json:"rows"`
	SetBy   string      `json:"setBy"`
	SetAt   time.Time   `json:"setAt"`
	Reason  string      `json:"reason"`
}

// PolicyRow lets a role do an action (a name, or a prefix ending in ".*") in a scope.
type PolicyRow struct {
	Role   string `json:"role" validate:"required,max=40"`
	Action string `json:"action" validate:"required,max=60"`
	Scope  string `json:"scope" validate:"required,oneof=all area station unit self"`
}

// GetPolicy returns the policy in force.
var GetPolicy = rpc.Get[rpc.None, Policy]("identity.GetPolicy", "/api/identity/v1/policy", rpc.Needs("policy.read"))

// SetPolicy replaces the policy; every replica follows within 2 s. It fails with
// conflict when Base is not the version in force, with invalid for unknown
// roles or actions and for a policy that would lock its own keeper out, with denied
// for one under which a role of the caller's own could do more.
var SetPolicy = rpc.Put[SetPolicyRequest, Policy]("identity.SetPolicy", "/api/identity/v1/policy", rpc.Needs("policy.manage"))

// SetPolicyRequest is the whole new policy.
type SetPolicyRequest struct {
	Base   int64       `json:"base"`
	Rows   []PolicyRow `json:"rows" validate:"required,min=1,max=2000,dive"`
	Reason string      `json:"reason" validate:"required,max=500"`
}

// ListPolicyVersions lists the versions that there were, newest first, each with
// what it changed.
var ListPolicyVersions = rpc.Get[ListPolicyVersionsRequest, rpc.Page[PolicyVersion]]("identity.ListPolicyVersions", "/api/identity/v1/policy/versions", rpc.Needs("policy.read"))

// ListPolicyVersionsRequest asks for a page.
type ListPolicyVersionsRequest struct {
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=20"`
}

// PolicyVersion is who changed the policy, when, why, and in what.
type PolicyVersion struct {
	Version int64       `json:"version"`
	SetBy   string      `json:"setBy"`
	SetAt   time.Time   `json:"setAt"`
	Reason  string      `json:"reason"`
	Added   []PolicyRow `json:"added"`
	Removed []PolicyRow `json:"removed"`
}

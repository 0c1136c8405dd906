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
// roles or actions and for a policy that would lock its own keeper out.
var SetPolicy = rpc.Put[SetPolicyRequest, Policy]("identity.SetPolicy", "/api/identity/v1/policy", rpc.Needs("policy.manage"))

// SetPolicyRequest is the whole new policy.
type SetPolicyRequest struct {
	Base   int64       `json:"base"`
	Rows   []PolicyRow `json:"rows" validate:"required,min=1,max=2000,dive"`
	Reason string      `json:"reason" validate:"required,max=500"`
}

// AuditRow is one link of the audit chain.
type AuditRow struct {
	Number    int64     `json:"number"`
	Hash      string    `json:"hash" doc:"SHA-256 over a JSON array of all other members, hex"`
	Prev      string    `json:"prev" doc:"hash of the row before"`
	Service   string    `json:"service"`
	Type      string    `json:"type"`
	Event     string    `json:"event" doc:"event id"`
	Aggregate string    `json:"aggregate"`
	Subject   string    `json:"subject"`
	Sequence  int64     `json:"sequence"`
	Actor     string    `json:"actor"`
	Operation string    `json:"operation"`
	Time      time.Time `json:"time"`
	Digest    string    `json:"digest" doc:"SHA-256 of the event as journalled, hex"`
}

// ListAudit lists the chain, newest first, optionally of one actor or of one
// object. It fails with invalid for both at once.
var ListAudit = rpc.Get[ListAuditRequest, rpc.Page[AuditRow]]("identity.ListAudit", "/api/identity/v1/audit", rpc.Needs("audit.read"))

// ListAuditRequest narrows to an actor (account id) or an object (aggregate/id).
type ListAuditRequest struct {
	Actor  string `query:"actor" validate:"max=60"`
	Object string `query:"object" validate:"max=120"`
	Limit  int    `query:"limit" validate:"min=0,max=500"`
	After  string `query:"after" validate:"max=400"`
}

// VerifyAudit recomputes the chain and compares it with signed heads (stored, in
// files, and given) and with the services' journals. What it finds is its answer,
// a journal that cannot be read included.
var VerifyAudit = rpc.Post[VerifyAuditRequest, AuditVerdict]("identity.VerifyAudit", "/api/identity/v1/audit/verification", rpc.Needs("audit.read"), rpc.ReadOnly(), rpc.Timeout(10*time.Minute))

// VerifyAuditRequest may carry heads kept elsewhere (files, printed minutes).
type VerifyAuditRequest struct {
	Heads []AuditHead `json:"heads" validate:"max=1000"`
}

// AuditHead is a signed head of the chain, as it goes out hourly.
type AuditHead struct {
	Number    int64     `json:"number"`
	Hash      string    `json:"hash"`
	Time      time.Time `json:"time"`
	Key       string    `json:"key" doc:"Ed25519 public key, base64"`
	Signature string    `json:"signature" doc:"over a JSON array of the other members in this order, base64"`
}

// AuditVerdict says what was checked and what was found.
type AuditVerdict struct {
	Rows     int64    `json:"rows"`
	Heads    int      `json:"heads"`
	Events   int64    `json:"events" doc:"of the services' journals"`
	Intact   bool     `json:"intact"`
	Findings []string `json:"findings" doc:"in words, where and what"`
}

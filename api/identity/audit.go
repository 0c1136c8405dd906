package identity

import (
	"time"

	"lianluo/pkg/rpc"
)

// AuditRow is one link of the audit chain.
type AuditRow struct {
	Number    int64     `json:"number"`
	Hash      string    `json:"hash" doc:"SHA-256 over a JSON array of all other members but areas, onBehalf last and only where there is one, hex"`
	Prev      string    `json:"prev" doc:"hash of the row before"`
	Service   string    `json:"service"`
	Type      string    `json:"type"`
	Event     string    `json:"event" doc:"event id"`
	Aggregate string    `json:"aggregate"`
	Subject   string    `json:"subject"`
	Sequence  int64     `json:"sequence"`
	Actor     string    `json:"actor"`
	OnBehalf  string    `json:"onBehalf,omitempty" doc:"account for whom the actor acted, by delegation"`
	Operation string    `json:"operation"`
	Time      time.Time `json:"time"`
	Digest    string    `json:"digest" doc:"SHA-256 of the event as journalled, hex"`
	Areas     []string  `json:"areas,omitempty" doc:"divisions that it was in, from the country down, as the tree stood: for searching, not hashed"`
}

// ListAudit searches the chain by all that is given at once, the newest first: by
// time where anything but a page is asked for, else by number. A page may hold
// fewer rows than there are, or none, and still have a next one: a search looks
// through some thousand rows at a time.
var ListAudit = rpc.Get[ListAuditRequest, rpc.Page[AuditRow]]("identity.ListAudit", "/api/identity/v1/audit", rpc.Needs("audit.read"))

// ListAuditRequest narrows the chain.
type ListAuditRequest struct {
	Actor     string    `query:"actor" validate:"max=60" doc:"account id, login, or the name of a service"`
	Object    string    `query:"object" validate:"max=120" doc:"aggregate/id"`
	Operation string    `query:"operation" validate:"max=80" doc:"identity.GrantRole"`
	Area      string    `query:"area" validate:"omitempty,area" doc:"a division and what lies below it"`
	Kind      string    `query:"kind" validate:"omitempty,oneof=sign_in refusal unmasking power" doc:"sign_in: signing in and out, also in vain; refusal: what was denied; unmasking: personal data shown; power: accounts, roles, tokens and the policy"`
	Outcome   string    `query:"outcome" validate:"omitempty,oneof=done refused unmasked" doc:"refused: denied, or a sign-in in vain; unmasked: personal data was shown; done: all else"`
	From      time.Time `query:"from,omitzero"`
	To        time.Time `query:"to,omitzero" doc:"exclusive"`
	Limit     int       `query:"limit" validate:"min=0,max=500"`
	After     string    `query:"after" validate:"max=400"`
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

// GetAuditState says where the chain stands and how far it is signed.
var GetAuditState = rpc.Get[rpc.None, AuditState]("identity.GetAuditState", "/api/identity/v1/audit/state", rpc.Needs("audit.read"))

// AuditState is the end of the chain and the newest signed head; a head goes out
// to a file and, where one is set, to a webhook.
type AuditState struct {
	Rows   int64      `json:"rows"`
	Hash   string     `json:"hash" doc:"of the last row"`
	Head   *AuditHead `json:"head,omitempty" doc:"the newest signed head"`
	Unsent int        `json:"unsent" doc:"heads that have not gone out yet; 500 stands for that many or more"`
}

// NameAccounts tells the names behind account ids, as audit rows and versions of
// the policy carry them. Ids that are no account's are left out.
var NameAccounts = rpc.Get[NameAccountsRequest, AccountNames]("identity.NameAccounts", "/api/identity/v1/account-names", rpc.Needs("account.name"))

// NameAccountsRequest lists account ids.
type NameAccountsRequest struct {
	IDs []string `query:"id" validate:"required,min=1,max=200,dive,max=60"`
}

// AccountNames are the accounts that were found.
type AccountNames struct {
	Items []AccountName `json:"items"`
}

// AccountName is what a person sees instead of an account's id.
type AccountName struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Login string `json:"login"`
}

package identity

import "lianluo/pkg/rpc"

// ExplainMine says why the caller may do an action or may not, by the policy and
// by what they hold now.
var ExplainMine = rpc.Get[ExplainMineRequest, Explanation]("identity.ExplainMine", "/api/identity/v1/me/why", rpc.SignedIn())

// ExplainMineRequest names the action and, where wanted, where.
type ExplainMineRequest struct {
	Action string `query:"action" validate:"required,max=60"`
	Where
}

// Where is one object, or a division: one of them at most. An object outside the
// asker's area is answered like one that there is not.
type Where struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Station string `query:"station" validate:"max=40"`
	Unit    string `query:"unit" validate:"max=40"`
	Person  string `query:"person" validate:"max=40"`
}

// ExplainAccount says the same of an account within the caller's area. It fails
// with invalid for an action that there is not and for two places at once.
var ExplainAccount = rpc.Get[ExplainAccountRequest, Explanation]("identity.ExplainAccount", "/api/identity/v1/accounts/{id}/why", rpc.Needs("account.read"))

// ExplainAccountRequest names the account besides.
type ExplainAccountRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Action string `query:"action" validate:"required,max=60"`
	Where
}

// Explanation is the answer and its reasons.
type Explanation struct {
	Allowed  bool          `json:"allowed"`
	Policy   int64         `json:"policy" doc:"version of the policy that says so"`
	State    AccountState  `json:"state" doc:"of the account: only an active one signs in"`
	Withheld bool          `json:"withheld,omitempty" doc:"the token that asks was not given the action"`
	Grounds  []Ground      `json:"grounds" doc:"what each of the account's assignments comes to"`
	Roles    []RoleAllowed `json:"roles" doc:"that may do it, somewhere, and who hands them out"`
}

// Ground is one assignment, what it comes to, and by which rows of the policy.
type Ground struct {
	Assignment Assignment  `json:"assignment"`
	Verdict    string      `json:"verdict" doc:"allows; not_begun, ended; limited: it was delegated for other actions; role: its role may not; nowhere: it names no station, unit or person; elsewhere: it does not reach what was asked about"`
	Rows       []PolicyRow `json:"rows"`
	By         Granter     `json:"by"`
}

// Granter is who granted an assignment, by the roles that let them, and by name
// where the asker may see their account or acts for them.
type Granter struct {
	Host  bool     `json:"host,omitempty" doc:"it was granted on the system's own host"`
	Name  string   `json:"name,omitempty"`
	Roles []string `json:"roles"`
}

// RoleAllowed is a role that may do an action and the roles that hand it out, the
// nearest first; without them it is handed out on the host.
type RoleAllowed struct {
	Role   string   `json:"role"`
	Scopes []string `json:"scopes"`
	From   []string `json:"from"`
}

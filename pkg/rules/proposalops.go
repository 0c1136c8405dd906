package rules

import (
	"encoding/json"
	"time"

	"lianluo/pkg/rpc"
)

// Draft is a change of rules in words of its sender.
type Draft struct {
	Area   string          `json:"area" validate:"required,area"`
	From   time.Time       `json:"from,omitzero" doc:"day from which it holds; from the approval on where not given"`
	Values json.RawMessage `json:"values,omitempty" doc:"object with the rules to change; left out with restore"`
	// Restore brings back older rules: the id of an override of the area, or
	// inherited for those of the area above.
	Restore string `json:"restore,omitempty" validate:"max=40"`
	Running bool   `json:"running,omitempty" doc:"also count anew the deadlines that run already"`
}

// PreviewRequest is a draft to look at.
type PreviewRequest struct{ Draft }

// ProposeRequest is a draft for a second person's word.
type ProposeRequest struct {
	Draft
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}

// ByID names a proposal.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// DecideRequest approves or refuses.
type DecideRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Approve bool   `json:"approve"`
	Reason  string `json:"reason" validate:"required,min=2,max=500"`
}

// WithdrawRequest takes a proposal back.
type WithdrawRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"max=500"`
}

// ListRequest narrows to an area and a state, and a page.
type ListRequest struct {
	Area  string `query:"area" validate:"omitempty,area"`
	State State  `query:"state" validate:"omitempty,oneof=waiting approved refused withdrawn"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=400"`
}

// ProposalPage is one page, newest first.
type ProposalPage = rpc.Page[Proposal]

// ProposalView is a proposal with what it changes and, while it waits, what it
// would do.
type ProposalView struct {
	Proposal
	Changes []Difference `json:"changes"`
	Effects []Effect     `json:"effects"`
	// Moved: the area's rules changed since it was made, so it cannot be approved.
	Moved bool `json:"moved,omitempty"`
}

// Ops are the operations on a service's rules.
type Ops struct {
	Show     rpc.Op[ShowRequest, Shown]
	Preview  rpc.Op[PreviewRequest, Preview]
	Propose  rpc.Op[ProposeRequest, Proposal]
	List     rpc.Op[ListRequest, ProposalPage]
	Get      rpc.Op[ByID, ProposalView]
	Decide   rpc.Op[DecideRequest, Proposal]
	Withdraw rpc.Op[WithdrawRequest, Proposal]
}

// OpsOf declares the operations on a service's rules.
func OpsOf(service string) Ops {
	base := "/api/" + service + "/v1/rules"
	read, manage := rpc.Needs("rules.read"), rpc.Needs("rules.manage")
	var o Ops
	// ShowRules shows which rule applies in an area at a time, since when and set by whom.
	o.Show = rpc.Get[ShowRequest, Shown](service+".ShowRules", base, read)
	// PreviewRules says what a change of rules would do, counted on what is stored
	// now; it changes nothing. It fails as ProposeRules does.
	o.Preview = rpc.Post[PreviewRequest, Preview](service+".PreviewRules", base+"/preview", manage, rpc.ReadOnly())
	// ProposeRules proposes to change rules of an area and all below from a date on.
	// Another administrator of the area or one above has to approve. It fails with
	// invalid for unknown rules, values that make no sense together, here or with what
	// is set below, nothing that changes, and days that have passed.
	o.Propose = rpc.Post[ProposeRequest, Proposal](service+".ProposeRules", base+"/proposals", manage)
	// ListRuleProposals lists what was proposed in the caller's area, newest first.
	o.List = rpc.Get[ListRequest, ProposalPage](service+".ListRuleProposals", base+"/proposals", manage)
	// GetRuleProposal returns a proposal; while it waits, with what it would do now.
	o.Get = rpc.Get[ByID, ProposalView](service+".GetRuleProposal", base+"/proposals/{id}", manage)
	// DecideRules approves or refuses. It fails with failed_precondition for who
	// proposed, for what is decided, and where the rules changed meanwhile.
	o.Decide = rpc.Post[DecideRequest, Proposal](service+".DecideRules", base+"/proposals/{id}/decision", manage)
	// WithdrawRules takes one's own proposal back.
	o.Withdraw = rpc.Post[WithdrawRequest, Proposal](service+".WithdrawRules", base+"/proposals/{id}/withdrawal", manage)
	return o
}

// All lists them.
func (o Ops) All() []rpc.Any {
	return []rpc.Any{o.Show, o.Preview, o.Propose, o.List, o.Get, o.Decide, o.Withdraw}
}

package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Adjustment is a request to change or end what the congress chose, and what the
// right organ decided about it.
type Adjustment struct {
	ID     string `json:"id"`
	Kind   string `json:"kind" doc:"adjust or terminate"`
	Ground string `json:"ground" doc:"force_majeure, policy, land or funds"`
	Reason string `json:"reason"`
	// Plan is the plan that is asked for, Before the one that it was asked from.
	Plan   *Plan     `json:"plan,omitempty"`
	Before Plan      `json:"before"`
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`

	Decision      *Resolution `json:"decision,omitempty"`
	Approved      bool        `json:"approved,omitempty"`
	Words         string      `json:"words,omitempty" doc:"of the organ"`
	DecidedBy     string      `json:"decidedBy,omitempty"`
	DecidedByName string      `json:"decidedByName,omitempty"`
	DecidedAt     time.Time   `json:"decidedAt,omitzero"`
}

// RequestAdjustment asks the right organ for another plan, or to end the project;
// implementing becomes adjustment_requested. A plan that is asked for holds whole.
var RequestAdjustment = rpc.Post[AdjustmentRequest, Project]("voting.RequestAdjustment", "/api/voting/v1/projects/{id}/adjustments", rpc.Needs("project.carry"))

// AdjustmentRequest is what is asked for, and on which ground.
type AdjustmentRequest struct {
	Reasoned
	Kind   string `json:"kind" validate:"required,oneof=adjust terminate"`
	Ground string `json:"ground" validate:"required,oneof=force_majeure policy land funds"`
	Plan   *Plan  `json:"plan" doc:"of kind adjust"`
}

// DecideAdjustment records what the organ decided by show of hands: the standing
// committee of a county and above, in a township the congress or, between its
// sessions, the presidium. More than half of all members in favour carry it. It
// fails with denied for who asked, since that takes two persons; with invalid for
// another organ, for counts that cannot be and for a meeting without a quorum.
var DecideAdjustment = rpc.Post[DecideRequest, Project]("voting.DecideAdjustment", "/api/voting/v1/projects/{id}/adjustments/{adjustment}/decision", rpc.Needs("project.decide"))

// DecideRequest is the decision. The reason is the organ's words; it is told to
// everybody who stands behind the project.
type DecideRequest struct {
	Reasoned
	Adjustment string `path:"adjustment" validate:"required,max=40"`
	Resolution
}

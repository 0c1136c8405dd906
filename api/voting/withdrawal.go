package voting

import (
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// WithdrawProposal takes a proposal back with its receipt: the words and the
// proposer's data are destroyed at once. A project that nobody else stands behind
// ends with it, as long as it is no candidate; any other goes on without it. It fails
// with not_found for a wrong pair, with failed_precondition the second time.
var WithdrawProposal = rpc.Post[FollowProposalRequest, PublicProposal]("voting.WithdrawProposal", "/api/voting/v1/public/withdrawal", rpc.Public())

// Events of proposals and their proposers' data.
var (
	ProposalWithdrawn  = event.Define[Changed]("voting", "ProposalWithdrawn")
	ProposersForgotten = event.Define[Changed]("voting", "ProposersForgotten") // their retention ended
)

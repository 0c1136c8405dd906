package hall

import (
	"context"

	"lianluo/api/voting"
)

// Act has those with phones do what they can do, scrutineers first: what a person does
// with a device of their own.
func (h *Hall) Act(ctx context.Context) error {
	switch {
	case h.waits():
		return h.guard(ctx)
	case h.Ballot.State == voting.BallotOpen:
		return h.cast(ctx)
	}
	return h.checkIn(ctx)
}

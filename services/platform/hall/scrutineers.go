package hall

import (
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
)

// due is what a scrutineer's device can say now.
type due func(*ballottest.Trustee) (ballottest.Said, error)

// duty is what is due of scrutineer t, nil where it is nothing, or somebody else has
// to act first.
func (h *Hall) duty(t voting.Trustee) due {
	all := func(did func(voting.Trustee) bool) bool {
		for _, other := range h.Ballot.Trustees {
			if !did(other) {
				return false
			}
		}
		return true
	}
	joined := all(func(t voting.Trustee) bool { return t.Joined })
	dealt := all(func(t voting.Trustee) bool { return t.Dealt })
	switch state := h.Ballot.State; {
	case t.Lost:
		return nil
	case state == voting.BallotCeremony && !t.Joined:
		return func(x *ballottest.Trustee) (ballottest.Said, error) { return x.Join(h.board), nil }
	case state == voting.BallotCeremony && joined && !t.Dealt:
		return func(x *ballottest.Trustee) (ballottest.Said, error) { return x.Deal(h.board), nil }
	case state == voting.BallotCeremony && dealt && !t.Confirmed:
		return func(x *ballottest.Trustee) (ballottest.Said, error) { return x.Confirm(h.board, h.dealt) }
	case state == voting.BallotClosed && !t.Opened:
		return h.opens
	case state == voting.BallotCounted && !t.Signed:
		return func(x *ballottest.Trustee) (ballottest.Said, error) { return x.Sign(h.board, h.result), nil }
	}
	return nil
}

func (h *Hall) opens(x *ballottest.Trustee) (ballottest.Said, error) {
	secret, err := x.Secret(h.board, h.deals)
	if err != nil {
		return ballottest.Said{}, err
	}
	return x.Open(h.board, secret), nil
}

// waits reports whether something is due of the program's own scrutineers.
func (h *Hall) waits() bool {
	for _, t := range h.Ballot.Trustees {
		if h.phoneOf(t.Index) != nil && h.duty(t) != nil {
			return true
		}
	}
	return false
}

// guard has each of the program's own scrutineers do what is due of them, until
// somebody else has to act.
func (h *Hall) guard(ctx context.Context) error {
	for h.waits() {
		for _, t := range h.Ballot.Trustees {
			phone, say := h.phoneOf(t.Index), h.duty(t)
			if phone == nil || say == nil {
				continue
			}
			device := h.trustees[t.Index]
			if !t.Joined {
				device = h.trustee(t.Index, t.Seat)
			}
			said, err := say(device)
			if err != nil {
				return err
			}
			if _, err := h.post(ctx, phone, voting.PostEntry, said); err != nil {
				return err
			}
		}
		if err := h.Look(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Package hall holds a congress's secret ballot through the public operations with
// devices that a program keeps: for the replay and the demonstration, where nobody
// real votes. All their keys are made of one seed, so who has the seed can read the
// ballots; and so a hall that was left at any point is gone on with by another process.
package hall

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// Hall is one ballot with those who take part in it by a program.
type Hall struct {
	ID   string
	Seed string
	// Office is the client of the chair, Tellers those of the two tellers.
	Office  *rpc.Client
	Tellers [2]*rpc.Client
	// Phone is the client of who holds a mandate, nil for those without a phone: they
	// get paper.
	Phone func(mandate string) *rpc.Client
	// Self holds the mandate of a person who acts for themselves and is waited for, ""
	// where there is nobody.
	Self string

	// Ballot and Roll are as Look found them.
	Ballot voting.Ballot
	Roll   []voting.Elector

	board    *board.Board // as far as it is published
	trustees map[int]*ballottest.Trustee
	deals    []board.Deal // of the attempt, in the order of the trustees
	dealt    seal.Hex     // hash of the last
	result   seal.Hex
}

// Look reads where the ballot stands and follows its board as far as it is
// published. It fails with what the operations fail with.
func (h *Hall) Look(ctx context.Context) error {
	var err error
	if h.Ballot, err = call(ctx, h.Office, voting.GetBallot, voting.BallotID{ID: h.ID}); err != nil {
		return err
	}
	roll, err := call(ctx, h.Office, voting.ListElectors, voting.BallotID{ID: h.ID})
	h.Roll = roll.Items
	if err != nil {
		return err
	}
	return h.follow(ctx)
}

// follow takes what is new on the board, up to the first ballot that is withheld.
func (h *Hall) follow(ctx context.Context) error {
	if h.board == nil {
		h.board, h.trustees = board.New(), map[int]*ballottest.Trustee{}
	}
	for h.board.Size() <= h.Ballot.Head.Seq {
		page, err := call(ctx, h.Office, voting.GetBoard, voting.GetBoardRequest{ID: h.ID, From: h.board.Size(), Limit: pageSize})
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			if e.Digest != "" {
				return nil
			}
			if err := h.take(e); err != nil {
				return fmt.Errorf("entry %d: %w", e.Seq, err)
			}
		}
	}
	return nil
}

const pageSize = 500

func (h *Hall) take(e voting.BoardEntry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	entry, err := read[board.Entry](string(raw))
	if err != nil {
		return err
	}
	if err := h.remember(entry); err != nil {
		return err
	}
	return h.board.Take(entry)
}

// remember keeps what the devices need of an entry that comes next: their own
// secrets are made again from the seed, in the order in which they were made.
func (h *Hall) remember(e board.Entry) error {
	switch e.Kind {
	case board.KindTrustee:
		body, err := read[board.Trustee](e.Body)
		if err != nil {
			return err
		}
		if len(h.deals) > 0 { // of an attempt that ended
			h.deals = nil
		}
		if h.phoneOf(body.Index) != nil {
			h.trustees[body.Index] = h.trustee(body.Index, body.Seat)
			h.trustees[body.Index].Join(h.board)
		}
	case board.KindDeal:
		body, err := read[board.Deal](e.Body)
		if err != nil {
			return err
		}
		h.deals, h.dealt = inOrder(h.deals, body), e.Hash
		if t := h.trustees[body.Index]; t != nil {
			t.Deal(h.board)
		}
	case board.KindResult:
		h.result = e.Hash
	}
	return nil
}

func read[T any](text string) (v T, err error) {
	err = json.Unmarshal([]byte(text), &v)
	return v, err
}

// patience is for how long something that is away for a moment is waited for.
const (
	patience = 30 * time.Second
	look     = 20 * time.Millisecond
)

// call tries again while the service is away: an entry stands on a board once.
func call[Req, Res any](ctx context.Context, c *rpc.Client, op rpc.Op[Req, Res], req Req) (Res, error) {
	over, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		res, err := rpc.Call(ctx, c, op, req)
		if err == nil || !fault.Is(err, fault.KindUnavailable) && !fault.Is(err, fault.KindUnauthenticated) {
			if err != nil {
				err = fmt.Errorf("%s: %w", op.Name, err)
			}
			return res, err
		}
		select {
		case <-over.Done():
			return res, err
		case <-time.After(look):
		}
	}
}

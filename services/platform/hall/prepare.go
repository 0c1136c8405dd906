package hall

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/rpc"
)

// Preparation is what the session approved.
type Preparation struct {
	Places      int
	Deputies    int      // that the congress has: the roll is not frozen before all are known
	Scrutineers []string // mandates
	Tellers     []voting.Teller
}

// Prepare takes a ballot from its draft to the ceremony: rules, scrutineers, roll,
// and the definition that the chair signs. What is done already is left as it is.
func (h *Hall) Prepare(ctx context.Context, p Preparation) error {
	if err := h.known(ctx, p.Deputies); err != nil {
		return err
	}
	for {
		var err error
		ctx := rpc.WithKey(ctx, fmt.Sprintf("hall/%s/%s", h.ID, h.Ballot.State))
		switch h.Ballot.State {
		case voting.BallotDraft:
			_, err = call(ctx, h.Office, voting.AdoptBallotRules, voting.AdoptBallotRulesRequest{ID: h.ID, Places: p.Places})
		case voting.BallotRules:
			_, err = call(ctx, h.Office, voting.ApproveScrutineers, voting.ApproveScrutineersRequest{ID: h.ID, Mandates: p.Scrutineers, Tellers: p.Tellers})
		case voting.BallotScrutineers:
			_, err = call(ctx, h.Office, voting.FreezeRoll, voting.BallotID{ID: h.ID})
		case voting.BallotRoll:
			err = h.Lead(ctx, voting.ComposeEntryRequest{Kind: board.KindDefinition})
		default:
			return nil
		}
		if err == nil {
			err = h.Look(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// known waits until voting has heard of so many deputies of the congress.
func (h *Hall) known(ctx context.Context, n int) error {
	for deadline := time.Now().Add(patience); ; {
		if err := h.Look(ctx); err != nil || len(h.Roll) >= n {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d deputies of the congress are known, not %d", len(h.Roll), n)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(look):
		}
	}
}

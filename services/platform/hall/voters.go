package hall

import (
	"context"
	"encoding/hex"
	"runtime"
	"sync"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

// checkIn lets those with a phone make their keys.
func (h *Hall) checkIn(ctx context.Context) error {
	for _, e := range h.Roll {
		phone := h.Phone(e.Mandate)
		if phone == nil || e.Key != "" || e.Paper || e.Suspended {
			continue
		}
		if _, err := h.post(ctx, phone, voting.PostEntry, h.deputy(e.Seat).CheckIn(h.board)); err != nil {
			return err
		}
	}
	return nil
}

// issue gives paper to those without a phone.
func (h *Hall) issue(ctx context.Context) error {
	for _, e := range h.Roll {
		if h.Phone(e.Mandate) != nil || e.Mandate == h.Self || e.Paper || e.Key != "" || e.Suspended {
			continue
		}
		if err := h.Lead(ctx, voting.ComposeEntryRequest{Kind: board.KindPaperIssue, Seat: e.Seat}); err != nil {
			return err
		}
	}
	return nil
}

// toCast are the program's own deputies who have a key and have not voted.
func (h *Hall) toCast() []voting.Elector {
	var out []voting.Elector
	for _, e := range h.Roll {
		if h.Phone(e.Mandate) != nil && e.Key != "" && !e.Cast && !e.Suspended {
			out = append(out, e)
		}
	}
	return out
}

// cast lets them vote: phones encrypt side by side.
func (h *Hall) cast(ctx context.Context) error {
	voters := h.toCast()
	said, errs := make([]ballottest.Said, len(voters)), make([]error, len(voters))
	var all sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, e := range voters {
		all.Go(func() {
			turn <- struct{}{}
			said[i], errs[i] = h.deputy(e.Seat).Cast(h.board, h.marks(e.Seat))
			<-turn
		})
	}
	all.Wait()
	for i, e := range voters {
		if errs[i] != nil {
			return errs[i]
		}
		if _, err := h.post(ctx, h.Phone(e.Mandate), voting.PostEntry, said[i]); err != nil {
			return err
		}
	}
	return nil
}

// papers are entered by the first teller, and agreed to by the second.
func (h *Hall) papers(ctx context.Context) error {
	tellers := ballottest.NewTellers(h.seed())
	if h.Ballot.Turnout.Entered == h.Ballot.Turnout.Paper {
		return nil
	}
	for i, known := range h.Ballot.Tellers {
		if known.Joined {
			continue
		}
		if _, err := h.post(ctx, h.Tellers[i], voting.PostEntry, tellers.Come(h.board, i+1)); err != nil {
			return err
		}
	}
	for number := h.Ballot.Turnout.Entered + 1; number <= h.Ballot.Turnout.Paper; number++ {
		if err := h.paper(ctx, tellers, number); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hall) paper(ctx context.Context, tellers *ballottest.Tellers, number int) error {
	said, err := tellers.Paper(h.board, number, h.marks(number))
	if err != nil {
		return err
	}
	entered, err := h.post(ctx, h.Tellers[0], voting.PostEntry, said)
	if err != nil {
		return err
	}
	entry, err := hex.DecodeString(entered.Hash)
	if err != nil {
		return err
	}
	_, err = h.post(ctx, h.Tellers[1], voting.PostEntry, tellers.Agree(h.board, entry))
	return err
}

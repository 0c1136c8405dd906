package hall

import (
	"context"
	"errors"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
)

// What the others can do next, and what the person is waited for. The chair begins
// the vote, closes the urn, publishes the count and declares the result.
const (
	Arrive  = "arrive"  // check in, on phones and for paper
	Guard   = "guard"   // the scrutineers' part: make the lock, open the urn, sign
	Begin   = "begin"   // freeze the list and open the urn
	Vote    = "vote"    // on screens and on paper
	Close   = "close"   // the urn
	Count   = "count"   // publish what was opened
	Declare = "declare" // the result
)

// What the person does.
const (
	Join    = "join" // make a scrutineer's key
	Deal    = "deal" // compare and deal
	Keep    = "keep" // confirm, which their page does by itself
	CheckIn = "check-in"
	Cast    = "cast"
	Open    = "open"
	Sign    = "sign"
)

// Stage says whose turn it is. Both may be empty: then the ballot is over, or void.
type Stage struct {
	State  voting.BallotState
	Others string // what the others can do now
	Self   string // what the person can do now
}

// Stage is how the ballot stands, as Look found it.
func (h *Hall) Stage() Stage {
	s := Stage{State: h.Ballot.State, Self: h.self()}
	s.Others = h.others(s.Self)
	return s
}

// others is what they can do. What ends a part of the ballot waits for the person.
func (h *Hall) others(self string) string {
	waited := self != ""
	switch h.Ballot.State {
	case voting.BallotCeremony, voting.BallotKeyed:
		switch {
		case h.toArrive():
			return Arrive
		case h.waits():
			return Guard
		case h.Ballot.State == voting.BallotKeyed && !waited:
			return Begin
		}
	case voting.BallotFrozen:
		return Begin
	case voting.BallotOpen:
		switch {
		case len(h.toCast()) > 0 || h.Ballot.Turnout.Entered < h.Ballot.Turnout.Paper:
			return Vote
		case !waited:
			return Close
		}
	case voting.BallotClosed, voting.BallotCounted:
		switch {
		case h.waits():
			return Guard
		case h.Ballot.State == voting.BallotClosed && !waited:
			return Count
		}
	case voting.BallotSigned:
		return Declare
	}
	return ""
}

// toArrive reports whether somebody of the roll has neither a key nor paper.
func (h *Hall) toArrive() bool {
	return slices.ContainsFunc(h.Roll, func(e voting.Elector) bool {
		return e.Mandate != h.Self && e.Key == "" && !e.Paper && !e.Suspended
	})
}

// self is what the person can do: as a scrutineer first, then as a deputy.
func (h *Hall) self() string {
	if i := slices.IndexFunc(h.Ballot.Trustees, func(t voting.Trustee) bool { return t.Mandate == h.Self }); i >= 0 && h.duty(h.Ballot.Trustees[i]) != nil {
		t := h.Ballot.Trustees[i]
		switch {
		case h.Ballot.State == voting.BallotClosed:
			return Open
		case h.Ballot.State == voting.BallotCounted:
			return Sign
		case !t.Joined:
			return Join
		case !t.Dealt:
			return Deal
		}
		return Keep
	}
	i := slices.IndexFunc(h.Roll, func(e voting.Elector) bool { return e.Mandate == h.Self })
	if i < 0 || h.Roll[i].Paper || h.Roll[i].Suspended {
		return ""
	}
	switch me := h.Roll[i]; {
	case me.Key == "" && (h.Ballot.State == voting.BallotCeremony || h.Ballot.State == voting.BallotKeyed):
		return CheckIn
	case me.Key != "" && !me.Cast && h.Ballot.State == voting.BallotOpen:
		return Cast
	}
	return ""
}

var errTurn = fault.FailedPrecondition("hall.turn", "现在轮不到其他人，请刷新页面，按页面上的下一步办理", "It is not the others' turn; reload the page and do what it says next")

// Do has the others do what they can do now; act is what the person saw on the page.
// It fails with failed_precondition where that is something else by now.
func (h *Hall) Do(ctx context.Context, act string) error {
	if err := h.Look(ctx); err != nil {
		return err
	}
	if act == "" || h.Stage().Others != act {
		return errTurn
	}
	if err := h.do(ctx, act); err != nil {
		return err
	}
	return h.Look(ctx)
}

func (h *Hall) do(ctx context.Context, act string) error {
	switch act {
	case Arrive:
		return errors.Join(h.checkIn(ctx), h.issue(ctx))
	case Guard:
		return h.guard(ctx)
	case Vote:
		return errors.Join(h.cast(ctx), h.papers(ctx))
	case Begin:
		if h.Ballot.State == voting.BallotKeyed {
			if err := h.lead(ctx, board.KindFreeze); err != nil {
				return err
			}
		}
		return h.lead(ctx, board.KindOpen)
	}
	return h.lead(ctx, map[string]string{Close: board.KindClose, Count: board.KindResult, Declare: board.KindDeclare}[act])
}

func (h *Hall) lead(ctx context.Context, kind string) error {
	return h.Lead(ctx, voting.ComposeEntryRequest{Kind: kind})
}

// Hold has the others do all they can, until it is the person's turn or the ballot is
// over.
func (h *Hall) Hold(ctx context.Context) error {
	for act := h.Stage().Others; act != ""; act = h.Stage().Others {
		if err := h.Do(ctx, act); err != nil {
			return err
		}
	}
	return nil
}

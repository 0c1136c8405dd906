package voting

import (
	"context"
	"encoding/json"
	"fmt"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var errNotClosed = fault.FailedPrecondition("voting.not_closed", "投票还没有结束，全部记录在投票结束后公布，请稍后再来",
	"The vote is not over; the whole record is published when it is. Come back then.")

// published is a ballot that has a board, which anybody may read.
func (s *Service) published(ctx context.Context, id string) (Ballot, error) {
	b, err := s.ballots.Get(store.System(ctx), id) // a board is public
	if err == nil && b.Head.Seq < 0 {
		err = errNoBallot
	}
	return b, err
}

// GetBoard serves voting.GetBoard.
func (s *Service) GetBoard(ctx context.Context, req voting.GetBoardRequest) (voting.BoardPage, error) {
	b, err := s.published(ctx, req.ID)
	if err != nil {
		return voting.BoardPage{}, err
	}
	out := voting.BoardPage{Ballot: b.ID, Title: b.Title, State: b.State, Head: b.Head, Turnout: b.Turnout, Entries: []voting.BoardEntry{}}
	if b.State == voting.BallotDeclared {
		out.Candidates, out.Result, out.Settlement = b.Candidates, b.Result, b.Settlement
		out.Congress, out.Runoff, out.Announced, out.Method = &b.Congress, b.Runoff, b.Announced, b.Choice.Method
	}
	limit := min(max(req.Limit, 1), store.MaxPage)
	if req.Limit == 0 {
		limit = 100
	}
	page, err := s.links.List(store.System(ctx), store.Query{Index: "board", Eq: store.Key{b.ID}, From: req.From, Below: b.Head.Seq + 1, Limit: limit})
	phase := phaseOf(b.State)
	for _, l := range page.Items {
		out.Entries = append(out.Entries, shownEntry(l.Entry.Public(phase)))
	}
	out.More = page.Next != ""
	return out, err
}

// ListPublicBallots serves voting.ListPublicBallots.
func (s *Service) ListPublicBallots(ctx context.Context, req voting.ListBallotsRequest) (rpc.Page[voting.PublicBallot], error) {
	if req.Area == "" {
		return rpc.Page[voting.PublicBallot]{}, errArea
	}
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(req.Area)}}) // that a congress votes is public
	return rpc.Fill(fillRounds, req.Limit, req.After, func(limit int, after string) (store.Page[Ballot], error) {
		return s.ballots.List(ctx, store.Query{Index: "area", Limit: limit, After: after})
	}, func(b *Ballot) (voting.PublicBallot, bool) {
		out := voting.PublicBallot{ID: b.ID, Title: b.Title, Congress: b.Congress, AreaName: s.tree.Path(area.Code(b.Congress.Division)), State: b.State, Turnout: b.Turnout}
		if b.Announced != nil {
			out.Announced = b.Announced.Number
		}
		return out, b.State != voting.BallotDraft
	})
}

// phaseOf is the phase whose rule of publication a ballot's board is under.
func phaseOf(state voting.BallotState) board.Phase {
	for phase, of := range phases {
		if of == state && phase != board.Defined {
			return phase
		}
	}
	return board.Empty
}

func shownEntry(p board.Public) voting.BoardEntry {
	e := voting.BoardEntry{Seq: p.Seq, At: p.At, Kind: p.Kind, Author: p.Author, Signature: seal.Hex(p.Signature).String(), Prev: p.Prev.String(), Hash: p.Hash.String()}
	if p.Body != nil {
		e.Body = *p.Body
		return e
	}
	e.Digest = p.BodyDigest.String()
	return e
}

// GetBundle serves voting.GetBundle.
func (s *Service) GetBundle(ctx context.Context, req voting.BallotID, w *rpc.Writer) error {
	b, err := s.published(ctx, req.ID)
	switch {
	case err != nil:
		return err
	case !over(b.State):
		return errNotClosed
	}
	w.SetType("application/json")
	w.SetName("ballot-" + b.ID + ".json")
	if _, err := fmt.Fprintf(w, `{"protocol":%q,"entries":[`, seal.Protocol); err != nil {
		return err
	}
	comma := ""
	q := store.Query{Index: "board", Eq: store.Key{b.ID}, Below: b.Head.Seq + 1, Limit: store.MaxPage}
	err = s.links.Each(store.System(ctx), q, func(l link) error {
		raw, err := json.Marshal(l.Entry)
		if err != nil {
			return fault.Internal(err)
		}
		_, err = fmt.Fprintf(w, "%s%s", comma, raw)
		comma = ","
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(w, "]}")
	return err
}

// over reports whether what ballots hold is published: the urn is closed. A ballot
// that became void with an open urn stays unread.
func over(state voting.BallotState) bool {
	switch state {
	case voting.BallotClosed, voting.BallotCounted, voting.BallotSigned, voting.BallotDeclared:
		return true
	}
	return false
}

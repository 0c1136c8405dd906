package voting

import (
	"cmp"
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/docx"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/voting/minutes"
)

// GetBallotMinutes serves voting.GetBallotMinutes.
func (s *Service) GetBallotMinutes(ctx context.Context, req voting.BallotMinutesRequest, w *rpc.Writer) error {
	b, err := s.ballots.Get(ctx, req.ID)
	if err != nil {
		return err
	}
	entries, err := s.spoken(ctx, &b)
	if err != nil {
		return err
	}
	var facts minutes.Facts
	reading := s.withBoard(ctx, &b, func(x *board.Board) { facts, err = minutes.Of(x, entries) })
	if reading != nil || err != nil {
		return cmp.Or(reading, err)
	}
	name, paperOf := "票决记录", minutes.Paper
	if req.Settlement {
		name = "主席团决定记录"
		paperOf = func(f minutes.Facts) (docx.Doc, error) { return minutes.Settlement(f, settlementOf(&b)) }
	}
	paper, err := paperOf(facts)
	if err != nil {
		return err
	}
	w.SetType(docx.MediaType)
	w.SetName(name + ".docx")
	_, err = w.Write(docx.Write(paper))
	return err
}

// settlementOf is what the presidium decided, as a paper says it; zero where it did not.
func settlementOf(b *Ballot) minutes.Decision {
	t := b.Settlement
	if t == nil {
		return minutes.Decision{}
	}
	return minutes.Decision{Chosen: t.Chosen, Hands: evaluation.Hands(t.Hands), Minutes: t.Minutes, On: t.On}
}

// spoken are the entries of a board without the ballots, papers and partials, which
// are most of it and say nothing to a record.
func (s *Service) spoken(ctx context.Context, b *Ballot) (out []board.Entry, err error) {
	q := store.Query{Index: "board", Eq: store.Key{b.ID}, Below: b.Head.Seq + 1, Limit: store.MaxPage}
	err = s.links.Each(store.System(ctx), q, func(l link) error {
		if l.Kind != board.KindBallot && l.Kind != board.KindPaper && l.Kind != board.KindPartial {
			out = append(out, l.Entry)
		}
		return nil
	})
	return out, err
}

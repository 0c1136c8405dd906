package voting

import (
	"context"
	"fmt"
	"sync"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// link is an entry of a board as it is stored.
type link struct {
	ID     string
	Ballot string
	board.Entry
}

func linkID(ballot string, seq int) string { return fmt.Sprintf("%s/%06d", ballot, seq) }

func newLinks(db *store.DB) *store.Collection[link] {
	return store.NewCollection(db, "link", store.Def[link]{
		ID: func(l *link) string { return l.ID },
		Indexes: []store.Index[link]{
			{Name: "board", Unique: true, Key: func(l *link) store.Key { return store.Key{l.Ballot, l.Seq} }},
			{Name: "signature", Unique: true, Key: func(l *link) store.Key { return store.Key{l.Ballot, fmt.Sprintf("%x", l.Signature)} }},
		},
	})
}

// folded is a board as this process knows it. What it holds follows from the
// stored entries and can be thrown away at any time.
type folded struct {
	mu    sync.Mutex
	board *board.Board
}

// mostBoards is how many boards a process keeps in memory.
const mostBoards = 64

// boards are those that this process works with.
type boards struct {
	mu sync.Mutex
	of map[string]*folded
}

func (x *boards) get(id string) *folded {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of == nil {
		x.of = map[string]*folded{}
	}
	f := x.of[id]
	if f == nil {
		for other := range x.of {
			if len(x.of) < mostBoards {
				break
			}
			delete(x.of, other)
		}
		f = &folded{board: board.New()}
		x.of[id] = f
	}
	return f
}

// follow brings a board up to a head that was read. Its lock is held. A board that
// does not lead there holds what a unit of work took and could not store, and is
// read anew.
func (s *Service) follow(ctx context.Context, f *folded, b *Ballot) error {
	if f.board.Size() == b.Head.Seq+1 && f.board.Size() > 0 && f.board.Head().String() != b.Head.Hash {
		f.board = board.New()
	}
	err := s.read(ctx, f.board, b)
	if err != nil && f.board.Size() > 0 {
		f.board = board.New()
		err = s.read(ctx, f.board, b)
	}
	return err
}

// read takes the entries that a board lacks up to a ballot's head.
func (s *Service) read(ctx context.Context, x *board.Board, b *Ballot) error {
	if x.Size() > b.Head.Seq {
		return nil
	}
	q := store.Query{Index: "board", Eq: store.Key{b.ID}, From: x.Size(), Below: b.Head.Seq + 1, Limit: store.MaxPage}
	return s.links.Each(store.System(ctx), q, func(l link) error {
		if err := x.Take(l.Entry); err != nil {
			return fault.Internal(fmt.Errorf("stored entry %s: %w", l.ID, err))
		}
		return nil
	})
}

// exactly brings a board to the head of a ballot whose turn is held, and to
// nothing beyond.
func (s *Service) exactly(ctx context.Context, f *folded, b *Ballot) error {
	if f.board.Size() > b.Head.Seq+1 {
		f.board = board.New()
	}
	return s.follow(ctx, f, b)
}

// withBoard lets fn read a ballot's board.
func (s *Service) withBoard(ctx context.Context, b *Ballot, fn func(*board.Board)) error {
	f := s.boards.get(b.ID)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := s.follow(ctx, f, b); err != nil {
		return err
	}
	fn(f.board)
	return nil
}

// append puts an entry at the end of a ballot's board, in the unit of work and at
// the ballot's turn; the ballot's head and what people see of it go with it.
func (s *Service) append(ctx context.Context, b *Ballot, e board.Entry) (board.Entry, error) {
	f := s.boards.get(b.ID)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := s.exactly(ctx, f, b); err != nil {
		return e, err
	}
	e = f.board.Next(max(e.At, b.LastAt), e.Kind, e.Author, e.Body, e.Signature)
	if err := f.board.Append(e); err != nil {
		return e, err
	}
	b.Head, b.LastAt = voting.BoardHead{Seq: e.Seq, Hash: e.Hash.String()}, e.At
	b.learn(f.board)
	return e, s.links.Create(store.System(ctx), link{ID: linkID(b.ID, e.Seq), Ballot: b.ID, Entry: e})
}

// phases are a board's phases as states of the ballot.
var phases = map[board.Phase]voting.BallotState{
	board.Defined: voting.BallotCeremony, board.Ceremony: voting.BallotCeremony, board.Keyed: voting.BallotKeyed, board.Frozen: voting.BallotFrozen,
	board.Open: voting.BallotOpen, board.Closed: voting.BallotClosed, board.Counted: voting.BallotCounted, board.Signed: voting.BallotSigned,
	board.Declared: voting.BallotDeclared, board.Voided: voting.BallotVoid,
}

// learn takes over what the board says of state, turnout and result.
func (b *Ballot) learn(from *board.Board) {
	b.State = phases[from.Phase()]
	keys, urn := from.Freezing(), from.Closing()
	b.Turnout.Screen, b.Turnout.Paper = keys.Screen, keys.Paper
	b.Turnout.Cast, b.Turnout.Entered = urn.Screen, urn.Paper
	if b.Turnout.Present = keys.Present; from.Frozen() {
		b.Turnout.Present = from.Present()
	}
	if r := from.Result(); r.Outcome.Outcome != "" {
		b.Result = &voting.BallotResult{Counts: r.Counts, Valid: r.Valid, Invalid: r.Invalid, Selected: r.Selected, Tied: r.Tied, Outcome: string(r.Outcome.Outcome)}
	}
}

// toldOf is the event that tells of an entry.
func (b *Ballot) toldOf(kind string) []event.Event {
	switch kind {
	case board.KindDeclare:
		return b.told(voting.BallotResultDeclared, kind)
	case board.KindVoid:
		return b.told(voting.BallotVoided, kind)
	}
	return b.told(voting.BoardEntryTaken, kind)
}

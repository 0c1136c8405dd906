package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// reach is the ballot, for who conducts it within their area and for who is on
// its roll; me is the caller's own seat, without a number where there is none.
func (s *Service) reach(ctx context.Context, id string) (b Ballot, me seat, err error) {
	if person := authz.Actor(ctx).Person; person != "" {
		me, _, err = s.seats.First(ctx, store.Query{Index: "place", Of: id + "/" + person})
		if err != nil {
			return b, me, err
		}
	}
	b, err = s.ballots.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) && me.Seat > 0 {
		b, err = s.ballots.Get(store.System(ctx), id) // the seat is the caller's right to it
	}
	return b, me, err
}

// GetBallot serves voting.GetBallot.
func (s *Service) GetBallot(ctx context.Context, req voting.BallotID) (voting.Ballot, error) {
	b, _, err := s.reach(ctx, req.ID)
	if err != nil {
		return voting.Ballot{}, err
	}
	return s.shown(ctx, &b)
}

// shown is the ballot with what its board says.
func (s *Service) shown(ctx context.Context, b *Ballot) (voting.Ballot, error) {
	out := s.named(b.plain())
	if b.Head.Seq < 0 {
		return out, nil
	}
	return out, s.withBoard(ctx, b, func(x *board.Board) { tellBoard(x, &out) })
}

func (s *Service) named(b voting.Ballot) voting.Ballot {
	b.AreaName = s.tree.Path(area.Code(b.Congress.Division))
	return b
}

// ListElectors serves voting.ListElectors.
func (s *Service) ListElectors(ctx context.Context, req voting.BallotID) (rpc.Page[voting.Elector], error) {
	out := rpc.Page[voting.Elector]{Items: []voting.Elector{}}
	b, _, err := s.reach(ctx, req.ID)
	if err != nil {
		return out, err
	}
	seats, err := s.roll(ctx, &b)
	for _, st := range seats {
		out.Items = append(out.Items, s.electorOf(&b, st))
	}
	if err != nil || b.Head.Seq < 0 {
		return out, err
	}
	return out, s.withBoard(ctx, &b, func(x *board.Board) { tellSeats(x, out.Items) })
}

// roll is the frozen one, or who would be on it.
func (s *Service) roll(ctx context.Context, b *Ballot) ([]seat, error) {
	if b.Rules != "" {
		return s.seatsOf(ctx, b.ID)
	}
	seats, err := s.rollOf(ctx, b)
	for i := range seats {
		seats[i].Seat = 0
	}
	return seats, err
}

func (s *Service) electorOf(b *Ballot, st seat) voting.Elector {
	at := slices.IndexFunc(b.Trustees, func(t trustee) bool { return t.Mandate == st.Mandate })
	return voting.Elector{Seat: st.Seat, Mandate: st.Mandate, Name: st.Name, Suspended: st.Suspended, Trustee: at + 1}
}

// myBallots is how many of the last ballots a deputy is shown.
const myBallots = 20

// MyBallots serves voting.MyBallots.
func (s *Service) MyBallots(ctx context.Context, _ rpc.None) (rpc.Page[voting.MyBallot], error) {
	out := rpc.Page[voting.MyBallot]{Items: []voting.MyBallot{}}
	person := authz.Actor(ctx).Person
	if person == "" {
		return out, nil
	}
	mine, err := s.seats.List(ctx, store.Query{Index: "person", Of: person, Limit: myBallots})
	if err != nil {
		return out, err
	}
	for _, st := range mine.Items {
		b, err := s.ballots.Get(store.System(ctx), st.Ballot) // the seat is the caller's right to it
		if err != nil {
			return out, err
		}
		my := voting.MyBallot{Me: s.electorOf(&b, st)}
		if my.Ballot, err = s.shown(ctx, &b); err != nil {
			return out, err
		}
		if b.Head.Seq >= 0 {
			me := []voting.Elector{my.Me}
			if err := s.withBoard(ctx, &b, func(x *board.Board) { tellSeats(x, me) }); err != nil {
				return out, err
			}
			my.Me = me[0]
		}
		out.Items = append(out.Items, my)
	}
	return out, nil
}

// tellBoard adds what the board says to the ballot.
func tellBoard(x *board.Board, out *voting.Ballot) {
	out.Attempt, out.ChairKey = x.Attempt(), x.Definition().Chair.String()
	for i, h := range x.Helpers() {
		t := &out.Trustees[i]
		t.Joined, t.Dealt, t.Confirmed, t.Opened, t.Signed, t.Lost = h.Joined, h.Dealt, h.Confirmed, h.Opened, h.Signed, h.Lost
	}
	joined := x.Tellers()
	for i := range out.Tellers {
		out.Tellers[i].Joined = joined[i]
	}
}

// tellSeats adds what the board says to deputies with a seat.
func tellSeats(x *board.Board, all []voting.Elector) {
	seats := x.Voters()
	for i := range all {
		now := seats[all[i].Seat-1]
		all[i].Suspended, all[i].Key, all[i].Paper, all[i].Cast = now.Suspended, now.Key.String(), now.Paper, now.Cast
	}
}

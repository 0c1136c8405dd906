package voting

import (
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// AnnounceRound serves voting.AnnounceRound.
func (s *Service) AnnounceRound(ctx context.Context, req voting.AnnounceRequest) (voting.Round, error) {
	where, err := s.congressOf(req.Area)
	if err != nil || where != req.Area {
		return voting.Round{}, errArea
	}
	r := Round{Ancestors: s.tokensOf(req.Area), Above: s.tree.Line(req.Area)}
	r.Round = voting.Round{ID: s.db.NewID(), Area: req.Area, Year: req.Year, Title: req.Title, Call: req.Call, Opens: req.Opens, Closes: req.Closes}
	events, err := r.announce(s.actAt(ctx, req.Area, r.Ancestors))
	if err != nil {
		return voting.Round{}, err
	}
	return s.roundView(r), s.rounds.Create(ctx, r, events...)
}

// ChangeRound serves voting.ChangeRound.
func (s *Service) ChangeRound(ctx context.Context, req voting.ChangeRoundRequest) (voting.Round, error) {
	r, err := s.rounds.Update(ctx, req.ID, func(r *Round) ([]event.Event, error) { return r.change(s.actAt(ctx, r.Area, r.Ancestors), req) })
	return s.roundView(r), err
}

// ListRounds serves voting.ListRounds.
func (s *Service) ListRounds(ctx context.Context, req voting.RoundsRequest) (rpc.Page[voting.Round], error) {
	out := rpc.Page[voting.Round]{Items: []voting.Round{}}
	ctx = public(ctx)
	if req.After == "" { // those that reach down to the division stand before its own and those below
		for _, above := range s.tree.Ancestors(area.Code(req.Area)) {
			if string(above) == req.Area {
				continue
			}
			page, err := s.rounds.List(ctx, store.Query{Index: "of", Eq: store.Key{string(above)}, Desc: true, Limit: 3})
			if err != nil {
				return out, err
			}
			for _, r := range page.Items {
				out.Items = append(out.Items, s.roundView(r))
			}
		}
	}
	page, err := s.rounds.List(ctx, store.Query{Index: "in", Of: req.Area, Limit: req.Limit, After: req.After})
	for _, r := range page.Items {
		out.Items = append(out.Items, s.roundView(r))
	}
	out.Next = page.Next
	return out, err
}

func (s *Service) roundView(r Round) voting.Round {
	return r.shown(s.tree.Path(area.Code(r.Area)), s.clock.Now())
}

// public reaches what anybody may see.
func public(ctx context.Context) context.Context {
	return store.WithScope(ctx, store.Scope{Tokens: []string{publicToken}})
}

// openRound is the round that takes proposals in a division today, if any.
func (s *Service) openRound(ctx context.Context, code string) (Round, bool, error) {
	today := calendar.DateOf(s.clock.Now())
	page, err := s.rounds.List(public(ctx), store.Query{Index: "of", Eq: store.Key{code}, Desc: true, Limit: 10})
	for _, r := range page.Items {
		if r.openAt(today) {
			return r, true, err
		}
	}
	return Round{}, false, err
}

// joinedIn counts a proposal on its round.
func (s *Service) joinedIn(ctx context.Context, round string) error {
	if round == "" {
		return nil
	}
	_, err := s.rounds.Update(store.System(ctx), round, func(r *Round) ([]event.Event, error) {
		r.Proposals++
		return nil, nil
	})
	return err
}

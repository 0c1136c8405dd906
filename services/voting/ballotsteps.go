package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	rule "lianluo/pkg/ballot"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var (
	errNoCongress = fault.Invalid("voting.congress", "请填写是哪一届人大的第几次会议", "Say which congress votes, of which term, at which session")
	errRunoffOnce = fault.Conflict("voting.runoff_once", "这次票决的再次投票已经建立，请打开已有的一次", "The run-off of this ballot is there already; open it")
	errNoTie      = fault.FailedPrecondition("voting.no_tie", "这次票决没有需要再次投票的票数相等，不必再次投票", "This ballot has no tie that a run-off would decide")
)

// CreateBallot serves voting.CreateBallot.
func (s *Service) CreateBallot(ctx context.Context, req voting.CreateBallotRequest) (voting.Ballot, error) {
	b := Ballot{ID: s.db.NewID(), Title: req.Title, State: voting.BallotDraft, CreatedAt: s.clock.Now().UTC(), Head: voting.BoardHead{Seq: -1}}
	var err error
	if req.RunoffOf != "" {
		err = s.runoff(ctx, &b, req.RunoffOf)
	} else {
		err = s.draft(ctx, &b, req)
	}
	if err != nil {
		return voting.Ballot{}, err
	}
	return b.plain(), s.ballots.Create(ctx, b, b.told(voting.BallotPrepared, "")...)
}

// draft is a ballot on projects.
func (s *Service) draft(ctx context.Context, b *Ballot, req voting.CreateBallotRequest) error {
	if req.Congress == nil || len(req.Projects) == 0 {
		return errNoCongress
	}
	b.Congress, b.Areas = *req.Congress, authz.AreaTokens(s.tree, req.Congress.Division)
	set, version := s.rules.At(b.Congress.Division, b.CreatedAt)
	votes := method(set, req.Recommend)
	b.Recommend = !votes.Decides() // also where it is the place's own method
	b.Choice = voting.BallotChoice{Method: string(votes), Version: version}
	if err := votes.FitsPlace(s.tree, area.Code(b.Congress.Division)); err != nil {
		return err
	}
	var err error
	if b.Projects, err = s.candidates(ctx, b, req.Projects); err != nil {
		return err
	}
	b.Candidates = b.Projects
	if rule.Method(b.Choice.Method) == rule.Package {
		b.Candidates = []voting.BallotCandidate{whole(b.Title, b.Projects)}
	}
	return nil
}

// runoff is the ballot among the tied of another: the same roll, scrutineers and
// rules, in one step.
func (s *Service) runoff(ctx context.Context, b *Ballot, of string) error {
	old, err := s.ballots.Update(ctx, of, func(o *Ballot) ([]event.Event, error) {
		switch {
		case o.Runoff != "":
			return nil, errRunoffOnce
		case o.State != voting.BallotDeclared || o.Result.Outcome != string(rule.ToRunoff):
			return nil, errNoTie
		}
		o.Runoff = b.ID
		return nil, nil
	})
	if err != nil {
		return err
	}
	adopted, candidates, err := s.tied(&old)
	if err != nil {
		return err
	}
	b.RunoffOf, b.Congress, b.Areas, b.Choice, b.Recommend = of, old.Congress, old.Areas, old.Choice, old.Recommend
	b.Choice.Places, b.Candidates, b.Projects, b.Adopted = adopted.Places, candidates, candidates, &adopted
	b.Trustees, b.Threshold, b.Tellers, b.State = old.Trustees, old.Threshold, old.Tellers, voting.BallotRoll
	b.Turnout, b.Rules = voting.Turnout{Roll: old.Turnout.Roll, Suspended: old.Turnout.Suspended, Quorum: adopted.Quorum, Pass: adopted.Pass}, ruleText(adopted)
	seats, err := s.seatsOf(ctx, of)
	if err != nil {
		return err
	}
	for i := range seats {
		seats[i].ID, seats[i].Ballot, seats[i].CreatedAt = seatID(b.ID, seats[i].Seat), b.ID, b.CreatedAt
	}
	return s.putSeats(ctx, seats)
}

// tied are the rules and the candidates of a ballot's run-off.
func (s *Service) tied(b *Ballot) (rule.Rules, []voting.BallotCandidate, error) {
	var all []rule.Candidate
	for _, c := range b.Candidates {
		all = append(all, rule.Candidate(c))
	}
	rules, left, err := rule.Runoff(*b.Adopted, all, outcomeOf(b.Result))
	var out []voting.BallotCandidate
	for _, c := range left {
		out = append(out, voting.BallotCandidate(c))
	}
	return rules, out, err
}

func outcomeOf(r *voting.BallotResult) rule.Outcome {
	return rule.Outcome{Selected: r.Selected, Tied: r.Tied, Outcome: rule.Verdict(r.Outcome)}
}

func (s *Service) putSeats(ctx context.Context, seats []seat) error {
	for _, st := range seats {
		if err := s.seats.Create(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

// AdoptBallotRules serves voting.AdoptBallotRules.
func (s *Service) AdoptBallotRules(ctx context.Context, req voting.AdoptBallotRulesRequest) (voting.Ballot, error) {
	return s.step(ctx, req.ID, voting.BallotRulesAdopted, func(ctx context.Context, b *Ballot) error {
		if err := b.at(voting.BallotDraft); err != nil {
			return err
		}
		roll, err := s.rollOf(ctx, b)
		if err != nil {
			return err
		}
		b.Choice.Places = req.Places
		adopted, err := s.adopt(b, turnoutOf(roll))
		if err != nil {
			return err
		}
		b.Choice.Places = adopted.Places
		b.Adopted, b.State = &adopted, voting.BallotRules
		return nil
	})
}

// adopt makes the rules of the ballot from those of the area, for a roll.
func (s *Service) adopt(b *Ballot, roll voting.Turnout) (rule.Rules, error) {
	e := rule.Electorate{Seats: max(roll.Roll, 1), Suspended: roll.Suspended, Places: b.Choice.Places, Candidates: len(b.Candidates)}
	return s.rules.Of(b.Choice.Version).Adopt(s.tree, area.Code(b.Congress.Division), b.Choice.Version, e, b.Recommend)
}

// ApproveScrutineers serves voting.ApproveScrutineers.
func (s *Service) ApproveScrutineers(ctx context.Context, req voting.ApproveScrutineersRequest) (voting.Ballot, error) {
	return s.step(ctx, req.ID, voting.ScrutineersApproved, func(ctx context.Context, b *Ballot) error {
		roll, err := s.rollOf(ctx, b)
		if err != nil {
			return err
		}
		var chosen []trustee
		for i, mandate := range req.Mandates {
			at := slices.IndexFunc(roll, func(st seat) bool { return st.Mandate == mandate })
			if at < 0 || roll[at].Suspended || slices.Contains(req.Mandates[:i], mandate) {
				return errScrutineers
			}
			chosen = append(chosen, trustee{Mandate: mandate, Person: roll[at].Person, Name: roll[at].Name})
		}
		return b.approve(chosen, req.Threshold, req.Tellers, authz.Actor(ctx).ID)
	})
}

// FreezeRoll serves voting.FreezeRoll. The rules get the figures of the roll.
func (s *Service) FreezeRoll(ctx context.Context, req voting.BallotID) (voting.Ballot, error) {
	return s.step(ctx, req.ID, voting.RollFrozen, func(ctx context.Context, b *Ballot) error {
		if err := b.at(voting.BallotScrutineers); err != nil {
			return err
		}
		roll, err := s.rollOf(ctx, b)
		if err != nil {
			return err
		}
		if len(roll) == 0 {
			return errRollEmpty
		}
		for i := range b.Trustees {
			t := &b.Trustees[i]
			at := slices.IndexFunc(roll, func(st seat) bool { return st.Mandate == t.Mandate })
			if at < 0 || roll[at].Suspended {
				return errScrutineers
			}
			t.Seat = roll[at].Seat
		}
		b.Turnout = turnoutOf(roll)
		adopted, err := s.adopt(b, b.Turnout)
		if err != nil {
			return err
		}
		b.Adopted, b.Rules, b.State = &adopted, ruleText(adopted), voting.BallotRoll
		b.Turnout.Quorum, b.Turnout.Pass = adopted.Quorum, adopted.Pass
		return s.putSeats(ctx, roll)
	})
}

// step changes a ballot before it has a board.
func (s *Service) step(ctx context.Context, id string, told event.Type[voting.BallotChanged], fn func(context.Context, *Ballot) error) (voting.Ballot, error) {
	b, err := s.ballots.Update(ctx, id, func(b *Ballot) ([]event.Event, error) {
		if err := fn(ctx, b); err != nil {
			return nil, err
		}
		return b.told(told, ""), nil
	})
	return b.plain(), err
}

// ListBallots serves voting.ListBallots.
func (s *Service) ListBallots(ctx context.Context, req voting.ListBallotsRequest) (rpc.Page[voting.Ballot], error) {
	if req.Area != "" {
		ctx = authz.Within(ctx, s.tree, req.Area)
	}
	page, err := s.ballots.List(ctx, store.Query{Index: "area", Limit: req.Limit, After: req.After})
	out := rpc.Page[voting.Ballot]{Items: []voting.Ballot{}, Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, s.named(page.Items[i].plain()))
	}
	return out, err
}

func (s *Service) handleBallots(r *rpc.Server) {
	rpc.Handle(r, voting.CreateBallot, s.CreateBallot)
	rpc.Handle(r, voting.ListBallots, s.ListBallots)
	rpc.Handle(r, voting.GetBallot, s.GetBallot)
	rpc.Handle(r, voting.AdoptBallotRules, s.AdoptBallotRules)
	rpc.Handle(r, voting.ApproveScrutineers, s.ApproveScrutineers)
	rpc.Handle(r, voting.FreezeRoll, s.FreezeRoll)
	rpc.Handle(r, voting.ListElectors, s.ListElectors)
	rpc.Handle(r, voting.MyBallots, s.MyBallots)
	rpc.Handle(r, voting.ComposeEntry, s.ComposeEntry)
	rpc.Handle(r, voting.LeadEntry, s.LeadEntry)
	rpc.Handle(r, voting.PostEntry, s.PostEntry)
	rpc.Handle(r, voting.GetBoard, s.GetBoard)
	rpc.HandleStream(r, voting.GetBundle, s.GetBundle)
	rpc.HandleStream(r, voting.GetBallotMinutes, s.GetBallotMinutes)
	rpc.Handle(r, voting.ComparePapers, s.ComparePapers)
	rpc.Handle(r, voting.AnnounceResult, s.AnnounceResult)
	rpc.Handle(r, voting.SettleTie, s.SettleTie)
}

// method is how the place votes, unless a recommendation is asked for.
func method(r Rules, recommend bool) rule.Method {
	if recommend {
		return rule.Recommendation
	}
	return rule.Method(r.BallotMethod)
}

package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// bare is an appraisal as raters and everybody see it: results once they are
// published.
func (s *Service) bare(a *Appraisal) voting.Appraisal {
	out := a.Appraisal
	out.AreaName = s.tree.Path(area.Code(a.Area))
	out.State = a.stateOn(calendar.DateOf(s.clock.Now()).String())
	out.Slips, out.Codes = nil, len(a.Groups) > 0
	if out.Signed != nil {
		out.Signed = &voting.SignedOff{ByName: a.Signed.ByName, At: a.Signed.At}
	}
	if a.State != voting.AppraisalPublished {
		out.Results, out.Signed = nil, nil
	}
	return out
}

// led is an appraisal as its office sees it: the turnout at any time, what was said
// only once it is over.
func (s *Service) led(a *Appraisal, u *urn, waiting []string) voting.Appraisal {
	out := s.bare(a)
	out.Signed, out.Results, out.Waiting = a.Signed, a.Results, waiting
	out.Rated = u.headsOf(0)
	out.Slips = slices.Clone(a.Slips)
	for i := range out.Slips {
		out.Slips[i].Used = u.headsOf(i + 1)
	}
	if out.State == voting.AppraisalClosed {
		out.Results = a.results(u)
	}
	for _, to := range turns[out.State] {
		out.Next = append(out.Next, string(to))
	}
	return out
}

// GetAppraisal serves voting.GetAppraisal.
func (s *Service) GetAppraisal(ctx context.Context, req voting.AppraisalID) (voting.Appraisal, error) {
	a, err := s.appraisals.Get(ctx, req.ID)
	if err != nil {
		return voting.Appraisal{}, err
	}
	ctx = store.System(ctx)
	u, err := s.urns.Get(ctx, a.ID)
	if err != nil {
		return voting.Appraisal{}, err
	}
	var waiting []string
	err = s.raters.Each(ctx, store.Query{Index: "waiting", Eq: store.Key{a.ID}, Limit: store.MaxPage}, func(r rater) error {
		waiting = append(waiting, r.Name)
		return nil
	})
	return s.led(&a, &u, waiting), err
}

// ListAppraisals serves voting.ListAppraisals.
func (s *Service) ListAppraisals(ctx context.Context, req voting.AppraisalsRequest) (rpc.Page[voting.Appraisal], error) {
	return s.listAppraisals(authz.Within(ctx, s.tree, req.Area), req)
}

// ListPublicAppraisals serves voting.ListPublicAppraisals.
func (s *Service) ListPublicAppraisals(ctx context.Context, req voting.AppraisalsRequest) (rpc.Page[voting.Appraisal], error) {
	return s.listAppraisals(store.WithScope(ctx, store.Scope{Tokens: []string{publicIn(authz.AreaToken(req.Area))}}), req)
}

func (s *Service) listAppraisals(ctx context.Context, req voting.AppraisalsRequest) (rpc.Page[voting.Appraisal], error) {
	page, err := s.appraisals.List(ctx, store.Query{Index: "all", Limit: req.Limit, After: req.After})
	out := rpc.Page[voting.Appraisal]{Items: []voting.Appraisal{}, Next: page.Next}
	for i := range page.Items {
		out.Items = append(out.Items, s.bare(&page.Items[i]))
	}
	return out, err
}

// GetPublicAppraisal serves voting.GetPublicAppraisal.
func (s *Service) GetPublicAppraisal(ctx context.Context, req voting.AppraisalID) (voting.Appraisal, error) {
	a, err := s.appraisals.Get(public(ctx), req.ID)
	if err != nil {
		return voting.Appraisal{}, err
	}
	return s.bare(&a), nil
}

// TurnAppraisal serves voting.TurnAppraisal.
func (s *Service) TurnAppraisal(ctx context.Context, req voting.TurnRequest) (voting.Appraisal, error) {
	var u urn
	a, err := s.appraisals.Update(ctx, req.ID, func(a *Appraisal) ([]event.Event, error) {
		by := s.actAt(ctx, a.Area, a.Areas)
		var events []event.Event
		var err error
		u, err = s.urns.Update(store.System(ctx), a.ID, func(u *urn) ([]event.Event, error) {
			events, err = a.turn(by, req, u)
			return nil, err
		})
		return events, err
	})
	if err != nil {
		return voting.Appraisal{}, err
	}
	if req.To == voting.AppraisalPublished {
		err = s.deliver(store.System(ctx), &a)
	}
	return s.led(&a, &u, nil), err
}

func (s *Service) handleAppraisals(r *rpc.Server) {
	rpc.Handle(r, voting.OpenAppraisal, s.OpenAppraisal)
	rpc.Handle(r, voting.GetAppraisal, s.GetAppraisal)
	rpc.Handle(r, voting.ListAppraisals, s.ListAppraisals)
	rpc.Handle(r, voting.TurnAppraisal, s.TurnAppraisal)
	rpc.Handle(r, voting.IssueSlips, s.IssueSlips)
	rpc.Handle(r, voting.MyAppraisals, s.MyAppraisals)
	rpc.Handle(r, voting.RateAppraisal, s.RateAppraisal)
	rpc.Handle(r, voting.AnswerAppraisal, s.AnswerAppraisal)
	rpc.Handle(r, voting.ListPublicAppraisals, s.ListPublicAppraisals)
	rpc.Handle(r, voting.GetPublicAppraisal, s.GetPublicAppraisal)
	rpc.Handle(r, voting.RateBySlip, s.RateBySlip)
	rpc.Handle(r, voting.OrderRectification, s.OrderRectification)
	rpc.Handle(r, voting.ReportRectification, s.ReportRectification)
	rpc.Handle(r, voting.ConcludeProject, s.ConcludeProject)
}

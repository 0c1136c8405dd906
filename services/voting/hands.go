package voting

import (
	"context"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var errOrgan = fault.Invalid("hands.organ", "这个区划没有所选的会议：乡镇由主席团，街道由人大工委，县级以上由常委会，或由人民代表大会决定，请改选",
	"This division has no such organ: a township has its presidium, a street its work committee, a county and above a standing committee, and each but a street its congress. Choose again").
	At("organ", "请改选", "Choose again")

// resolved is what a resolution of a division's organ came to: whether it was
// carried. It fails with hands.organ, and as counted does.
func (s *Service) resolved(a Act, division string, r voting.Resolution) (carried bool, err error) {
	congress := r.Organ == voting.CongressOrgan && s.tree.HasCongress(area.Code(division))
	if r.Organ != s.organOf(division) && !congress {
		return false, errOrgan
	}
	return counted(a, r)
}

// counted reports whether a motion was carried, whichever organ it was put to. It
// fails with hands.counts, hands.quorum, or project.on for a day to come.
func counted(a Act, r voting.Resolution) (carried bool, err error) {
	hands := evaluation.Hands(r.Hands)
	if err := hands.Check(); err != nil {
		return false, err
	}
	if r.On > today(a) {
		return false, errOn
	}
	return hands.Carried(), nil
}

// Decision is a recorded decision as it is stored; it does not change.
type Decision struct {
	voting.Decision
	Ancestors []string `json:"ancestors"`
}

func declareDecisions(db *store.DB) *store.Collection[Decision] {
	latest := func(d *Decision) store.Key { return store.Key{store.Reverse(d.At)} }
	return store.NewCollection(db, "decision", store.Def[Decision]{
		ID: func(d *Decision) string { return d.ID }, Tokens: func(d *Decision) []string { return d.Ancestors },
		Indexes: []store.Index[Decision]{
			{Name: "all", Scoped: true, Key: latest},
			{Name: "subject", Of: func(d *Decision) []string { return []string{d.Subject} }, Key: latest},
		},
	})
}

// RecordDecision serves voting.RecordDecision.
func (s *Service) RecordDecision(ctx context.Context, req voting.DecisionRequest) (voting.Decision, error) {
	where, err := s.congressOf(req.Area)
	if err != nil || where != req.Area {
		return voting.Decision{}, errArea
	}
	d := Decision{Ancestors: s.tokensOf(req.Area)}
	a := s.actAt(ctx, req.Area, d.Ancestors)
	if err := s.matters(ctx, req.Area, req.Subject); err != nil {
		return voting.Decision{}, err
	}
	carried, err := s.resolved(a, req.Area, req.Resolution)
	if err != nil {
		return voting.Decision{}, err
	}
	d.Decision = voting.Decision{ID: s.db.NewID(), Area: req.Area, Matter: req.Matter, Resolution: req.Resolution, Carried: carried, By: a.By, ByName: a.Name, At: a.At}
	told := voting.DecisionRecorded.New(voting.DecisionChanged{Decision: d.ID, Area: d.Area, Matter: d.Matter, Resolution: d.Resolution, Carried: carried})
	return s.decisionView(d), s.decisions.Create(ctx, d, told)
}

// matters fails with not_found for a subject that the caller does not reach or that
// lies in another division.
func (s *Service) matters(ctx context.Context, division, subject string) error {
	if subject == "" {
		return nil
	}
	p, err := s.projects.Get(ctx, subject)
	at := p.Area
	if fault.Is(err, fault.KindNotFound) {
		var b Ballot
		b, err = s.ballots.Get(ctx, subject)
		at = b.Congress.Division
	}
	if err == nil && at != division {
		err = errNoProject
	}
	return fault.Instead(err, errNoProject)
}

// ListDecisions serves voting.ListDecisions.
func (s *Service) ListDecisions(ctx context.Context, req voting.DecisionsRequest) (rpc.Page[voting.Decision], error) {
	if req.Area != "" {
		ctx = authz.Within(ctx, s.tree, req.Area)
	}
	q := store.Query{Index: "all", Limit: req.Limit, After: req.After}
	if req.Subject != "" {
		q.Index, q.Of = "subject", req.Subject
	}
	page, err := s.decisions.List(ctx, q)
	out := rpc.Page[voting.Decision]{Items: []voting.Decision{}, Next: page.Next}
	for _, d := range page.Items {
		out.Items = append(out.Items, s.decisionView(d))
	}
	return out, err
}

func (s *Service) decisionView(d Decision) voting.Decision {
	out := d.Decision
	out.AreaName = s.tree.Path(area.Code(d.Area))
	return out
}

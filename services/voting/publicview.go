package voting

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

var errReceipt = fault.NotFound("receipt.not_found", "编号或查询码不对，请对照回执重新输入", "Number or code is wrong; compare them with your receipt")

// ListPublicProjects serves voting.ListPublicProjects.
func (s *Service) ListPublicProjects(ctx context.Context, req voting.ListRequest) (rpc.Page[voting.PublicProject], error) {
	if req.Area == "" {
		return rpc.Page[voting.PublicProject]{}, errArea
	}
	ctx = store.WithScope(ctx, store.Scope{Tokens: []string{publicIn(authz.AreaToken(req.Area))}})
	return listed(ctx, s, req, (*Project).heading, func(p *Project) voting.PublicProject { return s.publicView(p, false) })
}

// GetPublicProject serves voting.GetPublicProject.
func (s *Service) GetPublicProject(ctx context.Context, req voting.ByID) (voting.PublicProject, error) {
	p, err := s.projects.Get(public(ctx), req.ID)
	if err != nil {
		return voting.PublicProject{}, err
	}
	return s.publicView(&p, true), nil
}

// FollowProposal serves voting.FollowProposal. The pair is the capability: the scope
// it gives reaches the projects that the proposal lives in.
func (s *Service) FollowProposal(ctx context.Context, req voting.FollowProposalRequest) (voting.PublicProposal, error) {
	n, own := s.withReceipt(ctx, req)
	out := voting.PublicProposal{Number: n, Projects: []voting.PublicProject{}, Entries: []voting.ProposalNotice{}}
	err := s.projects.Each(own, store.Query{Index: "number", Of: n}, func(p Project) error {
		for _, src := range p.Sources {
			if src.Number == n {
				out.Text, out.At, out.Withdrawn = src.Text, src.At, !src.Withdrawn.IsZero()
			}
		}
		out.Entries = append(out.Entries, p.notices()...)
		if !p.ended() || p.State == voting.Rejected || p.State == voting.Withdrawn || len(out.Projects) == 0 {
			out.Projects = append(out.Projects, s.publicView(&p, false))
		}
		return nil
	})
	if err != nil || out.At.IsZero() {
		return voting.PublicProposal{}, cmp.Or[error](err, errReceipt)
	}
	sorting.Stably(out.Entries, func(a, b voting.ProposalNotice) int { return a.At.Compare(b.At) })
	return out, nil
}

// notices are the turns of the project without names.
func (p *Project) notices() []voting.ProposalNotice {
	out := []voting.ProposalNotice{}
	for _, e := range p.History {
		if !slices.Contains(unsaid, e.What) {
			out = append(out, voting.ProposalNotice{At: e.At, Project: p.ID, What: e.What, To: e.To, Why: e.Why})
		}
	}
	return out
}

// unsaid are steps that say nothing to the public by themselves.
var unsaid = []string{"DossierWritten", "QuestionAsked", "QuestionAnswered"}

// publicView is the project as anybody may know it; whole: with its chain.
func (s *Service) publicView(p *Project, whole bool) voting.PublicProject {
	out := voting.PublicProject{ID: p.ID, Number: p.Number, Area: p.Area, AreaName: s.tree.Path(area.Code(p.Area)), Year: p.Year, Category: p.Category,
		State: p.State, Voices: p.Voices, Sources: []voting.PublicSource{}, Questions: []voting.PublicQuestion{}, History: []voting.ProposalNotice{},
		MergedInto: p.MergedInto, SplitInto: p.SplitInto}
	if !p.public() {
		return out
	}
	out.Title = p.Title
	if slices.Contains(candidacy, p.State) || len(p.Reviews) > 0 {
		out.Place, out.Dossier = p.Place, p.Dossier
		_, out.UnitName = p.answers()
		out.Course = s.courseOf(p)
	}
	if !whole {
		return out
	}
	out.History, out.Chain = p.notices(), p.publicChain()
	for _, src := range p.Sources {
		out.Sources = append(out.Sources, publicSource(src))
	}
	for _, q := range p.Questions {
		if q.Answer != "" {
			out.Questions = append(out.Questions, voting.PublicQuestion{Text: q.Text, PersonName: q.PersonName, At: q.At, Answer: q.Answer, AnsweredAt: q.AnsweredAt})
		}
	}
	return out
}

// candidacy are the states from the screening's end on: what deputies read then,
// everybody may.
var candidacy = voting.States[slices.Index(voting.States, voting.Candidate) : slices.Index(voting.States, voting.Archived)+1]

// publicSource names nobody but a deputy, and cases only by what staff published.
func publicSource(src voting.Source) voting.PublicSource {
	out := voting.PublicSource{Channel: src.Channel, StationName: src.StationName, PersonName: src.PersonName, At: src.At}
	for _, c := range src.Cases {
		if strings.TrimSpace(c.PublicTitle) == "" {
			c.Number, c.Case = "", ""
		}
		c.Station = ""
		out.Cases = append(out.Cases, c)
	}
	return out
}

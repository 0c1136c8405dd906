package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// fillRounds bounds how often the store is asked to fill one page.
const fillRounds = 20

// GetProject serves voting.GetProject.
func (s *Service) GetProject(ctx context.Context, req voting.ByID) (voting.Project, error) {
	ctx, err := s.seated(ctx)
	if err != nil {
		return voting.Project{}, err
	}
	p, err := s.projects.Get(ctx, req.ID)
	if err != nil {
		return voting.Project{}, err
	}
	return s.view(ctx, &p), nil
}

// ListProjects serves voting.ListProjects.
func (s *Service) ListProjects(ctx context.Context, req voting.ListRequest) (rpc.Page[voting.Row], error) {
	ctx, err := s.seated(ctx)
	if err != nil {
		return rpc.Page[voting.Row]{Items: []voting.Row{}}, err
	}
	may := s.powers(ctx)
	return listed(ctx, s, req, (*Project).said, func(p *Project) voting.Row { return s.row(p, may) })
}

// listed fills a page with projects that the caller reaches and the request means,
// found by what said says of them.
func listed[R any](ctx context.Context, s *Service, req voting.ListRequest, said func(*Project) string, show func(*Project) R) (rpc.Page[R], error) {
	reach := ctx
	if req.Area != "" {
		reach = authz.Within(ctx, s.tree, req.Area)
	}
	if req.Mine {
		reach = store.WithScope(ctx, store.Scope{Tokens: []string{authz.PersonToken(authz.Actor(ctx).Person)}})
	}
	q, find := indexFor(req), words.NewQuery(req.Text)
	return rpc.Fill(fillRounds, req.Limit, req.After, func(limit int, after string) (store.Page[Project], error) {
		if some := find.Some(enough); len(some) > 0 {
			return s.projects.Search(reach, store.Search{Index: "words", Words: some, Limit: limit, After: after})
		}
		q.Limit, q.After = limit, after
		return s.projects.List(reach, q)
	}, func(p *Project) (row R, ok bool) {
		if !p.holds(req, find, said(p)) {
			return row, false
		}
		if !permits(ctx, p.tokens()) || !s.meant(ctx, req, p) {
			return row, false
		}
		return show(p), true
	})
}

// meant reports whether a request that found a project means it.
func (s *Service) meant(ctx context.Context, req voting.ListRequest, p *Project) bool {
	if req.Mine {
		if _, watches := p.supervisor(authz.Actor(ctx).Person); !watches {
			return false
		}
	}
	switch {
	case req.Year != 0 && p.Year != req.Year, req.State != "" && p.State != req.State:
		return false
	case req.Light != "" && (!p.underWay() || s.courseOf(p).Light != req.Light):
		return false
	}
	return req.Area == "" || slices.Contains(p.Ancestors, authz.AreaToken(req.Area))
}

// view is the project as the caller sees it: proposers masked, and what the caller
// may do next.
func (s *Service) view(ctx context.Context, p *Project) voting.Project {
	out := p.Project
	out.AreaName = s.tree.Path(area.Code(p.Area))
	out.Sources = slices.Clone(p.Sources)
	s.mask(ctx, out.Sources)
	out.Course = s.courseOf(p)
	may := s.powers(ctx)
	if !may.scope(voting.GetProposalPhoto.Declared()).Permits(p.tokens()) {
		withoutPhotos(out.Sources)
	}
	out.Next = may.next(p)
	return out
}

func (s *Service) row(p *Project, may *powers) voting.Row {
	out := voting.Row{ID: p.ID, Number: p.Number, Area: p.Area, AreaName: s.tree.Path(area.Code(p.Area)), Year: p.Year, Title: p.Title, State: p.State,
		Voices: p.Voices, Cases: len(p.cases()), Cost: p.Dossier.Cost, Course: s.courseOf(p), Updated: p.Updated}
	_, out.UnitName = p.answers()
	for _, q := range p.Questions {
		if q.Answer == "" {
			out.Asked++
		}
	}
	if next := may.next(p); len(next) > 0 {
		out.Next = next[0]
	}
	return out
}

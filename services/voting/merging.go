package voting

import (
	"context"
	"maps"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
)

// merge ends the project in favour of another one, which takes over its sources. It
// keeps a copy of them: whoever asks by a number is led on.
func (p *Project) merge(a Act, into *Project, reason string) ([]event.Event, error) {
	switch {
	case p.ID == into.ID:
		return nil, errSelf
	case p.Area != into.Area:
		return nil, errCongress
	case !into.may(voting.Merged) || !into.public(): // before the congress, ended, or unread
		return nil, errInto
	}
	p.MergedInto = into.ID
	return p.move(a, voting.Merged, voting.ProjectMerged, reason, about(into.ID))
}

// takeOver takes the sources of a project that was merged into this one.
func (p *Project) takeOver(a Act, from *Project, reason string) []event.Event {
	p.Sources = p.with(from)
	if p.Codes == nil {
		p.Codes = map[string]string{}
	}
	maps.Copy(p.Codes, from.Codes)
	p.Merged = append(slices.Clone(p.Merged), from.ID)
	p.count(a)
	return p.record(a, voting.SourcesJoined, reason, about(from.ID))
}

// with are the sources of both, each once: parts of one whole share them.
func (p *Project) with(from *Project) []voting.Source {
	out := slices.Clone(p.Sources)
	for _, src := range from.Sources {
		if !p.came(src.ID) {
			out = append(out, src)
		}
	}
	return out
}

// MergeProjects serves voting.MergeProjects.
func (s *Service) MergeProjects(ctx context.Context, req voting.MergeRequest) (voting.Project, error) {
	from, err := s.projects.Get(ctx, req.ID)
	if err != nil {
		return voting.Project{}, err
	}
	into, err := s.projects.Get(ctx, req.Into)
	if err != nil {
		return voting.Project{}, err
	}
	if _, err := s.change(ctx, from.ID, func(p *Project, a Act) ([]event.Event, error) { return p.merge(a, &into, req.Reason) }); err != nil {
		return voting.Project{}, err
	}
	return s.change(ctx, into.ID, func(p *Project, a Act) ([]event.Event, error) {
		both := Project{Project: voting.Project{Sources: p.with(&from)}}
		var err error
		if a.Voices, err = s.voicesOf(ctx, &both); err != nil {
			return nil, err
		}
		return p.takeOver(a, &from, req.Reason), nil
	})
}

// split ends the project in favour of its parts.
func (p *Project) split(a Act, parts []string, reason string) ([]event.Event, error) {
	if !p.public() {
		return nil, p.errState()
	}
	p.SplitInto = parts
	return p.move(a, voting.Split, voting.ProjectSplit, reason)
}

// part is a project of its own, in the pool, with all the sources of the whole.
func (p *Project) part(a Act, id, title, reason string) (Project, []event.Event) {
	out := Project{Ancestors: slices.Clone(p.Ancestors), Codes: maps.Clone(p.Codes), By: p.By}
	out.ID, out.Number, out.Area, out.Year, out.Round, out.Title = id, p.Number, p.Area, p.Year, p.Round, title
	out.Category, out.Place, out.Sources, out.SplitFrom = p.Category, p.Place, slices.Clone(p.Sources), p.ID
	out.State, out.Reviews, out.Questions, out.History = voting.Pooled, []voting.Review{}, []voting.Question{}, []voting.Entry{}
	out.count(a)
	return out, out.record(a, voting.ProjectPooled, reason, about(p.ID))
}

// SplitProject serves voting.SplitProject.
func (s *Service) SplitProject(ctx context.Context, req voting.SplitRequest) (voting.Project, error) {
	var ids []string
	for _, title := range req.Titles {
		if longNumber.MatchString(title) {
			return voting.Project{}, errTitle
		}
		ids = append(ids, s.db.NewID())
	}
	whole, err := s.projects.Get(ctx, req.ID)
	if err != nil {
		return voting.Project{}, err
	}
	out, err := s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.split(a, ids, req.Reason) })
	if err != nil {
		return voting.Project{}, err
	}
	a, err := s.act(ctx, &whole)
	if err != nil {
		return voting.Project{}, err
	}
	for i, title := range req.Titles {
		one, events := whole.part(a, ids[i], title, req.Reason)
		if err := s.projects.Create(ctx, one, events...); err != nil {
			return voting.Project{}, err
		}
	}
	return out, nil
}

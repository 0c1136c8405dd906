package voting

import (
	"context"
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Act is who does something, when, by which rules, and who must hear of it.
type Act struct {
	By, Name, Person string
	At               time.Time
	Rules            Rules
	Version          string
	// Voices are the people of the cases behind the project, as of now.
	Voices []string
}

// actAt is somebody's part in what is done in a division.
func (s *Service) actAt(ctx context.Context, code string, tokens []string) Act {
	a := Act{By: event.CauseOf(ctx).Actor, Name: authz.ActingName(ctx, tokens), Person: authz.Actor(ctx).Person, At: s.clock.Now().UTC()}
	a.Rules, a.Version = s.rules.At(code, a.At)
	return a
}

// act is the caller's part in a transition of a project. It fails as the store does.
func (s *Service) act(ctx context.Context, p *Project) (Act, error) {
	a := s.actAt(ctx, p.Area, p.tokens())
	var err error
	a.Voices, err = s.voicesOf(ctx, p)
	return a, err
}

// change runs a transition of a project within the caller's scope.
func (s *Service) change(ctx context.Context, id string, fn func(*Project, Act) ([]event.Event, error)) (voting.Project, error) {
	p, err := s.projects.Update(ctx, id, func(p *Project) ([]event.Event, error) {
		a, err := s.act(ctx, p)
		if err != nil {
			return nil, err
		}
		return fn(p, a)
	})
	if err != nil {
		return voting.Project{}, err
	}
	return s.view(ctx, &p), nil
}

// congressOf is the division whose congress, or organ of one, decides about what
// lies in another: a village's projects are its township's.
func (s *Service) congressOf(code string) (string, error) {
	above := s.tree.Ancestors(area.Code(code))
	for _, c := range slices.Backward(above) {
		if c.Level() != area.LevelVillage && c.Level() != area.LevelCountry && s.tree.Active(c) {
			return string(c), nil
		}
	}
	return "", errArea
}

// permits reports whether the caller's scope reaches what carries the tokens.
func permits(ctx context.Context, tokens []string) bool {
	scope, _ := store.ScopeOf(ctx)
	return scope.Permits(tokens)
}

package voting

import (
	"context"
	"errors"
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/store"
)

// mostSlow bounds how many projects a list of slow ones looks at.
const mostSlow = 2_000

var errEnough = errors.New("voting: enough projects")

// ListSlowProjects serves voting.ListSlowProjects. Each project is measured by the
// rules of its own place.
func (s *Service) ListSlowProjects(ctx context.Context, req voting.SlowRequest) (voting.SlowList, error) {
	out := voting.SlowList{Items: []voting.Slow{}}
	ctx, err := s.seated(ctx)
	if err != nil {
		return out, err
	}
	found := map[string]*Project{}
	var slow []evaluation.Slow
	now := s.clock.Now().UTC()
	out.Partly, err = s.eachUnderWay(ctx, req.Area, func(p Project) {
		r, _ := s.rules.At(p.Area, now)
		if one, ok := r.Slow().Slow(p.pace(r, now), now); ok {
			slow, found[p.ID] = append(slow, one), &p
		}
	})
	evaluation.SortSlow(slow)
	may := s.powers(ctx)
	for _, one := range slow {
		line := voting.Slow{Row: s.row(found[one.ID], may)}
		for _, reason := range one.Reasons {
			line.Reasons = append(line.Reasons, string(reason))
		}
		out.Items = append(out.Items, line)
	}
	return out, err
}

// eachUnderWay looks at projects under way that the caller reaches, of a division
// and below where one is named; partly says that there were more than it looks at.
func (s *Service) eachUnderWay(ctx context.Context, code string, look func(Project)) (partly bool, err error) {
	reach, looked := ctx, 0
	if code != "" {
		reach = authz.Within(ctx, s.tree, code)
	}
	for _, state := range underWay {
		err := s.projects.Each(reach, store.Query{Index: "state", Eq: store.Key{state}}, func(p Project) error {
			if looked++; looked > mostSlow {
				return errEnough
			}
			if p.underWay() && permits(ctx, p.tokens()) && (code == "" || slices.Contains(p.Ancestors, authz.AreaToken(code))) {
				look(p)
			}
			return nil
		})
		if err != nil {
			if errors.Is(err, errEnough) {
				return true, nil
			}
			return false, err
		}
	}
	return false, nil
}

// pace is the project's course as the rule for slow ones sees it.
func (p *Project) pace(r Rules, at time.Time) evaluation.Course {
	c := p.course(r, at)
	return evaluation.Course{ID: p.ID, Behind: c.Planned - c.Actual, Light: evaluation.Light(c.Light), Since: c.Since, Reported: c.Reported}
}

package voting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// lit is the light as it was last looked at: what is shown follows from it, the plan
// and the clock.
type lit struct {
	Light voting.Light `json:"light,omitempty"`
	Since time.Time    `json:"since,omitzero"` // when it took that colour
	At    time.Time    `json:"at,omitzero"`    // when it was looked at
	Heard time.Time    `json:"heard,omitzero"` // the last report, or the beginning
	Ended time.Time    `json:"ended,omitzero"` // when the work ended
}

// due is what should be done by a moment, in percent.
func (p *Project) due(at time.Time) int {
	before, steps := 0, make([]evaluation.Milestone, len(p.Plan.Milestones))
	for i, m := range p.Plan.Milestones {
		steps[i] = evaluation.Milestone{Weight: m.Percent - before, Due: dueAt(m.Due)}
		before = m.Percent
	}
	due, _ := evaluation.Progress(steps, at)
	return due
}

// lightAt is the colour at a moment, by what was reported up to now.
func (p *Project) lightAt(r Rules, at time.Time) voting.Light {
	percent, _ := p.reached()
	return voting.Light(r.Lights().Light(p.due(at), percent))
}

// shine is the colour at a moment, and since when it is that: a milestone that went
// by may have darkened it.
func (p *Project) shine(r Rules, at time.Time) (voting.Light, time.Time) {
	light, since := p.lightAt(r, p.Lit.At), p.Lit.Since
	if light != p.Lit.Light { // the rules changed
		since = p.Lit.At
	}
	for _, m := range p.Plan.Milestones {
		due := dueAt(m.Due)
		if !due.After(p.Lit.At) || due.After(at) {
			continue
		}
		if now := p.lightAt(r, due); now != light {
			light, since = now, due
		}
	}
	return light, since
}

// touch looks at the light when something was done: a colour that stays keeps its
// beginning.
func (p *Project) touch(a Act) {
	light, since := p.shine(a.Rules, a.At)
	p.Lit.Light, p.Lit.Since, p.Lit.At, p.Lit.Heard = light, since, a.At, a.At
}

// relight looks at the light after plan or progress changed.
func (p *Project) relight(a Act, before voting.Light) {
	p.Lit.Light = p.lightAt(a.Rules, a.At)
	if p.Lit.Light != before {
		p.Lit.Since = a.At
	}
}

// course is how the project goes at a moment; nil before there is a plan.
func (p *Project) course(r Rules, at time.Time) *voting.Course {
	if p.Plan == nil {
		return nil
	}
	if !p.Lit.Ended.IsZero() {
		at = p.Lit.Ended
	}
	out := &voting.Course{Planned: p.due(at), Reported: p.Lit.Heard, Money: p.Plan.Money()}
	out.Actual, out.Spent = p.reached()
	out.Light, out.Since = p.shine(r, at)
	for _, m := range p.Plan.Milestones {
		if p.Lit.Ended.IsZero() && dueAt(m.Due).After(at) {
			out.Next = m.Due
			break
		}
	}
	return out
}

// courseOf is the project's course now, by the rules of its place.
func (s *Service) courseOf(p *Project) *voting.Course {
	if p.Plan == nil {
		return nil
	}
	now := s.clock.Now().UTC()
	r, _ := s.rules.At(p.Area, now)
	return p.course(r, now)
}

// nextDue is when time may darken the light next.
func (p *Project) nextDue() store.Key {
	if !p.underWay() {
		return nil
	}
	for _, m := range p.Plan.Milestones {
		if due := dueAt(m.Due); due.After(p.Lit.At) {
			return store.Key{due}
		}
	}
	return nil
}

// darken looks at the light because time went by; a darker one is told once.
func (p *Project) darken(a Act) []event.Event {
	if !p.underWay() {
		return nil
	}
	before := p.Lit.Light
	p.Lit.Light, p.Lit.Since = p.shine(a.Rules, a.At)
	p.Lit.At = a.At
	if darkness[p.Lit.Light] <= darkness[before] {
		return nil
	}
	return p.record(a, voting.ProjectLightChanged, "", quiet, p.tellStaff())
}

var darkness = map[voting.Light]int{voting.Green: 0, voting.Yellow: 1, voting.Red: 2}

// tellStaff: the office and the unit have to do something about it.
func (p *Project) tellStaff() func(*voting.Changed) {
	refs := []string{p.office()}
	if unit, _ := p.answers(); unit != "" {
		refs = append(refs, "unit:"+unit)
	}
	return tell(refs...)
}

// lightRounds bounds one round of the job.
const lightRounds = 40

// Lights looks at the light of every project that a milestone went by of. Each is a
// unit of work that looks again, so a round may be cut off, repeated, and run on
// several replicas.
func (s *Service) Lights(ctx context.Context) error {
	ctx = store.System(event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job lights"}))
	q := store.Query{Index: "milestone", Below: s.clock.Now().Add(time.Microsecond), Limit: store.MaxPage}
	var failed []error
	for range lightRounds {
		page, err := s.projects.List(ctx, q)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		for _, p := range page.Items {
			if err := s.look(ctx, p.ID); err != nil {
				failed = append(failed, fmt.Errorf("project %s: %w", p.ID, err)) // the others go on
			}
		}
		if q.After = page.Next; page.Next == "" {
			break
		}
	}
	return errors.Join(failed...)
}

func (s *Service) look(ctx context.Context, id string) error {
	_, err := s.projects.Update(ctx, id, func(p *Project) ([]event.Event, error) {
		a := Act{By: "system", At: s.clock.Now().UTC()}
		a.Rules, a.Version = s.rules.At(p.Area, a.At)
		return p.darken(a), nil
	})
	return err
}

package casework

import (
	"context"
	"slices"
	"strings"

	"lianluo/pkg/calendar"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// mostForeseen bounds how many open cases a preview looks at.
const mostForeseen = 20_000

// foresight is what a change of rules would do to the cases that are open.
type foresight struct {
	open, moved, late rules.Effect
	partly            bool // there are more than were looked at
}

// foresee counts what a change of rules would do to the open cases of its area,
// of those that the caller reaches.
func (s *Service) foresee(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	f := newForesight()
	err := s.eachOpen(ctx, c.Area, &f, func(k *Case) {
		if f.open.Count++; c.Running {
			f.look(k, Act{At: c.From, Rules: c.After(k.Area), Days: s.calendars.Of(k.Area)})
		}
	})
	return f.say(c), err
}

// foreseeDays counts what other working days would do to the open cases of an area.
func (s *Service) foreseeDays(ctx context.Context, c holidays.Change) ([]rules.Effect, error) {
	f := newForesight()
	err := s.eachOpen(ctx, c.Area, &f, func(k *Case) {
		f.look(k, Act{At: c.At, Rules: s.rules.Of(k.Clock.Rule), Days: c.After.Of(k.Area)})
	})
	return f.moves(calendar.DateOf(c.At).String()), err
}

func newForesight() foresight {
	return foresight{open: rules.Effect{Kind: "case"}, moved: rules.Effect{Kind: "case"}, late: rules.Effect{Kind: "case", Grave: true}}
}

// eachOpen looks at the open cases of an area.
func (s *Service) eachOpen(ctx context.Context, code string, f *foresight, look func(*Case)) (err error) {
	f.partly, err = rules.Affected(ctx, s.cases, code, store.Query{Index: "open"}, mostForeseen, (*Case).tokens, func(c *Case) error {
		look(c)
		return nil
	})
	return err
}

// look counts one case whose deadline would be counted anew.
func (f *foresight) look(k *Case, a Act) {
	after, moved := k.recounted(a)
	if !moved {
		return
	}
	f.moved.Add(k.ID, k.Number)
	if calendar.Late(after.Due, a.At) && !calendar.Late(k.Clock.Due, a.At) {
		f.late.Add(k.ID, k.Number)
	}
}

// say puts the counts into words.
func (f *foresight) say(c rules.Change[Rules]) []rules.Effect {
	from := calendar.DateOf(c.From).String()
	if !c.Running {
		return []rules.Effect{f.open.Say(f.partly, "%d 件在办意见现有的期限不变；"+from+"起开始的期限按新规则计算。",
			"The deadlines that run in %d open cases stay; those that begin from "+from+" on follow the new rules.")}
	}
	return f.moves(from)
}

// moves says whose deadlines are counted anew on a day.
func (f *foresight) moves(from string) []rules.Effect {
	out := []rules.Effect{f.moved.Say(f.partly, "%d 件在办意见的期限将在 "+from+" 重新计算。", "The deadlines of %d open cases would be counted anew on "+from+".")}
	if f.late.Count > 0 {
		out = append(out, f.late.Say(f.partly, "%d 件在办意见将在 "+from+" 因此变为超期。", "%d open cases would become overdue by it on "+from+"."))
	}
	return out
}

// hasOverride reports whether a version of rules rests on the override.
func hasOverride(version, id string) bool { return slices.Contains(strings.Split(version, "+"), id) }

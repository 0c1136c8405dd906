package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
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

// eachOpen looks at the open cases of an area, of those that the caller reaches,
// as far as there is a bound.
func (s *Service) eachOpen(ctx context.Context, code string, f *foresight, look func(*Case)) error {
	caller, _ := store.ScopeOf(ctx)
	within := store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(code)}})
	q := store.Query{Index: "open", Limit: store.MaxPage}
	for looked := 0; ; {
		page, err := s.cases.List(within, q)
		if err != nil {
			return err
		}
		for i := range page.Items {
			if caller.Permits(page.Items[i].tokens()) {
				look(&page.Items[i])
			}
		}
		looked += len(page.Items)
		if q.After = page.Next; page.Next == "" {
			return nil
		}
		if f.partly = looked >= mostForeseen; f.partly {
			return nil
		}
	}
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
		return []rules.Effect{f.words(f.open, from, "%[1]s%[2]d 件在办意见现有的期限不变；%[3]s起开始的期限按新规则计算。",
			"The deadlines that run in %[1]s%[2]d open cases stay; those that begin from %[3]s on follow the new rules.")}
	}
	return f.moves(from)
}

// words puts a count into a sentence; where not all was looked at, it is at least
// so many.
func (f *foresight) words(e rules.Effect, from, zh, en string) rules.Effect {
	least, atLeast := "", ""
	if f.partly {
		least, atLeast = "至少", "at least "
	}
	e.Text = fault.Text{ZH: fmt.Sprintf(zh, least, e.Count, from), EN: fmt.Sprintf(en, atLeast, e.Count, from)}
	return e
}

// moves says whose deadlines are counted anew on a day.
func (f *foresight) moves(from string) []rules.Effect {
	out := []rules.Effect{f.words(f.moved, from, "%[1]s%[2]d 件在办意见的期限将在 %[3]s 重新计算。", "The deadlines of %[1]s%[2]d open cases would be counted anew on %[3]s.")}
	if f.late.Count > 0 {
		out = append(out, f.words(f.late, from, "%[1]s%[2]d 件在办意见将在 %[3]s 因此变为超期。", "%[1]s%[2]d open cases would become overdue by it on %[3]s."))
	}
	return out
}

// hasOverride reports whether a version of rules rests on the override.
func hasOverride(version, id string) bool { return slices.Contains(strings.Split(version, "+"), id) }

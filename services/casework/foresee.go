package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
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
	f := foresight{open: rules.Effect{Kind: "case"}, moved: rules.Effect{Kind: "case"}, late: rules.Effect{Kind: "case", Grave: true}}
	caller, _ := store.ScopeOf(ctx)
	q := store.Query{Index: "open", Limit: store.MaxPage}
	for looked := 0; ; {
		page, err := s.cases.List(store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(c.Area)}}), q)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			if caller.Permits(page.Items[i].tokens()) {
				f.look(&page.Items[i], c, s.calendar)
			}
		}
		looked += len(page.Items)
		if q.After = page.Next; page.Next == "" {
			break
		}
		if f.partly = looked >= mostForeseen; f.partly {
			break
		}
	}
	return f.say(c), nil
}

// look counts one case.
func (f *foresight) look(k *Case, c rules.Change[Rules], days *calendar.Calendar) {
	f.open.Count++
	if !c.Running {
		return
	}
	after, moved := k.recounted(Act{At: c.From, Rules: c.After(k.Area), Days: days})
	if !moved {
		return
	}
	f.moved.Add(k.ID, k.Number)
	if calendar.Late(after.Due, c.From) && !calendar.Late(k.Clock.Due, c.From) {
		f.late.Add(k.ID, k.Number)
	}
}

// say puts the counts into words.
func (f *foresight) say(c rules.Change[Rules]) []rules.Effect {
	least, atLeast := "", ""
	if f.partly {
		least, atLeast = "至少", "at least "
	}
	from := calendar.DateOf(c.From).String()
	words := func(e rules.Effect, zh, en string) rules.Effect {
		e.Text = fault.Text{ZH: fmt.Sprintf(zh, least, e.Count, from), EN: fmt.Sprintf(en, atLeast, e.Count, from)}
		return e
	}
	if !c.Running {
		return []rules.Effect{words(f.open, "%[1]s%[2]d 件在办意见现有的期限不变；%[3]s起开始的期限按新规则计算。",
			"The deadlines that run in %[1]s%[2]d open cases stay; those that begin from %[3]s on follow the new rules.")}
	}
	out := []rules.Effect{words(f.moved, "%[1]s%[2]d 件在办意见的期限将在 %[3]s 重新计算。", "The deadlines of %[1]s%[2]d open cases would be counted anew on %[3]s.")}
	if f.late.Count > 0 {
		out = append(out, words(f.late, "%[1]s%[2]d 件在办意见将在 %[3]s 因此变为超期。", "%[1]s%[2]d open cases would become overdue by it on %[3]s."))
	}
	return out
}

// hasOverride reports whether a version of rules rests on the override.
func hasOverride(version, id string) bool { return slices.Contains(strings.Split(version, "+"), id) }

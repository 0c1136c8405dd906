// Package why shows why somebody may do something, or may not, and who could
// change that: for oneself and for an account that one administers.
package why

import (
	"context"
	"net/http"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// The kinds of place that a question may name.
const (
	Division = "area"
	Station  = "station"
	Unit     = "unit"
)

// Place is a choice of a place of the kind.
func Place(ctx context.Context, kind, id, name string) ui.Option {
	return ui.Option{Value: kind + "/" + id, Label: name, Group: ui.T(ctx, "why.place."+kind)}
}

// Question is what the page was asked.
type Question struct {
	Action string
	At     string // "area/…", "station/…", "unit/…", "" for no place
}

// Asked is the question of a request.
func Asked(r *http.Request) Question {
	return Question{Action: session.Value(r, "action"), At: session.Value(r, "at")}
}

// Where is the question's place for the operations; a kind that there is not
// names none.
func (q Question) Where() identity.Where {
	kind, id, _ := strings.Cut(q.At, "/")
	switch kind {
	case Division:
		return identity.Where{Area: id}
	case Station:
		return identity.Where{Station: id}
	case Unit:
		return identity.Where{Unit: id}
	}
	return identity.Where{}
}

// View is a question, what may be asked, and the answer where one was asked for.
type View struct {
	Question
	Path    string      // of the page
	Keep    [][2]string // what else stays in the address
	Places  []ui.Option
	Problem ui.Problems
	Answer  *Answer
}

// Answer is an explanation with the names that it needs.
type Answer struct {
	identity.Explanation
	Who    string // "" for the reader themselves
	Action string // in words
	Names  map[string]string
	Area   func(code string) string
}

// Answered takes what was answered about somebody, or what was wrong with the
// question; any other failure is given back.
func (v *View) Answered(ctx context.Context, p *session.Portal, who string, e identity.Explanation, err error) error {
	if fault.Is(err, fault.KindInvalid) {
		v.Problem = session.Problems(ctx, err, "why")
		return nil
	}
	if err != nil {
		return err
	}
	v.Answer = &Answer{Explanation: e, Who: who, Action: session.ActionName(ctx, v.Action), Names: map[string]string{}, Area: p.AreaName}
	for _, g := range e.Grounds {
		p.LearnPlace(ctx, v.Answer.Names, g.Assignment)
	}
	return nil
}

// actions are what may be asked about, by the policy that a system starts with,
// in groups of what they concern.
func (q Question) actions(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: ui.T(ctx, "why.choose")}}
	known := map[string]bool{}
	for _, row := range authz.DefaultPolicy().Rows {
		if known[row.Action] {
			continue
		}
		known[row.Action] = true
		kind, _, _ := strings.Cut(row.Action, ".")
		all = append(all, ui.Option{Value: row.Action, Label: session.ActionName(ctx, row.Action), Group: ui.T(ctx, "why.group."+kind)})
	}
	sorting.Stably(all, func(a, b ui.Option) int { return strings.Compare(a.Group, b.Group) })
	return all
}

// places are the choices of a place, none first.
func (v View) places(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Label: ui.T(ctx, "why.anywhere")}}, v.Places...)
}

// Term is since when and until when an assignment counts.
func Term(ctx context.Context, from, until time.Time) string {
	if until.IsZero() {
		return ui.T(ctx, "account.since", ui.FullDay(ctx, from))
	}
	return ui.T(ctx, "account.from-until", ui.FullDay(ctx, from), ui.FullDay(ctx, until))
}

package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/a-h/templ"

	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// rank orders what is to be done by what hurts first.
type rank int

// The ranks of 今日. What is later is not to be done today, but good to know.
const (
	overdue rank = iota
	dueToday
	reception // deputies who should be here now
	toDecide  // triage, assignment, more time: the desk's own decisions
	fromPage  // said on the public page, seen by nobody yet
	toHandle  // a unit's own work
	unannounced
	unfilled
	unconfirmed
	toRecord // who came to a reception that is over
	callback
	untold // messages of which nobody knows whether they arrived
	later
)

// line is one thing to do.
type line struct {
	rank rank
	at   time.Time // the sooner, the higher within its rank
	row  ui.WorkRow
}

// agenda is what is to be done today, and what comes next.
type agenda struct {
	now, next []line
	away      []ui.Notice // what could not be asked
}

// part finds one kind of things to do.
type part func(ctx context.Context) ([]line, error)

// today is the page that the day starts with.
func (s pages) today(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := s.agenda(ctx)
	if err != nil {
		return err
	}
	if len(session.Flashes(ctx)) > 0 && len(a.now) > 0 {
		a.now[0].row.Action = focused(a.now[0].row.Action)
	}
	return session.Render(w, r, todayPage(s.shell(r, ui.T(ctx, "desk.rail.today")), a))
}

// focused makes the next action the one that the keyboard is at: the person has
// just finished the one before.
func focused(action templ.Component) templ.Component {
	if b, ok := action.(ui.Button); ok {
		b.Attrs = templ.Attributes{"autofocus": true}
		return b
	}
	return action
}

// agenda asks everybody at once. Without the cases there is no today; what else
// does not answer is said above the list.
func (s pages) agenda(ctx context.Context) (agenda, error) {
	parts := []part{s.caseLines}
	if session.UserOf(ctx).Has(staff...) {
		parts = append(parts, s.callbackLines, s.dayLines, s.deliveryLines, s.letterLines)
	}
	found, failed := make([][]line, len(parts)), make([]error, len(parts))
	var all sync.WaitGroup
	for i, find := range parts {
		all.Go(func() { found[i], failed[i] = find(ctx) })
	}
	all.Wait()
	if failed[0] != nil {
		return agenda{}, failed[0]
	}
	a := sorted(slices.Concat(found...))
	for _, err := range failed[1:] {
		for _, p := range session.Problems(ctx, err, "") {
			a.away = append(a.away, ui.Notice{Tone: ui.Warn, Title: ui.T(ctx, "desk.today.away"), Text: p.Message})
		}
	}
	return a, nil
}

func sorted(lines []line) agenda {
	sorting.Stably(lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.at.Compare(b.at))
	})
	i := slices.IndexFunc(lines, func(l line) bool { return l.rank == later })
	if i < 0 {
		i = len(lines)
	}
	return agenda{now: lines[:i], next: lines[i:]}
}

// list shows lines as a list.
func list(ctx context.Context, id, label string, lines []line) ui.WorkList {
	l := ui.WorkList{ID: id, Label: label}
	for _, one := range lines {
		l.Rows = append(l.Rows, one.row)
	}
	return l
}

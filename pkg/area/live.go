package area

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
)

var errNotLive = errors.New("area: only a live tree learns")

// live is the state of a tree that learns, and what it was told by whom.
type live struct {
	state atomic.Pointer[Tree]

	mu   sync.Mutex
	base *Tree
	told map[string][]Division
}

// Live is the same tree for a process that hears of changes while it runs: who
// holds it sees them from the next question on. Each question is answered from
// one state; loops over several questions take At first.
func (t *Tree) Live() *Tree {
	l := &live{base: t.now(), told: map[string][]Division{}}
	l.state.Store(l.base)
	return &Tree{live: l}
}

// now is the state to answer from.
func (t *Tree) now() *Tree {
	if t.live == nil {
		return t
	}
	return t.live.state.Load()
}

// Learn sets all changes that one teller knows of, in the form that With takes; a
// live tree, and everything that holds it, stands by what any teller knows. It
// fails as With does, and then stays as it was; with internal on a tree that is
// not live.
func (t *Tree) Learn(teller string, changes []Division) error {
	if t.live == nil {
		return fault.Internal(errNotLive)
	}
	l := t.live
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.told[teller]
	if slices.Equal(before, changes) {
		return nil
	}
	l.told[teller] = slices.Clone(changes)
	next, err := l.base.With(l.all()...)
	if err != nil {
		l.told[teller] = before
		return err
	}
	l.state.Store(next)
	return nil
}

// Try fails as Learn would if the changes were all that anybody tells; nothing is
// learned.
func (t *Tree) Try(changes []Division) error {
	base := t
	if t.live != nil {
		base = t.live.base
	}
	changes = slices.Clone(changes)
	sorting.By(changes, order)
	_, err := base.With(changes...)
	return err
}

// all are the changes, ordered, so that it does not matter who told them first.
func (l *live) all() []Division {
	var all []Division
	for _, told := range l.told {
		for _, c := range told {
			c.ValidFrom, c.ValidTo = c.ValidFrom.UTC(), c.ValidTo.UTC() // comparable
			all = append(all, c)
		}
	}
	sorting.By(all, order)
	return slices.Compact(all)
}

// order is by the date of effect, higher divisions first, so that a division
// stands before those below it.
func order(a, b Division) int {
	return cmp.Or(effective(a).Compare(effective(b)), cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.Parent, b.Parent))
}

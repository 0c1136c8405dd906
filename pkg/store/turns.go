package store

import (
	"context"
	"hash/maphash"
	"time"
)

// busyLimit is how long a unit waits for its turn: longer than many commits take.
const busyLimit = 2 * time.Second

// turns let units of this process that change the same busy document go one
// after the other. Without them all but one of those under way would find it
// changed when they commit, and do their work again.
type turns struct {
	seed maphash.Seed
	held [256]chan struct{}
}

func newTurns() *turns {
	t := &turns{seed: maphash.MakeSeed()}
	for i := range t.held {
		t.held[i] = make(chan struct{}, 1)
	}
	return t
}

func (t *turns) of(key ref) chan struct{} {
	return t.held[maphash.Comparable(t.seed, key)%uint64(len(t.held))]
}

// takeTurn waits until the unit may have the document, for a short time only, so
// that two units never hang on each other: whether it changed is checked at the
// commit all the same.
func (u *unit) takeTurn(ctx context.Context, key ref) {
	turn := u.db.turns.of(key)
	for _, mine := range u.turns {
		if mine == turn {
			return
		}
	}
	select {
	case turn <- struct{}{}:
		u.turns = append(u.turns, turn)
	case <-ctx.Done():
	case <-time.After(busyLimit):
	}
}

// leaveTurns lets the next ones go on.
func (u *unit) leaveTurns() {
	for _, turn := range u.turns {
		<-turn
	}
	u.turns = nil
}

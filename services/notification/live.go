package notification

import (
	"context"
	"sync"

	"lianluo/pkg/store"
)

// overlap is how many rounds a look back reaches, so that what another replica
// committed late, or stamped by a slower clock, is found still: with a round
// every half second, ten seconds.
const overlap = 20

// live wakes the live inboxes of this replica. What this process stores wakes
// them at once; every round looks for what other replicas stored. Revisions are
// time-ordered ids, so the place of a look is an id made some rounds ago.
type live struct {
	mu    sync.Mutex
	ears  map[*ear]bool
	marks []string
	seen  map[string]string // id → revision, as met within the overlap
}

// ear is one open live inbox.
type ear struct {
	account, session string
	news             chan struct{} // something may have changed
	end              context.CancelFunc
}

func newLive() *live { return &live{ears: map[*ear]bool{}, seen: map[string]string{}} }

func (l *live) open(account, session string, end context.CancelFunc) *ear {
	e := &ear{account: account, session: session, news: make(chan struct{}, 1), end: end}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ears[e] = true
	return e
}

func (l *live) close(e *ear) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ears, e)
}

func (l *live) wake(account string) {
	l.each(func(e *ear) bool { return e.account == account }, func(e *ear) {
		select {
		case e.news <- struct{}{}:
		default: // it has been woken and not looked yet
		}
	})
}

// cut ends the live inboxes of a session or of an account.
func (l *live) cut(id string) {
	l.each(func(e *ear) bool { return e.account == id || e.session == id }, func(e *ear) { e.end() })
}

func (l *live) each(wanted func(*ear) bool, fn func(*ear)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for e := range l.ears {
		if wanted(e) {
			fn(e)
		}
	}
}

// round moves the look on and returns from where to look; false while nobody
// listens.
func (l *live) round(id string) (from string, anybody bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks = append(l.marks, id)
	if len(l.marks) > overlap {
		l.marks = l.marks[1:]
	}
	return l.marks[0], len(l.ears) > 0
}

// watch is one round: it wakes whose inbox changed and ends whose session did.
func (s *Service) watch(ctx context.Context) error {
	from, anybody := s.live.round(s.db.NewID())
	if !anybody {
		return nil
	}
	ctx = store.System(ctx)
	seen := map[string]string{}
	err := s.items.Each(ctx, store.Query{Index: "rev", From: from}, func(i Item) error {
		seen[i.ID] = i.Rev
		if s.live.seen[i.ID] != i.Rev {
			s.live.wake(i.Account)
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = s.ends.Each(ctx, store.Query{Index: "rev", From: from}, func(e End) error {
		seen[e.ID] = e.Rev
		if s.live.seen[e.ID] != e.Rev { // who connects again afterwards may stay
			s.live.cut(e.ID)
		}
		return nil
	})
	s.live.seen = seen // rounds follow one another
	return err
}

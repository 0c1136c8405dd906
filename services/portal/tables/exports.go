package tables

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/session"
)

const (
	// each is how many exports one person may have going; all bounds the process.
	each, all = 2, 8
	// shelf is how many files are kept for one person, and howLong for how long.
	shelf   = 5
	howLong = time.Hour
)

// exports are the long lists being written and those written lately, each for
// whoever asked. They live in this process and end with it: a file that is lost
// is had again by asking again.
type exports struct {
	mu   sync.Mutex
	jobs []*job // oldest first
}

// put takes a job on. It fails with rate_limited where too many are under way.
func (e *exports) put(ctx context.Context, j *job) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sweep(j.began)
	mine, busy := 0, 0
	for _, other := range e.jobs {
		if other.look().State == running {
			busy++
			if other.owner == j.owner {
				mine++
			}
		}
	}
	switch {
	case mine >= each:
		return session.Say(ctx, fault.KindRateLimited, "export.enough", "tables.export-enough")
	case busy >= all:
		return session.Say(ctx, fault.KindRateLimited, "export.busy", "tables.export-busy")
	}
	j.id = rand.Text()
	e.jobs = append(e.jobs, j)
	return nil
}

// sweep lets go of what is old, and of what one person has too much of.
func (e *exports) sweep(now time.Time) {
	seen := map[string]int{}
	var keep []*job
	for _, j := range slices.Backward(e.jobs) {
		if j.look().State != running {
			if seen[j.owner]++; seen[j.owner] > shelf || now.Sub(j.began) > howLong {
				j.drop()
				continue
			}
		}
		keep = append(keep, j)
	}
	slices.Reverse(keep)
	e.jobs = keep
}

// running reports whether the person's export of the list is under way.
func (e *exports) running(owner, of string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(e.jobs, func(j *job) bool { return j.owner == owner && j.of == of && j.look().State == running })
}

// of are the person's exports, newest first.
func (e *exports) of(owner string, now time.Time) []*job {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sweep(now)
	var out []*job
	for _, j := range e.jobs {
		if j.owner == owner {
			out = append(out, j)
		}
	}
	sorting.Stably(out, func(a, b *job) int { return cmp.Compare(b.began.UnixNano(), a.began.UnixNano()) })
	return out
}

// get is one export of the person; nil for anybody else's.
func (e *exports) get(owner, id string) *job {
	e.mu.Lock()
	defer e.mu.Unlock()
	at := slices.IndexFunc(e.jobs, func(j *job) bool { return j.owner == owner && j.id == id })
	if at < 0 {
		return nil
	}
	return e.jobs[at]
}

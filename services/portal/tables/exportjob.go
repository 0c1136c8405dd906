package tables

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"lianluo/pkg/fault"
	"lianluo/services/portal/ui"
)

// state is how far an export is.
type state string

const (
	running state = "running"
	ready   state = "ready"
	failed  state = "failed"
	ended   state = "ended" // with the session, or for want of the right to read on
	stopped state = "stopped"
)

// job is a long list that is written in the background.
type job struct {
	id, owner, of, caption string
	began                  time.Time
	cancel                 context.CancelFunc

	mu   sync.Mutex
	now  progress
	made *os.File // has no name any more: it goes with the process
}

// progress is how far a job is.
type progress struct {
	State state
	Rows  int
	Size  int64
}

func (j *job) look() progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.now
}

func (j *job) set(change func(*progress)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.now)
}

// drop closes the file; who reads it at the moment is cut off.
func (j *job) drop() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.made != nil {
		_ = j.made.Close() // nobody will read it
		j.made, j.now.State = nil, ended
	}
}

// leave has the rest of the file written in the background, in the name of
// whoever asked and as long as their session lasts.
func (s pages) leave(r *http.Request, owner string, f *file) error {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	j := &job{owner: owner, of: f.of, caption: f.caption, began: s.Now(), cancel: cancel, now: progress{State: running, Rows: f.rows}}
	if err := s.exports.put(ctx, j); err != nil {
		cancel()
		return err
	}
	go s.carryOn(r.Clone(ctx), j, f)
	return nil
}

// carryOn writes the rest of the file, and says how it ended.
func (s pages) carryOn(r *http.Request, j *job, f *file) {
	defer j.cancel()
	defer f.drop()
	end := failed
	defer func() { j.set(func(p *progress) { p.State = end }) }()
	defer s.caught(r)
	for f.next != nil {
		if r.Context().Err() != nil || s.draining() {
			end = stopped
			return
		}
		page, err := s.write(r, f)
		if r.Context().Err() != nil { // what it stopped in the middle of is no failure
			end = stopped
			return
		}
		if page != nil && page.status < http.StatusInternalServerError {
			end = ended
		}
		if err != nil {
			s.Fail(&answer{header: http.Header{}}, r, err)
		}
		if page != nil || err != nil {
			return
		}
		j.set(func(p *progress) { p.Rows = f.rows })
	}
	if err := j.keep(f); err != nil {
		s.Fail(&answer{header: http.Header{}}, r, fault.Internal(err))
		return
	}
	end = ready
}

// caught has a page that panicked logged, as the portal does when it is asked
// for in the foreground.
func (s pages) caught(r *http.Request) {
	if what := recover(); what != nil {
		s.Fail(&answer{header: http.Header{}}, r, fault.Internal(fmt.Errorf("tables: an export panicked: %v", what)))
	}
}

func (s pages) draining() bool {
	select {
	case <-s.Drained():
		return true
	default:
		return false
	}
}

// keep puts the finished file aside. It fails where the disk does.
func (j *job) keep(f *file) error {
	made, err := os.CreateTemp("", "lianluo-export-*.xlsx")
	if err != nil {
		return err
	}
	_ = os.Remove(made.Name()) // where an open file cannot be removed, the system sweeps it
	if err = f.out.Finish(made); err != nil {
		_ = made.Close() // the failure before counts
		return err
	}
	info, err := made.Stat()
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.made, j.now.Size = made, info.Size()
	return nil
}

// tone is how a state looks.
func (s state) tone() ui.Tone {
	switch s {
	case ready:
		return ui.Good
	case running:
		return ui.Active
	case failed:
		return ui.Bad
	default:
		return ui.Stopped
	}
}

package tables

import (
	"context"
	"fmt"
	"io"
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

// job is a long list or a report that is written in the background.
type job struct {
	id, owner, of, caption string
	began                  time.Time
	right                  []string // that it is written with
	cancel                 context.CancelFunc
	head                   http.Header // what it is sent with

	mu   sync.Mutex
	now  progress
	made *os.File // has no name any more: it goes with the process
}

// progress is how far a job is.
type progress struct {
	State state
	Rows  int // of a list
	Done  int // of a report: how many of its parts are made
	Of    int
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

// leave has work done in the background, in the name of whoever asked and as long
// as their session lasts. It fails where too much is under way.
func (s pages) leave(r *http.Request, j *job, work func(*http.Request) state) (err error) {
	if j.right, err = s.right(r.Context()); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	j.began, j.cancel, j.now.State = s.Now(), cancel, running
	if err = s.exports.put(ctx, j); err != nil {
		cancel()
		return err
	}
	go s.run(r.Clone(ctx), j, work)
	return nil
}

// run does the work and says how it ended; it stops when the portal does.
func (s pages) run(r *http.Request, j *job, work func(*http.Request) state) {
	defer j.cancel()
	go func() {
		select {
		case <-s.Drained():
			j.cancel()
		case <-r.Context().Done():
		}
	}()
	end := failed
	defer func() { j.set(func(p *progress) { p.State = end }) }()
	defer s.caught(r)
	end = work(r)
}

// carryOn writes the rest of the file.
func (s pages) carryOn(r *http.Request, j *job, f *file) state {
	defer f.drop()
	for f.next != nil {
		page, err := s.write(r, f)
		if r.Context().Err() != nil { // what it stopped in the middle of is no failure
			return stopped
		}
		if err != nil {
			return s.lost(r, err)
		}
		if page != nil {
			return page.end()
		}
		j.set(func(p *progress) { p.Rows = f.rows })
	}
	return s.keep(r, j, f.out.Finish)
}

// end is how work ends whose page could not be shown.
func (a *answer) end() state {
	if a.status < http.StatusInternalServerError {
		return ended
	}
	return failed
}

// lost has a failure logged.
func (s pages) lost(r *http.Request, err error) state {
	s.Fail(&answer{header: http.Header{}}, r, err)
	return failed
}

// caught has a page that panicked logged, as the portal does when it is asked
// for in the foreground.
func (s pages) caught(r *http.Request) {
	if what := recover(); what != nil {
		s.Fail(&answer{header: http.Header{}}, r, fault.Internal(fmt.Errorf("tables: an export panicked: %v", what)))
	}
}

// keep puts a finished file aside.
func (s pages) keep(r *http.Request, j *job, write func(io.Writer) error) state {
	if err := j.keep(write); err != nil {
		return s.lost(r, fault.Internal(err))
	}
	return ready
}

// keep puts a finished file aside. It fails where the disk does.
func (j *job) keep(write func(io.Writer) error) error {
	made, err := os.CreateTemp("", "lianluo-export-*")
	if err != nil {
		return err
	}
	_ = os.Remove(made.Name()) // where an open file cannot be removed, the system sweeps it
	if err = write(made); err != nil {
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

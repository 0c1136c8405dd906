package testengines

import (
	"time"

	"golang.org/x/sys/unix"
)

// Worked is the processor time that the engine had since it was started: what work
// costs it, however many others want the machine. It is 0 for one that is gone.
func (p *Proc) Worked() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return 0
	}
	var t unix.Timespec
	_ = unix.ClockGettime(clockOf(p.cmd.Process.Pid), &t) // leaves 0 where there is no such process
	return time.Duration(t.Nano())
}

// clockOf is the clock of a process's processor time, as clock_getcpuclockid(3) makes it.
func clockOf(pid int) int32 { return int32(^pid<<3 | 2) }

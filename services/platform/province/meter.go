package province

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"time"

	"lianluo/pkg/calendar"
)

// wall is the machine's clock: what is measured takes real time.
var wall = calendar.System()

// phase is a part of the work and what it took.
type phase struct {
	Name   string
	Things int // how many were done
	Of     string
	Took   time.Duration
	Busy   time.Duration // processor time of this process
	MB     float64       // the most memory that the process held
}

// meter follows a phase and says now and then how far it is.
type meter struct {
	mu    sync.Mutex
	phase phase
	all   int // 0: not known
	say   func(string)
	began time.Time
	busy  time.Duration
	said  time.Time
}

// often is how often progress is said.
const often = 5 * time.Second

func newMeter(say func(string), name, of string, all int) *meter {
	forgetPeak()
	now := wall.Now()
	return &meter{phase: phase{Name: name, Of: of}, all: all, say: say, began: now, said: now, busy: worked()}
}

// did counts what was done.
func (m *meter) did(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.phase.Things += n
	if now := wall.Now(); now.Sub(m.said) >= often {
		m.said = now
		m.tell(now)
	}
}

func (m *meter) tell(now time.Time) {
	rate := float64(m.phase.Things) / max(now.Sub(m.began).Seconds(), 0.001)
	of := ""
	if m.all > 0 {
		of = fmt.Sprintf("/%d", m.all)
	}
	m.say(fmt.Sprintf("%s: %d%s %s, %.0f/s", m.phase.Name, m.phase.Things, of, m.phase.Of, rate))
}

// end is what the phase took.
func (m *meter) end() phase {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := wall.Now()
	m.phase.Took, m.phase.Busy, m.phase.MB = now.Sub(m.began), worked()-m.busy, peak()
	m.tell(now)
	return m.phase
}

// worked is the processor time that the process has had: what something costs by
// itself, however many others want the machine.
func worked() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // of the process itself: never fails
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var held = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory in MB that the process held since forgetPeak; 0 where
// the system does not tell.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if found := held.FindSubmatch(status); err == nil && found != nil {
		kb, _ := strconv.Atoi(string(found[1]))
		return float64(kb) / 1024
	}
	return 0
}

func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) } // where it is not allowed, peaks are of the whole run

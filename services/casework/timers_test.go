package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/testengines"
)

// Whatever dies when, and however long nothing runs: every step of time happens
// exactly once, in order, within its minute where anything ran then, and as the
// first thing after an outage.
func TestEveryDeadlineStepHappensOnceAtItsMinute(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		backend, err := sqlite.Open(t.TempDir(), sqlite.Options{})
		proveTimers(t, backend, err)
	})
	if testengines.Enabled() {
		t.Run("mongo", func(t *testing.T) {
			backend, err := mongo.Open(t.Context(), testengines.StartMongo(t), testengines.Prefix(t)+"timers", mongo.Options{})
			proveTimers(t, backend, err)
		})
	}
}

func proveTimers(t *testing.T, backend store.Backend, err error) {
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	for seed := range uint64(3) {
		y := &yard{t: t, backend: backend, r: rand.New(rand.NewPCG(seed, 11)), clock: calendar.NewVirtual(monday),
			prefix: fmt.Sprintf("s%d-", seed), began: map[string]Case{}, downs: map[time.Time]time.Time{}}
		y.fill(24)
		y.live(60)
		y.judge()
	}
}

// yard is where replicas live and die over one store.
type yard struct {
	t       *testing.T
	backend store.Backend
	r       *rand.Rand
	clock   *calendar.Virtual
	prefix  string
	began   map[string]Case
	downs   map[time.Time]time.Time // outages: since when, until when
	killed  int
}

// mortal is a replica's way to the store: at a random commit the replica dies,
// before the commit or after it, and learns of nothing any more.
type mortal struct {
	store.Backend
	mu   sync.Mutex
	r    *rand.Rand
	odds float64
	dead bool
}

var errDead = errors.New("killed")

func (m *mortal) Commit(ctx context.Context, writes []store.Write) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return fault.Unavailable(errDead)
	}
	if m.dead = m.r.Float64() < m.odds; m.dead && m.r.IntN(2) == 0 {
		return fault.Unavailable(errDead)
	}
	err := m.Backend.Commit(ctx, writes)
	if m.dead {
		return fault.Unavailable(errDead)
	}
	return err
}

// replica starts a process: what it knows, it reads from the store.
func (y *yard) replica(odds float64) (*Service, *mortal) {
	m := &mortal{Backend: y.backend, r: rand.New(rand.NewPCG(y.r.Uint64(), 1)), odds: odds}
	s := newService(&app.Builder{DB: store.New("casework", m, y.clock), Clock: y.clock, Calendars: calendar.NewPlaces(calendar.Default(), area.Default().Line),
		Tree: area.Default(), Log: slog.New(slog.DiscardHandler)}, Settings{})
	if err := s.db.Open(y.t.Context()); err != nil {
		y.t.Fatal(err)
	}
	return s, m
}

// fill stores cases in all steps in which time does something.
func (y *yard) fill(n int) {
	s, _ := y.replica(0)
	steps := []casework.Step{casework.Registered, casework.Triaged, casework.Assigned, casework.Handling, casework.Replied, casework.Awaiting, casework.Closed, casework.Rejected}
	for i := range n {
		c := *inStep(y.t, steps[i%len(steps)])
		c.ID = fmt.Sprintf("%s%d", y.prefix, i)
		c.Number = fmt.Sprintf("431223-100-26-%s%03d-0", y.prefix[1:2], i)
		c.Voices[0].Number, c.Voices[0].Reachable = c.Number, y.r.IntN(2) == 0
		if err := s.cases.Create(store.System(y.t.Context()), c); err != nil {
			y.t.Fatal(err)
		}
		y.began[c.ID] = y.read(s, c.ID)
	}
}

func (y *yard) read(s *Service, id string) Case {
	c, err := s.cases.Get(store.System(y.t.Context()), id)
	if err != nil {
		y.t.Fatal(err)
	}
	return c
}

// live moves from one timer to the next, at some second of the round's half
// minute; at times everything is down for days.
func (y *yard) live(rounds int) {
	for i := range rounds {
		s, _ := y.replica(0)
		next, ok, err := s.cases.First(store.System(y.t.Context()), store.Query{Index: "timer"})
		if err != nil {
			y.t.Fatal(err)
		}
		if !ok {
			return
		}
		at := next.nextAt()
		if i == 1 || y.r.IntN(6) == 0 {
			since := y.clock.Now()
			at = at.Add(time.Duration(y.r.IntN(20*24*60)) * time.Minute)
			y.downs[since] = at
		}
		if at.After(y.clock.Now()) {
			y.clock.Set(at.Add(time.Duration(y.r.IntN(30)) * time.Second))
		}
		y.round()
	}
}

// round lets three replicas do the timers at once. Where they died, others take
// over, once the lease of the dead has ended.
func (y *yard) round() {
	for odds := 0.2; ; odds /= 2 {
		if y.once(odds) == 0 {
			return
		}
		if odds > 0.15 {
			y.clock.Advance(29 * time.Second)
		}
		y.killed++
	}
}

func (y *yard) once(odds float64) (dead int) {
	var running sync.WaitGroup
	died := make(chan bool, 3)
	for range cap(died) {
		s, m := y.replica(odds)
		running.Go(func() {
			err := s.Timers(store.System(y.t.Context()))
			m.mu.Lock()
			defer m.mu.Unlock()
			if err != nil && !m.dead {
				y.t.Errorf("timers: %v", err)
			}
			died <- m.dead
		})
	}
	running.Wait()
	close(died)
	for one := range died {
		if one {
			dead++
		}
	}
	return dead
}

// judge lives every case through again, alone and without trouble, at the times
// that the journal tells: the same must have happened, nothing twice, nothing left out.
func (y *yard) judge() {
	s, _ := y.replica(0)
	steps := 0
	for id, c := range y.began {
		told := y.told(s, id)
		steps += len(told)
		for len(told) > 0 {
			now := told[0].Time
			want := c.Tick(s.actAt(c.Area, now))
			if len(want) == 0 || len(want) > len(told) {
				y.t.Fatalf("%s: %v told at %s, expected %v", id, types(told), now, types(want))
			}
			y.same(id, want, told[:len(want)])
			told = told[len(want):]
		}
		if next := c.nextAt(); !next.IsZero() && !next.After(y.clock.Now()) {
			y.t.Errorf("%s: what was due at %s did not happen", id, next)
		}
		if left := y.read(s, id); left.Step != c.Step || left.Clock.Light != c.Clock.Light {
			y.t.Errorf("%s is %s/%s, not %s/%s", id, left.Step, left.Clock.Light, c.Step, c.Clock.Light)
		}
	}
	if steps < 2*len(y.began) || y.killed < 2 || len(y.downs) == 0 {
		y.t.Errorf("the test proves little: %d steps, %d kills, %d outages", steps, y.killed, len(y.downs))
	}
}

func (y *yard) told(s *Service, id string) []event.Event {
	rows, err := s.db.Journal().ReadAggregate(y.t.Context(), "case/"+id, 0, 100)
	if err != nil {
		y.t.Fatal(err)
	}
	var out []event.Event
	for _, row := range rows {
		out = append(out, row.Event)
	}
	return out
}

func (y *yard) same(id string, want, told []event.Event) {
	y.t.Helper()
	var before time.Time
	for i, e := range told {
		var a, b casework.Changed
		if err := errors.Join(json.Unmarshal(want[i].Data, &a), json.Unmarshal(e.Data, &b)); err != nil {
			y.t.Fatal(err)
		}
		if want[i].Type != e.Type || !a.Planned.Equal(b.Planned) || b.Planned.IsZero() || a.Light != b.Light || b.Planned.Before(before) {
			y.t.Errorf("%s: %s of %s (%s), expected %s of %s (%s)", id, e.Type, b.Planned, b.Light, want[i].Type, a.Planned, a.Light)
		}
		if late := e.Time.Sub(y.up(b.Planned)); late < 0 || late >= time.Minute {
			y.t.Errorf("%s: %s of %s came %s late", id, e.Type, b.Planned, late)
		}
		before = b.Planned
	}
}

// up is when something first ran at a moment or after it.
func (y *yard) up(moment time.Time) time.Time {
	for since, until := range y.downs {
		if moment.After(since) && moment.Before(until) { // at its beginning there was a round
			return until
		}
	}
	return moment
}

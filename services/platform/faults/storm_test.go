//go:build faults

package faults

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"lianluo/api/station"
	"lianluo/services/platform/faults/checker"
	"lianluo/services/platform/platformtest"
)

// victim is a process that can be killed, started again, frozen and thawed.
type victim struct {
	name                      string
	kill, start, freeze, thaw func()
}

// link is a connection between a service and its store or broker.
type link struct {
	name                    string
	cut, silent, slow, mend func()
}

// storm is clients at work while things break.
type storm struct {
	*stage
	form    string
	seed    uint64
	dice    *rand.Rand
	victims []victim
	links   []link
	clients []*client
	tally   map[string]int // what was done to the system
	began   time.Time
	took    time.Duration
}

// processes are the victims that every form has.
func processes(s *platformtest.System) []victim {
	var out []victim
	for _, name := range slices.Sorted(maps.Keys(s.Processes)) {
		p := s.Processes[name]
		out = append(out, victim{name, p.Kill, p.Start, p.Freeze, p.Thaw})
	}
	return out
}

const (
	caseworkers = 6
	receptions  = 2
)

// blow lets clients work while kills processes are killed, and returns when all
// that was begun is acknowledged.
func (s *storm) blow(kills int) {
	ctx, stop := context.WithCancel(s.t.Context())
	var work sync.WaitGroup
	for i := range caseworkers + receptions {
		c := s.client(i)
		if i < caseworkers {
			work.Go(func() { c.takesCases(ctx) })
		} else {
			work.Go(func() { c.holdsReceptions(ctx) })
		}
	}
	s.began = time.Now()
	for i := range kills {
		if s.round(i); i%20 == 19 {
			s.t.Logf("after %d kills and %s: %d changes, %d repeated", i+1, time.Since(s.began).Round(time.Second), s.acked(), s.repeated())
		}
	}
	s.ready()
	stop()
	work.Wait()
	s.took = time.Since(s.began)
}

func (s *storm) client(n int) *client {
	c := &client{stage: s.stage, n: n, dice: rand.New(rand.NewPCG(s.seed, uint64(n)))}
	s.clients = append(s.clients, c)
	return c
}

// round waits until somebody got on, then breaks something at a random point, and
// kills: mostly one process, whose turn it is, now and then all of them.
func (s *storm) round(i int) {
	if i%5 != 4 { // else it is hit while it starts
		s.getsOn()
	}
	s.pause(700 * time.Millisecond)
	switch {
	case i%4 == 1:
		s.freeze(s.victims[s.dice.IntN(len(s.victims))])
	case i%4 == 3 && len(s.links) > 0:
		s.disturb(s.links[s.dice.IntN(len(s.links))])
	case i%20 == 18:
		s.restart()
	}
	v := s.victims[i%len(s.victims)]
	s.tally["kill "+v.name]++
	v.kill()
	if s.dice.IntN(3) == 0 {
		s.pause(2 * time.Second) // the others meet its absence
	}
	v.start()
}

func (s *storm) pause(most time.Duration) { time.Sleep(time.Duration(s.dice.Int64N(int64(most)))) } // the random point

func (s *storm) freeze(v victim) {
	s.tally["freeze"]++
	v.freeze()
	s.pause(4 * time.Second)
	v.thaw()
}

func (s *storm) disturb(l link) {
	switch s.dice.IntN(3) {
	case 0:
		s.tally["cut"]++
		l.cut()
	case 1:
		s.tally["silent"]++
		l.silent()
	default:
		s.tally["slow"]++
		l.slow()
	}
	s.pause(4 * time.Second)
	l.mend()
}

// restart kills everything at once, as a power cut does, and starts it again.
func (s *storm) restart() {
	s.tally["everything killed at once"]++
	for _, v := range s.victims {
		v.kill()
	}
	for _, v := range s.victims {
		v.start()
	}
}

// getsOn waits until some client is told that something is done.
func (s *storm) getsOn() {
	was := s.acked()
	for deadline := time.Now().Add(3 * time.Minute); s.acked() == was; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("no client gets on; seed %d, so far %v", s.seed, s.tally)
		}
	}
}

func (s *storm) acked() (sum int64) {
	for _, c := range s.clients {
		sum += c.acked.Load()
	}
	return sum
}

func (s *storm) repeated() (sum int64) {
	for _, c := range s.clients {
		sum += c.repeated.Load()
	}
	return sum
}

func (s *storm) ready() {
	for _, p := range s.Processes {
		p.WaitReady()
	}
}

// judge asks everything again, lets the system come to rest and has the checker
// compare. What has not arrived yet is waited for; what is there twice stays so.
func (s *storm) judge() []checker.Finding {
	var history []checker.Act
	var opened []station.Station
	for _, c := range s.clients {
		c.askAgain()
		history, opened = append(history, c.history...), append(opened, c.opened...)
	}
	r := s.reader(opened)
	for deadline := time.Now().Add(4*time.Minute + 4*away(s.t)); ; time.Sleep(time.Second) {
		waited := s.rest(r)
		state, err := r.Read(s.t.Context(), history)
		if err != nil { // what is not there yet cannot be read yet
			if time.Now().After(deadline) {
				s.t.Fatal(err)
			}
			continue
		}
		state.Waited = waited
		found := checker.Check(history, state)
		if len(found) == 0 || time.Now().After(deadline) {
			s.tell(state, found)
			return found
		}
	}
}

// rest waits until no message is being sent or will be soon, and returns until
// when: the first try again comes a minute after one that broke off, the second
// after five, for which only a long storm waits.
func (s *storm) rest(r *checker.Reader) time.Time {
	patience := time.Duration(number(s.t, "LIANLUO_PATIENCE", 90)) * time.Second
	for deadline := time.Now().Add(8*time.Minute + 4*away(s.t)); ; time.Sleep(time.Second) {
		all, err := r.Deliveries(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		soon := time.Now().Add(patience)
		if !slices.ContainsFunc(all, func(d checker.Delivery) bool {
			return d.State == "sending" || d.State == "waiting" && d.Next.Before(soon)
		}) {
			return soon
		}
		if time.Now().After(deadline) {
			s.t.Fatal("messages are still being sent")
		}
	}
}

// survives plays a storm to its end.
func (s *storm) survives(kills int) {
	s.t.Logf("%s: seed %d, %d kills", s.form, s.seed, kills)
	s.blow(kills)
	s.sound()
	for name, p := range s.Processes {
		if said := p.Said(); strings.Contains(said, "panic:") {
			s.t.Errorf("%s panicked", name)
		}
	}
}

// sound fails with what the checker found.
func (s *storm) sound() {
	for i, f := range s.judge() {
		if s.t.Errorf("%v", f); i == 30 {
			s.t.Fatal("and more")
		}
	}
}

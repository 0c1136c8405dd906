package script

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
)

// whole is the county at its own size.
var whole = sync.OnceValue(func() *Script { return Write(Options{Seed: 1}) })

// each looks at a property at several scales and seeds.
func each(t *testing.T, fn func(t *testing.T, o Options, s *Script)) {
	r := rand.New(rand.NewPCG(4, 2))
	t.Run("the whole county", func(t *testing.T) { fn(t, Options{Scale: 1, Seed: 1}, whole()) })
	all := []Options{{Scale: 0.02, Seed: 1}, {Scale: 0.1, Seed: 7}}
	for range 8 {
		all = append(all, Options{Scale: 0.012 + r.Float64()*0.1, Seed: r.Uint64()})
	}
	for _, o := range all {
		t.Run(fmt.Sprintf("%.3f of the county, seed %d", o.Scale, o.Seed), func(t *testing.T) { fn(t, o, Write(o)) })
	}
}

// byCase are the acts on each case, in order.
func byCase(s *Script) [][]Act {
	out := make([][]Act, len(s.Cases))
	for _, a := range s.Acts {
		if a.Subject() == fmt.Sprintf("case/%d", a.Of) {
			out[a.Of] = append(out[a.Of], a)
		}
	}
	return out
}

func has(acts []Act, what What) bool {
	return slices.ContainsFunc(acts, func(a Act) bool { return a.What == what })
}

// closes retells when a case is closed, from its acts alone: a contented answer
// about the result, two calls in vain, or the fourth dissatisfied answer; and by
// itself, when nobody can be asked.
func closes(c Case, acts []Act) bool {
	answered, tries, cross := 0, 0, 0
	for _, a := range acts {
		switch {
		case a.What == Reply:
			answered, tries = 0, 0
		case a.What == Try:
			tries++
		case (a.What == Answer || a.What == Rate) && a.Answer == casework.OutcomeDissatisfied:
			cross++
		case a.What == Answer || a.What == Rate:
			answered++
		}
	}
	last := acts[len(acts)-1]
	return answered == 2 || tries == 2 || cross == 4 ||
		c.Who.Anonymous && last.What == Reply && calendar.Default().WorkdaysBetween(last.At, Until) > answerDays
}

func TestFiguresAreExact(t *testing.T) {
	each(t, func(t *testing.T, o Options, s *Script) {
		got := Figures{Received: len(s.Cases), Topics: len(s.Recorded(Topical)), Ballots: len(s.Recorded(Vote))}
		for _, b := range s.Sessions {
			got.Chosen += b.Places
		}
		for n, acts := range byCase(s) {
			if has(acts, Assign) {
				got.HandedOver++
			}
			if closes(s.Cases[n], acts) {
				got.Closed++
			}
		}
		for _, x := range s.Receptions {
			if x.Cancelled != "" {
				continue
			}
			for _, seat := range []string{"official", "grassroots"} {
				switch {
				case x.Missing == seat:
				case seat == "grassroots" || x.Guest < 0:
					got.Others++
				case s.People[x.Guest].Rank == "county_leader":
					got.Leaders++
				default:
					got.Heads++
				}
			}
		}
		if want := Published.Scaled(o.Scale); got != want || s.Figures != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

func TestPublishedFigures(t *testing.T) {
	if got := Published.Scaled(1); got != Published || got.Attended() != 4262 {
		t.Errorf("%+v", got)
	}
	if n := len(Townships()); n != 23 {
		t.Errorf("%d townships", n)
	}
	for scale := 0.001; scale < 1; scale += 0.0173 {
		f := Published.Scaled(scale)
		if f.Closed > f.HandedOver || f.HandedOver > f.Received || f.Leaders < 1 {
			t.Errorf("%g: %+v", scale, f)
		}
	}
}

func TestSameOptionsSameScript(t *testing.T) {
	a, b := Write(Options{Scale: 0.05, Seed: 3}), Write(Options{Scale: 0.05, Seed: 3})
	if !reflect.DeepEqual(a, b) {
		t.Error("another script")
	}
	if reflect.DeepEqual(a.Cases, Write(Options{Scale: 0.05, Seed: 4}).Cases) {
		t.Error("the seed makes no difference")
	}
}

// Acts are in order, their keys and moments are their own, none is too late.
func TestActsAreOrdered(t *testing.T) {
	each(t, func(t *testing.T, _ Options, s *Script) {
		keys, moments := map[string]bool{}, map[string]bool{}
		for i, a := range s.Acts {
			moment := a.Subject() + a.At.Format(time.RFC3339)
			if keys[a.Key()] || moments[moment] {
				t.Fatalf("%s at %v: twice", a.Key(), a.At)
			}
			keys[a.Key()], moments[moment] = true, true
			if i > 0 && a.At.Before(s.Acts[i-1].At) || a.At.After(Until) || calendar.DateOf(a.At) < Opened {
				t.Fatalf("%s at %v is out of order", a.Key(), a.At)
			}
		}
	})
}

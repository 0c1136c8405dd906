package casework

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/event"
)

// Whatever people do in whatever order, and however time passes: a case is never
// lost. It has ended, or a clock runs in it that somebody hears of.
func TestNoSequenceOfOperationsLosesACase(t *testing.T) {
	for seed := range uint64(400) {
		live(t, rand.New(rand.NewPCG(seed, 7)), seed)
	}
}

func live(t *testing.T, r *rand.Rand, seed uint64) {
	c, now := sample(), monday
	c.Voices[0].Reachable = r.IntN(3) > 0
	var story []string
	for i := range 60 {
		now = now.Add(time.Duration(r.IntN(100)) * time.Hour)
		name, do := pick(r, i)
		a := actAt(now, []string{"officer", "unit", "head"}[r.IntN(3)])
		a.Upto = []string{"station", "township", "county", "province"}[r.IntN(4)]
		before := len(c.Timeline)
		events, err := do(c, a)
		story = append(story, fmt.Sprintf("%s %v", name, types(events)))
		if err != nil && (len(events) > 0 || len(c.Timeline) != before) {
			t.Fatalf("seed %d: %s failed and left traces: %v", seed, name, err)
		}
		sound(t, c, now, seed, story)
	}
	ends(t, c, now, seed, story)
}

// pick chooses an operation, or the passing of time.
func pick(r *rand.Rand, i int) (string, func(*Case, Act) ([]event.Event, error)) {
	answers := []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied, casework.OutcomeDissatisfied}
	switch r.IntN(5) {
	case 0:
		return "time", func(c *Case, a Act) ([]event.Event, error) { return c.Tick(a), nil }
	case 1:
		return "answer", func(c *Case, a Act) ([]event.Event, error) {
			open := c.openAsks()
			if len(open) == 0 {
				return nil, errNotAsked
			}
			return c.Answer(a, open[r.IntN(len(open))].Voice, answers[r.IntN(4)], "words", "page")
		}
	case 2:
		return "join", func(c *Case, a Act) ([]event.Event, error) {
			if len(c.Voices) > 3 {
				return nil, errVoice
			}
			id := fmt.Sprintf("v%d", i+2)
			return c.Join(a, casework.Voice{ID: id, Number: id, Reachable: r.IntN(2) == 0, At: a.At}, "h"+id, "", time.Time{})
		}
	}
	forward := names(casework.TriageCase, casework.AssignCase, casework.AcceptCase, casework.ReplyCase, casework.ReturnCase,
		casework.AskExtension, casework.DecideExtension, casework.UrgeCase, casework.SuperviseCase, casework.RecordTry)
	if i > 50 {
		forward = append(forward, names(casework.WithdrawCase, casework.MergeCases, casework.ArchiveCase)...)
	}
	name := forward[r.IntN(len(forward))]
	return name, transitions[name]
}

func sound(t *testing.T, c *Case, now time.Time, seed uint64, story []string) {
	t.Helper()
	bad := ""
	switch {
	case c.open() && c.Clock.Due.IsZero():
		bad = "is open and no clock runs"
	case c.open() && c.asking() != "" && len(c.openAsks()) == 0:
		bad = "asks and nobody is asked"
	case !c.open() && c.Outcome == "":
		bad = "has ended without an outcome"
	case !c.open() && c.ClosedAt.IsZero():
		bad = "has ended at no time"
	case (c.Step == casework.Closed || c.Step == casework.Rejected) && c.ArchiveAt.IsZero():
		bad = "is never filed"
	case c.Returns > 2 || c.Round > 5 || c.Supervision > maxRung:
		bad = "went round too often"
	case (c.Step == casework.Assigned || c.Step == casework.Handling) == (c.Unit == "") && c.open() && c.asking() == "" && c.Clock.What != toWait:
		bad = "is in a unit's step without a unit, or the other way round"
	case c.Outcome == casework.OutcomeSatisfied && !answered(c, casework.OutcomeSatisfied):
		bad = "counts as satisfied though nobody said so"
	}
	if bad != "" {
		t.Fatalf("seed %d: the case (%s) %s:\n%v", seed, c.Step, bad, story)
	}
}

func answered(c *Case, with casework.Outcome) bool {
	for _, k := range c.Asks {
		if k.Answer == with && k.Round == c.Round {
			return true
		}
	}
	return false
}

// ends: with officers who do their work and time that passes, every case ends.
func ends(t *testing.T, c *Case, now time.Time, seed uint64, story []string) {
	t.Helper()
	steps := names(casework.TriageCase, casework.AssignCase, casework.AcceptCase, casework.ReplyCase)
	for range 200 {
		now = now.Add(9 * 24 * time.Hour)
		a := actAt(now, "officer")
		a.Upto = "province"
		c.Tick(a)
		if c.nextAt() != (time.Time{}) && !c.nextAt().After(now) {
			t.Fatalf("seed %d: time did its work and is not done", seed)
		}
		for _, name := range steps {
			if c.Step != casework.Assigned || name != casework.AssignCase.Name {
				_, _ = transitions[name](c, a)
			}
		}
		for _, k := range c.openAsks() {
			_, _ = c.Try(a, k.Voice, "no answer")
		}
		sound(t, c, now, seed, story)
	}
	if c.Step == casework.Closed || c.open() {
		t.Fatalf("seed %d: the case stays %s for ever:\n%v", seed, c.Step, story)
	}
}

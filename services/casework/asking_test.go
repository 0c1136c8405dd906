package casework

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
)

// late is a time at which every question of the sample is over.
var late = at("2026-03-20")

func try(t *testing.T, c *Case, when time.Time) {
	t.Helper()
	if _, err := c.Try(actAt(when, "officer"), "", "无人接听"); err != nil {
		t.Fatal(err)
	}
}

func TestUnansweredTakesTimeAndTries(t *testing.T) {
	c := inStep(t, casework.Replied)
	try(t, c, at("2026-03-05"))
	c.Tick(actAt(late, "system"))
	if c.Step != casework.Replied || c.Clock.Light != "red" {
		t.Fatalf("one try was enough: %s", c.Step)
	}
	try(t, c, late)
	if c.Step != casework.Closed || c.Outcome != casework.OutcomeUnanswered {
		t.Fatalf("%s, %s", c.Step, c.Outcome)
	}

	c = inStep(t, casework.Replied)
	try(t, c, at("2026-03-05"))
	try(t, c, at("2026-03-06"))
	if c.Step != casework.Replied {
		t.Fatal("two tries were enough before the time was over")
	}
	c.Tick(actAt(at("2026-03-13"), "system"))
	if c.Step != casework.Replied || c.Clock.Light != "yellow" {
		t.Fatal("closed before ten working days")
	}
	events := c.Tick(actAt(late, "system"))
	if c.Outcome != casework.OutcomeUnanswered || !slices.Contains(types(events), "CaseClosed") {
		t.Fatalf("%s, %v", c.Outcome, types(events))
	}
}

// Nobody can ring somebody without a phone; the page is open to them as long.
func TestWhoCannotBeReachedCountsAsNotAsked(t *testing.T) {
	c := sample()
	c.Voices[0].Reachable = false
	a := actAt(monday, "officer")
	if _, err := c.Triage(a, casework.TriageRequest{Class: casework.ExplainedAtOnce, Reason: "r", Reply: "解释"}); err != nil {
		t.Fatal(err)
	}
	c.Tick(actAt(at("2026-03-13"), "system"))
	if c.Step != casework.Replied {
		t.Fatal("no time to answer on the page")
	}
	c.Tick(actAt(late, "system"))
	if c.Step != casework.Closed || c.Outcome != casework.OutcomeNotAsked {
		t.Fatalf("%s, %s", c.Step, c.Outcome)
	}
}

func TestNoAnswerAboutTheResultIsNeverSatisfied(t *testing.T) {
	c := inStep(t, casework.Awaiting)
	asked := c.nextAt()
	if got := types(c.Tick(actAt(asked, "system"))); !slices.Equal(got, []string{"PersonAsked"}) || c.asking() != "result" {
		t.Fatalf("%v", got)
	}
	if asked.Hour() < 8 && asked.In(monday.Location()).Hour() != 9 {
		t.Errorf("people are asked at %v", asked)
	}
	try(t, c, asked.Add(time.Hour))
	try(t, c, asked.Add(50*time.Hour))
	c.Tick(actAt(asked.AddDate(0, 0, 40), "system"))
	c.Tick(actAt(asked.AddDate(0, 0, 41), "system"))
	if c.Outcome != casework.OutcomeUnanswered {
		t.Fatalf("%s", c.Outcome)
	}
}

func answer(t *testing.T, c *Case, o casework.Outcome) {
	t.Helper()
	if _, err := c.Answer(actAt(monday, "page"), "", o, "话", "page"); err != nil {
		t.Fatal(err)
	}
}

func reply(t *testing.T, c *Case) {
	t.Helper()
	a := actAt(monday, "unit")
	a.Upto = "province"
	if c.Step == casework.Triaged {
		if _, err := c.Assign(a, Unit{ID: "u1", Name: "u"}, "r", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Accept(a); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Reply(a, "再答复", "A", nil); err != nil {
		t.Fatal(err)
	}
}

// Dissatisfied: handled again twice, then a level up under supervision, then
// closed as what it is.
func TestDissatisfiedReopensTwiceThenRises(t *testing.T) {
	c := inStep(t, casework.Replied)
	for round := 2; round <= 3; round++ {
		answer(t, c, casework.OutcomeDissatisfied)
		if c.Step != casework.Handling || c.Round != round || c.Unit != "u1" || c.Clock.What != toReply {
			t.Fatalf("round %d: %s %d", round, c.Step, c.Round)
		}
		reply(t, c)
	}
	answer(t, c, casework.OutcomeDissatisfied)
	if c.Step != casework.Triaged || c.Level != "county" || c.Supervision != 1 || c.Unit != "" {
		t.Fatalf("%s at %s, rung %d", c.Step, c.Level, c.Supervision)
	}
	if _, err := c.Assign(actAt(monday, "officer"), Unit{ID: "u1"}, "r", ""); code(err) != "case.level" {
		t.Fatalf("a township assigned it: %v", err)
	}
	reply(t, c)
	answer(t, c, casework.OutcomeDissatisfied)
	if c.Step != casework.Closed || c.Outcome != casework.OutcomeDissatisfied {
		t.Fatalf("%s, %s", c.Step, c.Outcome)
	}
}

func TestDissatisfiedWithTheResultReopensToo(t *testing.T) {
	c := inStep(t, casework.Awaiting)
	c.Tick(actAt(c.nextAt(), "system"))
	answer(t, c, casework.OutcomeDissatisfied)
	if c.Step != casework.Handling || c.Round != 2 {
		t.Fatalf("%s", c.Step)
	}
}

func TestAnExplanationThatDoesNotSatisfyIsTriagedAnew(t *testing.T) {
	c := sample()
	_, err := c.Triage(actAt(monday, "officer"), casework.TriageRequest{Class: casework.ExplainedAtOnce, Reason: "政策误解", Reply: "解释"})
	if err != nil || c.Step != casework.Replied || c.Replies[0].Class != "D" {
		t.Fatal(err)
	}
	answer(t, c, casework.OutcomeDissatisfied)
	if c.Step != casework.Registered || c.Clock.What != toTriage {
		t.Fatalf("%s", c.Step)
	}
}

// With several voices the least satisfied decides, and everybody is asked.
func TestEveryVoiceIsAskedForItself(t *testing.T) {
	c := inStep(t, casework.Handling)
	a := actAt(monday, "officer")
	_, _ = c.Join(a, casework.Voice{ID: "v2", Reachable: true}, "h2", "", time.Time{})
	events, err := c.Reply(a, "答复", "A", nil)
	if err != nil || !slices.Equal(types(events), []string{"CaseReplied", "PersonAsked", "PersonAsked"}) {
		t.Fatalf("%v, %v", types(events), err)
	}
	if _, err := c.Answer(a, "", casework.OutcomeSatisfied, "", "x"); code(err) != "case.which_voice" {
		t.Fatalf("an answer of nobody: %v", err)
	}
	_, _ = c.Join(a, casework.Voice{ID: "v3", Reachable: true}, "h3", "", time.Time{}) // asked at once
	for id, o := range map[string]casework.Outcome{"v1": casework.OutcomeSatisfied, "v2": casework.OutcomeBasically} {
		if _, err := c.Answer(a, id, o, "", "x"); err != nil || c.Step != casework.Replied {
			t.Fatalf("%s: %s, %v", id, c.Step, err)
		}
	}
	if _, err := c.Answer(a, "v1", casework.OutcomeDissatisfied, "", "x"); code(err) != "case.not_asked" {
		t.Fatalf("answered twice: %v", err)
	}
	if _, err := c.Withdraw(a, "v3", ""); err != nil || c.Step != casework.Awaiting {
		t.Fatalf("the last one left: %s, %v", c.Step, err)
	}
	if got := c.outcome("reply"); got != casework.OutcomeBasically {
		t.Errorf("%s", got)
	}
}

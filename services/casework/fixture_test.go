package casework

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// monday is a working Monday at nine, before a week without holidays.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)

func actAt(at time.Time, by string) Act {
	return Act{By: by, Name: by, At: at, Rules: DefaultRules(), Version: "default", Days: calendar.Default(), Upto: "township"}
}

// sample is a registered case with one reachable voice.
func sample() *Case {
	c := &Case{Ancestors: []string{"43", "4312", "431223", "431223100"}, Codes: map[string]string{"v1": "h1"}, Registrar: "officer"}
	c.ID, c.Number, c.Station, c.Area, c.Text = "c1", "431223-100-26-0001-0", "st1", "431223100", "路灯坏了"
	c.Step, c.Level, c.Round, c.ReceivedAt, c.Category = casework.Registered, "station", 1, monday, "0103"
	c.Voices = []casework.Voice{{ID: "v1", Number: c.Number, Reachable: true, At: monday}}
	a := actAt(monday, "officer")
	c.run(a, toTriage, a.At, a.Rules.TriageWorkdays)
	return c
}

// inStep brings a sample case into a step by the transitions themselves.
func inStep(t testing.TB, step casework.Step) *Case {
	t.Helper()
	c, a := sample(), actAt(monday, "officer")
	do := func(_ []event.Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	triage := func(class casework.Class) {
		do(c.Triage(a, casework.TriageRequest{Class: class, Reason: "r", Reply: "words"}))
	}
	path := []casework.Step{casework.Triaged, casework.Assigned, casework.Handling, casework.Replied, casework.Awaiting, casework.Closed, casework.Archived}
	act := map[casework.Step]func(){
		casework.Triaged:  func() { triage(casework.TownshipOrdinary) },
		casework.Assigned: func() { do(c.Assign(a, Unit{ID: "u1", Name: "unit"}, "", "")) },
		casework.Handling: func() { do(c.Accept(a)) },
		casework.Replied:  func() { do(c.Reply(a, "done", "A", nil)) },
		casework.Awaiting: func() { do(c.Answer(a, "", casework.OutcomeSatisfied, "ok", "officer")) },
		casework.Closed: func() {
			c.Tick(actAt(c.nextAt(), "system"))
			do(c.Answer(a, "", casework.OutcomeSatisfied, "ok", "officer"))
		},
		casework.Archived: func() { do(c.Archive(a)) },
	}
	switch step {
	case casework.Received:
		c.Step = casework.Received
	case casework.Returned:
		c = inStep(t, casework.Assigned)
		do(c.Return(a, "not ours"))
	case casework.Rejected:
		triage(casework.NotAccepted)
	case casework.Withdrawn:
		do(c.Withdraw(a, "v1", ""))
	case casework.MergedStep:
		_, _, err := c.Merge(a, &Case{Case: casework.Case{ID: "c2"}}, "same")
		do(nil, err)
	default:
		for _, s := range path[:slices.Index(path, step)+1] {
			act[s]()
		}
	}
	if c.Step != step {
		t.Fatalf("the case is %s, not %s", c.Step, step)
	}
	return c
}

// transitions are all operations that change a case, as the pure rules see them.
var transitions = map[string]func(c *Case, a Act) ([]event.Event, error){
	casework.TriageCase.Name: func(c *Case, a Act) ([]event.Event, error) {
		return c.Triage(a, casework.TriageRequest{Class: casework.TownshipWide, Reason: "r"})
	},
	casework.AssignCase.Name: func(c *Case, a Act) ([]event.Event, error) {
		return c.Assign(a, Unit{ID: "u2", Name: "other"}, "reason", "")
	},
	casework.AcceptCase.Name:   (*Case).Accept,
	casework.ReturnCase.Name:   func(c *Case, a Act) ([]event.Event, error) { return c.Return(a, "r") },
	casework.AskExtension.Name: func(c *Case, a Act) ([]event.Event, error) { return c.AskMoreTime(a, "r") },
	casework.DecideExtension.Name: func(c *Case, a Act) ([]event.Event, error) {
		a.By = "head"
		return c.DecideMoreTime(a, true, "r")
	},
	casework.AddNote.Name:       func(c *Case, a Act) ([]event.Event, error) { return c.Note(a, "note", false) },
	casework.ReplyCase.Name:     func(c *Case, a Act) ([]event.Event, error) { return c.Reply(a, "text", "B", nil) },
	casework.UrgeCase.Name:      func(c *Case, a Act) ([]event.Event, error) { return c.Urge(a, "r") },
	casework.SuperviseCase.Name: func(c *Case, a Act) ([]event.Event, error) { return c.Supervise(a, "r") },
	casework.RecordTry.Name:     func(c *Case, a Act) ([]event.Event, error) { return c.Try(a, "", "no answer") },
	casework.RecordAnswer.Name: func(c *Case, a Act) ([]event.Event, error) {
		if err := c.allow(a, casework.RecordAnswer.Declared()); err != nil {
			return nil, err
		}
		return c.Answer(a, "", casework.OutcomeSatisfied, "ok", a.By)
	},
	casework.MergeCases.Name: func(c *Case, a Act) ([]event.Event, error) {
		events, _, err := c.Merge(a, &Case{Case: casework.Case{ID: "c2"}}, "same")
		return events, err
	},
	casework.ArchiveCase.Name:    (*Case).Archive,
	casework.SetPublicTitle.Name: func(c *Case, a Act) ([]event.Event, error) { return c.SetTitle(a, "路灯") },
	casework.WithdrawCase.Name:   func(c *Case, a Act) ([]event.Event, error) { return c.Withdraw(a, "v1", "") },
}

var allSteps = []casework.Step{
	casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling, casework.Returned, casework.Replied,
	casework.Awaiting, casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn,
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}

func names(ops ...rpc.Any) []string {
	var out []string
	for _, op := range ops {
		out = append(out, op.Declared().Name)
	}
	return out
}

func types(events []event.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, event.ShortName(e.Type))
	}
	return out
}

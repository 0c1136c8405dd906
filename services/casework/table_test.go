package casework

import (
	"slices"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
)

// allowed is written by hand, not derived from the table: which operation may
// happen in which step of a fresh sample case, and where the case stands then.
var allowed = map[string]map[casework.Step]casework.Step{
	casework.TriageCase.Name: {casework.Received: casework.Triaged, casework.Registered: casework.Triaged,
		casework.Triaged: casework.Triaged, casework.Returned: casework.Triaged},
	casework.AssignCase.Name: {casework.Triaged: casework.Assigned, casework.Returned: casework.Assigned,
		casework.Assigned: casework.Assigned, casework.Handling: casework.Assigned},
	casework.AcceptCase.Name:      {casework.Assigned: casework.Handling},
	casework.ReturnCase.Name:      {casework.Assigned: casework.Returned},
	casework.AskExtension.Name:    {casework.Handling: casework.Handling},
	casework.DecideExtension.Name: {},
	casework.AddNote.Name: stay(casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling,
		casework.Returned, casework.Replied, casework.Awaiting, casework.Closed, casework.Rejected),
	casework.ReplyCase.Name: {casework.Handling: casework.Replied},
	casework.UrgeCase.Name:  stay(casework.Assigned, casework.Handling),
	casework.SuperviseCase.Name: stay(casework.Received, casework.Registered, casework.Triaged, casework.Assigned,
		casework.Handling, casework.Returned, casework.Replied, casework.Awaiting),
	casework.RecordTry.Name:    stay(casework.Replied),
	casework.RecordAnswer.Name: {casework.Replied: casework.Awaiting},
	casework.MergeCases.Name: to(casework.MergedStep, casework.Received, casework.Registered, casework.Triaged, casework.Assigned,
		casework.Handling, casework.Returned, casework.Replied, casework.Awaiting),
	casework.ArchiveCase.Name: to(casework.Archived, casework.Closed, casework.Rejected),
	casework.SetPublicTitle.Name: stay(casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling,
		casework.Returned, casework.Replied, casework.Awaiting, casework.Closed, casework.Rejected, casework.Archived),
	casework.WithdrawCase.Name: to(casework.Withdrawn, casework.Received, casework.Registered, casework.Triaged, casework.Assigned,
		casework.Handling, casework.Returned, casework.Replied, casework.Awaiting),
}

func stay(in ...casework.Step) map[casework.Step]casework.Step {
	out := map[casework.Step]casework.Step{}
	for _, s := range in {
		out[s] = s
	}
	return out
}

func to(end casework.Step, in ...casework.Step) map[casework.Step]casework.Step {
	out := stay(in...)
	for s := range out {
		out[s] = end
	}
	return out
}

func TestEveryOperationInEveryStep(t *testing.T) {
	for op, do := range transitions {
		for _, step := range allSteps {
			c := inStep(t, step)
			events, err := do(c, actAt(monday, "officer"))
			want, ok := allowed[op][step]
			switch {
			case ok && (err != nil || c.Step != want || len(events) == 0):
				t.Errorf("%s in %s: %s, %v, %v", op, step, c.Step, types(events), err)
			case !ok && (code(err) != "case.step" || c.Step != step || len(events) != 0):
				t.Errorf("%s in %s: %s, %v", op, step, c.Step, err)
			}
		}
	}
}

// Deputies listen and record; whatever the policy says, they never resolve.
func TestDeputiesNeverResolve(t *testing.T) {
	for op, do := range transitions {
		for _, step := range allSteps {
			c, a := inStep(t, step), actAt(monday, "deputy")
			a.Deputy = true
			_, err := do(c, a)
			if op != casework.AddNote.Name && code(err) != "case.deputy" {
				t.Errorf("%s in %s: %v", op, step, err)
			}
		}
	}
}

func TestEveryOperationOnACaseHasARow(t *testing.T) {
	for _, r := range table {
		if r.zh == "" || r.en == "" || len(r.first)+len(r.also) == 0 {
			t.Errorf("%s is not described", r.op.Name)
		}
	}
	for op := range transitions {
		if _, ok := rows[op]; !ok {
			t.Errorf("%s has no row", op)
		}
	}
	for _, s := range allSteps {
		if stepNames[s].ZH == "" || stepNames[s].EN == "" {
			t.Errorf("%s has no name", s)
		}
	}
}

func TestNextNamesThePrimaryActionFirst(t *testing.T) {
	officer := names(casework.TriageCase, casework.AssignCase, casework.UrgeCase, casework.RecordAnswer, casework.RecordTry, casework.ArchiveCase, casework.AddNote)
	unit := names(casework.AcceptCase, casework.ReturnCase, casework.ReplyCase, casework.AskExtension, casework.AddNote)
	for step, want := range map[casework.Step][2]string{
		casework.Received: {casework.TriageCase.Name, casework.AddNote.Name}, casework.Registered: {casework.TriageCase.Name, casework.AddNote.Name},
		casework.Triaged: {casework.AssignCase.Name, casework.AddNote.Name}, casework.Returned: {casework.AssignCase.Name, casework.AddNote.Name},
		casework.Assigned: {casework.UrgeCase.Name, casework.AcceptCase.Name}, casework.Handling: {casework.UrgeCase.Name, casework.ReplyCase.Name},
		casework.Replied: {casework.RecordAnswer.Name, casework.AddNote.Name}, casework.Awaiting: {casework.AddNote.Name, casework.AddNote.Name},
		casework.Closed: {casework.ArchiveCase.Name, casework.AddNote.Name}, casework.Archived: {"", ""}, casework.MergedStep: {"", ""},
	} {
		for i, may := range [][]string{officer, unit} {
			c := inStep(t, step)
			got := append(slices.Collect(c.next(func(rpc.Operation) Act { return actAt(monday, "x") },
				func(op rpc.Operation) bool { return slices.Contains(may, op.Name) })), "")
			if got[0] != want[i] {
				t.Errorf("%s for %v: %v", step, i, got)
			}
		}
	}
}

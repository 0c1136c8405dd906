package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"

	"lianluo/api/casework"
)

// acted is a case and what was acknowledged about it.
type acted struct {
	receipt casework.Receipt
	text    string
	step    casework.Step
	events  []string // what must be in its history, once
}

// run moves cases, the first of them numbered from, until ctx ends; the case at hand is finished, so that
// everything that was begun is acknowledged.
func (w *worker) run(ctx context.Context, from int) {
	for i := from; ctx.Err() == nil; i++ {
		w.move(i)
	}
}

// move registers a case and takes it a random way along.
func (w *worker) move(i int) {
	key := func(what string) string { return fmt.Sprintf("worker-%d/%d/%s", w.n, i, what) }
	a := &acted{text: fmt.Sprintf("第%d位群众反映的第%d件事：村里的路灯不亮", w.n, i), step: casework.Registered, events: []string{"CaseRegistered"}}
	w.acted = append(w.acted, a)
	register := casework.RegisterRequest{Station: w.station().ID, Channel: casework.AtDesk, Text: a.text, Category: "0101",
		Who: casework.Who{Name: "群众", Phone: fmt.Sprintf("138%04d%04d", w.n, i%10000), Email: fmt.Sprintf("w%d-%d@example.net", w.n, i)}}
	a.receipt = insist(w, "desk", casework.RegisterCase, register, key("register"))
	if again := insist(w, "desk", casework.RegisterCase, register, key("register")); again != a.receipt {
		w.t.Errorf("the same key registered %v and %v", a.receipt, again)
	}
	id := a.receipt.Case
	steps := []func(){
		func() {
			insist(w, "desk", casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "属乡镇职责"}, key("triage"))
			a.reached(casework.Triaged, "CaseTriaged")
		},
		func() {
			insist(w, "desk", casework.AssignCase, casework.AssignRequest{ID: id, Unit: w.unit}, key("assign"))
			a.reached(casework.Assigned, "CaseAssigned")
		},
		func() {
			insist(w, "office", casework.AcceptCase, casework.ByID{ID: id}, key("accept"))
			a.reached(casework.Handling, "CaseAccepted")
		},
		func() {
			insist(w, "office", casework.ReplyCase, casework.ReplyRequest{ID: id, Text: "路灯已经修好", Class: "A"}, key("reply"))
			a.reached(casework.Replied, "CaseReplied")
		},
		func() {
			answer := casework.AnswerRequest{ID: id, Answer: casework.OutcomeSatisfied, Words: "亮了"}
			insist(w, "desk", casework.RecordAnswer, answer, key("answer"))
			insist(w, "desk", casework.RecordAnswer, answer, key("answer"))
			a.reached(casework.Awaiting, "PersonAnswered", "CaseAwaiting")
		},
	}
	for _, step := range steps[:rand.IntN(len(steps)+1)] {
		step()
	}
}

func (a *acted) reached(step casework.Step, events ...string) {
	a.step = step
	a.events = append(a.events, events...)
}

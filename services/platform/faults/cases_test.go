//go:build faults

package faults

import (
	"context"
	"fmt"

	"lianluo/api/casework"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/faults/checker"
)

// takesCases takes one case after another along its way until ctx ends; the one
// at hand is finished, so that all that was begun is acknowledged.
func (c *client) takesCases(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		c.takesOne(i)
	}
}

// story is one case on its way.
type story struct {
	*client
	id      string
	receipt casework.Receipt
	reach   string
}

func (c *client) takesOne(i int) {
	s, who := &story{client: c}, casework.Who{Name: "群众"}
	kind := c.dice.IntN(10)
	switch {
	case kind == 0:
		who = casework.Who{Anonymous: true}
	case kind < 7:
		who.Email = fmt.Sprintf("w%d-%d@example.net", c.n, i)
	default: // texts go out by day only
		who.Phone = fmt.Sprintf("138%03d%05d", c.n, i%100000)
	}
	s.reach = who.Email + who.Phone
	s.register(fmt.Sprintf("第%d位群众反映的第%d件事：村里的路灯不亮", c.n, i), who)
	steps := []func(){s.triage, s.assign, s.accept, s.reply}
	switch {
	case who.Anonymous:
		steps = []func(){s.triage, s.withdraw}
	case kind < 3:
		steps = append(steps, s.dissatisfied, s.reply, s.rate)
	default:
		steps = append(steps, s.satisfied)
	}
	far := len(steps)
	if c.dice.IntN(3) == 0 {
		far = c.dice.IntN(len(steps))
	}
	for _, step := range steps[:far] {
		step()
	}
}

func (s *story) register(text string, who casework.Who) {
	st := s.station().ID
	insist(s.client, ask[casework.RegisterRequest, casework.Receipt]{deskLogin, casework.RegisterCase,
		casework.RegisterRequest{Station: st, Channel: casework.AtDesk, Text: text, Category: "0101", Who: who}},
		func(r casework.Receipt) checker.Act {
			s.id, s.receipt = r.Case, r
			return checker.Act{Object: "case/" + r.Case, Events: []string{"CaseRegistered"}, Step: "registered",
				Text: text, Number: r.Number, Station: st, Reach: s.reach}
		})
}

// takes one step: step is where the case stands then, events what it leaves.
func takes[Req any](s *story, as string, op rpc.Op[Req, casework.Case], req Req, step casework.Step, events ...string) {
	insist(s.client, ask[Req, casework.Case]{as, op, req}, func(casework.Case) checker.Act {
		return checker.Act{Object: "case/" + s.id, Step: string(step), Events: events}
	})
}

func (s *story) triage() {
	takes(s, deskLogin, casework.TriageCase, casework.TriageRequest{ID: s.id, Class: casework.TownshipOrdinary, Reason: "属乡镇职责"}, casework.Triaged, "CaseTriaged")
}

func (s *story) assign() {
	takes(s, deskLogin, casework.AssignCase, casework.AssignRequest{ID: s.id, Unit: s.unit}, casework.Assigned, "CaseAssigned")
}

func (s *story) accept() {
	takes(s, unitLogin, casework.AcceptCase, casework.ByID{ID: s.id}, casework.Handling, "CaseAccepted")
}

func (s *story) reply() {
	takes(s, unitLogin, casework.ReplyCase, casework.ReplyRequest{ID: s.id, Text: "路灯已经修好", Class: "A"}, casework.Replied, "CaseReplied", "PersonAsked")
}

func (s *story) dissatisfied() {
	takes(s, deskLogin, casework.RecordAnswer, casework.AnswerRequest{ID: s.id, Answer: casework.OutcomeDissatisfied, Words: "又不亮了"}, casework.Handling, "PersonAnswered", "CaseReopened")
}

func (s *story) satisfied() {
	takes(s, deskLogin, casework.RecordAnswer, casework.AnswerRequest{ID: s.id, Answer: casework.OutcomeSatisfied, Words: "亮了"}, casework.Awaiting, "PersonAnswered", "CaseAwaiting")
}

// rate is the person's own answer on the page.
func (s *story) rate() {
	says(s, casework.RateCase, casework.RateRequest{Number: s.receipt.Number, Code: s.receipt.Code, Answer: casework.OutcomeSatisfied, Words: "修得很快"}, casework.Awaiting, "PersonAnswered", "CaseAwaiting")
}

// withdraw ends a case that nobody else stands behind.
func (s *story) withdraw() {
	says(s, casework.WithdrawCase, casework.WithdrawRequest{Number: s.receipt.Number, Code: s.receipt.Code, Reason: "已经解决了"}, casework.Withdrawn, "CaseWithdrawn")
}

// says is a step that the person takes on the public page.
func says[Req any](s *story, op rpc.Op[Req, casework.PublicCase], req Req, step casework.Step, events ...string) {
	insist(s.client, ask[Req, casework.PublicCase]{"", op, req}, func(casework.PublicCase) checker.Act {
		return checker.Act{Object: "case/" + s.id, Step: string(step), Events: events}
	})
}

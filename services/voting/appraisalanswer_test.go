package voting

import (
	"slices"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/rpc"
)

const account = "走访太少，今后每月到村里走访一次，年底前向大家报告"

// reviewed is a published duty report: deputy 1 judged badly, deputy 2 well.
func reviewed(t *testing.T) *assembly {
	t.Helper()
	a := assemble(t, 5)
	a.knowDeputies(2)
	a.open(a.duty())
	for _, code := range a.slips("一组", 6) {
		a.bySlip(code, 1, []voting.Given{{Subject: 0, Marks: map[string]voting.Verdict{"a1": voting.Dissatisfied}}, {Subject: 1, Marks: map[string]voting.Verdict{"a1": voting.Satisfied}}})
	}
	return a
}

func (a *assembly) publish() {
	a.t.Helper()
	for _, to := range []voting.AppraisalState{voting.AppraisalClosed, voting.AppraisalSigned, voting.AppraisalPublished} {
		a.turn(to)
	}
}

func (a *assembly) answers(text string) voting.AnswerAppraisalRequest {
	return voting.AnswerAppraisalRequest{ID: a.id, Text: text}
}

// myOwn is the appraisal as the deputy of a seat finds it.
func (a *assembly) myOwn(seat int) (voting.MyAppraisal, bool) {
	a.t.Helper()
	all := apptest.Call(a.t, a.Phone(seat), voting.MyAppraisals, rpc.None{}).Items
	i := slices.IndexFunc(all, func(m voting.MyAppraisal) bool { return m.Appraisal.ID == a.id })
	if i < 0 {
		return voting.MyAppraisal{}, false
	}
	return all[i], true
}

// A deputy whose published result is bad explains it; everybody reads it beside the
// result, and what was written stays when more is said.
func TestADeputyAnswersABadReview(t *testing.T) {
	a := reviewed(t)
	if m, ok := a.myOwn(1); !ok || !m.Judged || m.Answers || m.Appraisal.Results != nil {
		t.Fatalf("while voters judge: %+v", m)
	}
	apptest.Refused(t, a.Phone(1), voting.AnswerAppraisal, a.answers(account), "appraisal.answer")
	a.publish()
	if told := a.last(voting.AppraisalTurned); !slices.Equal(told.Persons, []string{personOf(1)}) {
		t.Errorf("the publication names %v", told.Persons)
	}
	if m, ok := a.myOwn(1); !ok || !m.Answers || len(m.Appraisal.Results) != 2 {
		t.Fatalf("once it is published: %+v", m)
	}
	apptest.Call(t, a.Phone(1), voting.AnswerAppraisal, a.answers(account))
	apptest.Call(t, a.Phone(1), voting.AnswerAppraisal, a.answers("已走访三个村，收到意见十二条，都已交办"))
	for who, got := range map[string]voting.Appraisal{
		"the office": a.appraisal(), "everybody": apptest.Call(t, a.public, voting.GetPublicAppraisal, voting.AppraisalID{ID: a.id}),
	} {
		said := got.Results[0].Statements
		if len(said) != 2 || said[0].Text != account || said[0].At.IsZero() || len(got.Results[1].Statements) != 0 {
			t.Errorf("%s reads %+v", who, said)
		}
	}
	if told := a.last(voting.AppraisalAnswered); !slices.Equal(told.Persons, []string{personOf(1)}) {
		t.Errorf("told %+v", told)
	}
}

// Nobody else answers, and nobody endlessly or with a number in it.
func TestWhoMayNotAnswer(t *testing.T) {
	a := reviewed(t)
	a.publish()
	apptest.Refused(t, a.Phone(2), voting.AnswerAppraisal, a.answers(account), "appraisal.answer") // a good one
	apptest.Refused(t, a.Phone(3), voting.AnswerAppraisal, a.answers(account), "appraisal.not_judged")
	apptest.Refused(t, a.Phone(1), voting.AnswerAppraisal, voting.AnswerAppraisalRequest{ID: "another", Text: account}, "appraisal.not_judged")
	apptest.Refused(t, a.Phone(1), voting.AnswerAppraisal, a.answers("有意见请打我的电话 13800138000"), "appraisal.private")
	apptest.Refused(t, a.Phone(1), voting.AnswerAppraisal, a.answers("太短"), "rpc.content")
	for range mostStatements {
		apptest.Call(t, a.Phone(1), voting.AnswerAppraisal, a.answers(account))
	}
	apptest.Refused(t, a.Phone(1), voting.AnswerAppraisal, a.answers(account), "appraisal.answers")
	if m, _ := a.myOwn(1); m.Answers {
		t.Error("a sixth is offered")
	}
	if _, there := a.myOwn(3); there {
		t.Error("somebody else's review stands among one's own")
	}
}

// What deputies are judged for is theirs; what they judge is not.
func TestAppraisalsOfOtherThingsAreNotAnswered(t *testing.T) {
	a := assemble(t, 6)
	req := a.request()
	req.Kind, req.Aspects, req.Subjects = voting.OfSuggestions, req.Aspects[:1], []voting.Subject{{Title: "第12号 修缮村道"}}
	a.open(req)
	for seat := 1; seat <= 5; seat++ {
		a.rate(seat, []voting.Given{{Subject: 0, Marks: map[string]voting.Verdict{"a1": voting.Dissatisfied}}})
	}
	a.publish()
	apptest.Refused(t, a.Phone(1), voting.AnswerAppraisal, a.answers(strings.Repeat("说明", 10)), "appraisal.not_judged")
	if told := a.last(voting.AppraisalTurned); len(told.Persons) != 0 {
		t.Errorf("told %v", told.Persons)
	}
}

package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// mostStatements bounds what stands beside one result.
const mostStatements = 5

var (
	errNotJudged = fault.NotFound("appraisal.not_judged", "这次评议没有评议您，或评议不存在；如有疑问请联系人大办公室", "You are not judged in this appraisal, or there is none; ask the congress's office")
	errNoAnswer  = fault.FailedPrecondition("appraisal.answer", "结果公布后，被评为不满意的代表才需要说明，现在不用填写；请在评议页面查看结果",
		"A statement is for deputies whose published result is bad; nothing is needed now. Read the result on the appraisal's page")
	errAnswers = fault.FailedPrecondition("appraisal.answers", "一次评议最多提交5次说明，已经满了；还需补充的，请联系人大办公室", "Five statements stand there already; tell the congress's office what you would add")
	errPrivate = fault.Invalid("appraisal.private", "说明是公开的，请不要写电话号码、身份证号等个人信息", "Everybody reads the statement: leave out telephone and identity numbers").
			At("text", "请删去号码", "Leave the number out")
)

// judged are the persons whose duty reports are judged.
func (a *Appraisal) judged() []string {
	if a.Kind != voting.OfDeputies {
		return nil
	}
	var out []string
	for _, one := range a.Subjects {
		out = append(out, one.ID)
	}
	return out
}

// bad: it is for the deputy to say what will change.
func bad(r voting.Appraised) bool { return r.Rectify || r.Verdict == voting.Dissatisfied }

// badly is the place of a deputy's published result if it is bad, or -1.
func (a *Appraisal) badly(person string) int {
	if a.Kind != voting.OfDeputies || a.State != voting.AppraisalPublished {
		return -1
	}
	return slices.IndexFunc(a.Results, func(r voting.Appraised) bool { return a.Subjects[r.Subject].ID == person && bad(r) })
}

// answers reports whether the deputy may state something now.
func (a *Appraisal) answers(person string) bool {
	i := a.badly(person)
	return i >= 0 && len(a.Results[i].Statements) < mostStatements
}

// owing are the deputies whose published result is bad.
func (a *Appraisal) owing() []string {
	return slices.DeleteFunc(a.judged(), func(person string) bool { return a.badly(person) < 0 })
}

// answer puts the deputy's statement beside the result.
func (a *Appraisal) answer(by Act, person, text string) ([]event.Event, error) {
	i := a.badly(person)
	switch {
	case !slices.Contains(a.judged(), person):
		return nil, errNotJudged
	case i < 0:
		return nil, errNoAnswer
	case !a.answers(person):
		return nil, errAnswers
	case longNumber.MatchString(text):
		return nil, errPrivate
	}
	a.Results = slices.Clone(a.Results)
	a.Results[i].Statements = append(slices.Clone(a.Results[i].Statements), voting.Statement{Text: text, At: by.At})
	return a.told(by, voting.AppraisalAnswered, func(c *voting.AppraisalChanged) { c.Persons = []string{person} }), nil
}

// AnswerAppraisal serves voting.AnswerAppraisal. Being judged in it is what reaches it.
func (s *Service) AnswerAppraisal(ctx context.Context, req voting.AnswerAppraisalRequest) (voting.Appraisal, error) {
	person := authz.Actor(ctx).Person
	if person == "" {
		return voting.Appraisal{}, errNotJudged
	}
	a, err := s.appraisals.Update(store.System(ctx), req.ID, func(a *Appraisal) ([]event.Event, error) {
		return a.answer(s.actAt(ctx, a.Area, a.Areas), person, req.Text)
	})
	if err != nil {
		return voting.Appraisal{}, fault.Instead(err, errNotJudged)
	}
	return s.bare(&a), nil
}

// judgedIn are the appraisals that a deputy is judged in, the latest first.
func (s *Service) judgedIn(ctx context.Context, person string) ([]voting.MyAppraisal, error) {
	page, err := s.appraisals.List(store.System(ctx), store.Query{Index: "about", Of: person, Limit: 30})
	var out []voting.MyAppraisal
	for i := range page.Items {
		a := &page.Items[i]
		out = append(out, voting.MyAppraisal{Appraisal: s.bare(a), Judged: true, Answers: a.answers(person)})
	}
	return out, err
}

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

var (
	errNotSeated  = fault.Denied("project.not_seated", "只有本级人大代表可以询问本级的候选项目", "Only deputies of the congress that decides can ask about its candidates")
	errNoQuestion = fault.NotFound("question.not_found", "没有找到这个询问，请刷新后重试", "There is no such question; reload and try again")
	errAnswered   = fault.FailedPrecondition("question.answered", "这个询问已经答复，请刷新后查看", "This question was answered; reload to read it")
	errManyAsked  = fault.FailedPrecondition("project.asked", "这个项目的询问已满 200 条，请在审议时口头提出", "This project has 200 questions; raise yours in the session")
)

// asking are the states in which candidates are read and asked about.
var asking = []voting.State{voting.Candidate, voting.CommitteeReviewed, voting.Submitted, voting.Deliberating}

const mostQuestions = 200

// unanswered: somebody waits for an answer.
func (p *Project) unanswered() bool {
	return slices.ContainsFunc(p.Questions, func(q voting.Question) bool { return q.Answer == "" })
}

// ask adds a deputy's question.
func (p *Project) ask(a Act, id string, who Person, text string) ([]event.Event, error) {
	switch {
	case !slices.Contains(asking, p.State):
		return nil, p.errState()
	case len(p.Questions) >= mostQuestions:
		return nil, errManyAsked
	}
	p.Questions = append(slices.Clone(p.Questions), voting.Question{ID: id, Text: text, Person: who.ID, PersonName: who.Name, At: a.At})
	return p.record(a, voting.QuestionAsked, "", p.tellStaff()), nil
}

// answer answers a question; who asked hears of it.
func (p *Project) answer(a Act, id, text string) ([]event.Event, error) {
	i := slices.IndexFunc(p.Questions, func(q voting.Question) bool { return q.ID == id })
	switch {
	case i < 0:
		return nil, errNoQuestion
	case p.Questions[i].Answer != "":
		return nil, errAnswered
	}
	p.Questions = slices.Clone(p.Questions)
	q := &p.Questions[i]
	q.Answer, q.By, q.ByName, q.AnsweredAt = text, a.By, a.Name, a.At
	return p.record(a, voting.QuestionAnswered, "", tell("person:"+q.Person)), nil
}

// seated lets a deputy reach, besides what their office gives them, what is public of
// the congresses in which they sit: a county's deputy may work in a township.
func (s *Service) seated(ctx context.Context) (context.Context, error) {
	scope, _ := store.ScopeOf(ctx)
	person := authz.Actor(ctx).Person
	if scope.All || person == "" {
		return ctx, nil
	}
	who, err := s.persons.Get(store.System(ctx), person)
	if err != nil {
		if fault.Is(err, fault.KindNotFound) {
			err = nil
		}
		return ctx, err
	}
	tokens := slices.Clone(scope.Tokens)
	for _, m := range who.Mandates {
		if _, sits := who.seat(m.Area, s.clock.Now()); sits {
			tokens = append(tokens, publicIn(authz.AreaToken(m.Area)))
		}
	}
	return store.WithScope(ctx, store.Scope{Tokens: tokens}), nil
}

// AskQuestion serves voting.AskQuestion.
func (s *Service) AskQuestion(ctx context.Context, req voting.AskRequest) (voting.Project, error) {
	id := s.db.NewID()
	ctx, err := s.seated(ctx)
	if err != nil {
		return voting.Project{}, err
	}
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		who, err := s.persons.Get(store.System(ctx), authz.Actor(ctx).Person)
		if err != nil {
			return nil, fault.Instead(err, errNotSeated)
		}
		if _, sits := who.seat(p.Area, a.At); !sits {
			return nil, errNotSeated
		}
		return p.ask(a, id, who, req.Text)
	})
}

// AnswerQuestion serves voting.AnswerQuestion.
func (s *Service) AnswerQuestion(ctx context.Context, req voting.AnswerRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.answer(a, req.Question, req.Text) })
}

package voting

import (
	"context"
	"slices"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// powers remembers on which data the caller may do what, for many projects.
type powers struct {
	s       *Service
	ctx     context.Context
	subject authz.Subject
	scopes  map[string]store.Scope
	who     *Person // the caller as a deputy, once asked for
}

func (s *Service) powers(ctx context.Context) *powers {
	return &powers{s: s, ctx: ctx, subject: authz.Actor(ctx), scopes: map[string]store.Scope{}}
}

// scope is where the caller may do the operation; the zero Scope for nowhere.
func (w *powers) scope(op rpc.Operation) store.Scope {
	known, ok := w.scopes[op.Permission]
	if !ok {
		known, _ = w.s.keeper.Authorize(w.ctx, w.subject, op.Permission) // refused: nowhere
		w.scopes[op.Permission] = known
	}
	return known
}

// seat is the caller's in the congress that decides about the project.
func (w *powers) seat(p *Project) (roster.Mandate, bool) {
	if w.who == nil {
		w.who = &Person{}
		if w.subject.Person != "" {
			if known, err := w.s.persons.Get(store.System(w.ctx), w.subject.Person); err == nil { // who is not known yet sits nowhere
				w.who = &known
			}
		}
	}
	return w.who.seat(p.Area, w.s.clock.Now())
}

// next lists what the caller may do with the project, the primary action first.
func (w *powers) next(p *Project) []string {
	out := []string{}
	if w.subject.Kind == authz.Public {
		return out
	}
	tokens := p.tokens()
	_, sits := w.seat(p)
	for _, step := range steps {
		allowed := w.scope(step.op).Permits(tokens)
		switch step.op.Name {
		case voting.AnswerQuestion.Name:
			allowed = allowed && p.unanswered()
		case voting.OrderRectification.Name:
			allowed = allowed && p.owes()
		case voting.ReportRectification.Name:
			allowed = allowed && !p.judgeable()
		case voting.AskQuestion.Name:
			allowed = sits && len(w.scope(step.op).Tokens) > 0
		case voting.RecordVisit.Name:
			_, watches := p.supervisor(w.subject.Person)
			allowed = allowed && p.Supervision != nil && (watches || w.scope(step.op).Permits(p.Ancestors))
		case voting.DecideAdjustment.Name:
			allowed = allowed && !p.askedBy(w.subject.ID)
		}
		if slices.Contains(step.in, p.State) && allowed {
			out = append(out, step.op.Name)
		}
	}
	return out
}

// step says in which states an operation is offered.
type step struct {
	op rpc.Operation
	in []voting.State
}

// steps stand in the order in which they are offered.
var steps = []step{
	{voting.PoolProject.Declared(), []voting.State{voting.Proposed, voting.NotAdopted}},
	{voting.ScreenProject.Declared(), []voting.State{voting.Pooled, voting.Screening}},
	{voting.ReviewProject.Declared(), []voting.State{voting.Candidate}},
	{voting.SubmitProject.Declared(), []voting.State{voting.CommitteeReviewed, voting.Submitted}},
	{voting.WriteDossier.Declared(), writable},
	{voting.PlanProject.Declared(), []voting.State{voting.Adopted, voting.Announced}},
	{voting.StartProject.Declared(), []voting.State{voting.PlanPublished}},
	{voting.DecideAdjustment.Declared(), []voting.State{voting.AdjustmentRequested}},
	{voting.ReportProgress.Declared(), working},
	{voting.FinishProject.Declared(), []voting.State{voting.Implementing}},
	{voting.RequestAdjustment.Declared(), []voting.State{voting.Implementing}},
	{voting.RecordVisit.Declared(), visitable},
	{voting.NameSupervisors.Declared(), supervised},
	{voting.AskQuestion.Declared(), asking},
	{voting.AnswerQuestion.Declared(), append([]voting.State{voting.Balloting}, asking...)},
	{voting.ReportRectification.Declared(), []voting.State{voting.Rectifying}},
	{voting.OrderRectification.Declared(), []voting.State{voting.Evaluated}},
	{voting.ConcludeProject.Declared(), []voting.State{voting.Unfinished, voting.Evaluated, voting.CarriedOver, voting.Terminated}},
	{voting.MergeProjects.Declared(), []voting.State{voting.Proposed, voting.Pooled, voting.Screening, voting.Candidate}},
	{voting.SplitProject.Declared(), []voting.State{voting.Pooled, voting.Screening, voting.Candidate}},
}

package rules

import (
	"context"

	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Decide serves DecideRules: the second person's word, from the same area or one
// above it. An approval sets the rules in the same unit of work, on what is
// stored then: whoever else sets some at that moment is not missed.
func (s *Set[T]) Decide(ctx context.Context, req DecideRequest) (Proposal, error) {
	var p Proposal
	err := s.db.Transact(ctx, func(ctx context.Context) error {
		o, changed, err := s.takenUp(ctx, req)
		if err != nil || !req.Approve {
			p = changed
			return err
		}
		o, err = s.Put(ctx, o)
		if err != nil {
			return err
		}
		p, err = s.settle(ctx, req.ID, func(p *proposed) ([]event.Event, error) {
			p.Override = o.ID
			return []event.Event{s.tells("RulesApproved", p.Proposal)}, nil
		})
		return err
	})
	return p, err
}

// takenUp notes the word, and gives the override that an approval sets.
func (s *Set[T]) takenUp(ctx context.Context, req DecideRequest) (o Override, p Proposal, err error) {
	now, actor := s.db.Clock().Now(), authz.Actor(ctx)
	p, err = s.settle(ctx, req.ID, func(p *proposed) ([]event.Event, error) {
		if actor.Kind != authz.Person {
			return nil, errProgram
		}
		if p.State != Waiting {
			return nil, errDecided
		}
		if p.sameHand(actor) || p.By == event.CauseOf(ctx).Actor {
			return nil, errOwn
		}
		if p.sameRight(actor, s.behalfIn(ctx, p.Area)) {
			return nil, errOneRight
		}
		p.State, p.DecidedBy, p.DecidedAt, p.Answer = Refused, event.CauseOf(ctx).Actor, now, req.Reason
		if !req.Approve {
			return []event.Event{s.tells("RulesRefused", p.Proposal)}, nil
		}
		p.State = Approved
		return nil, nil
	})
	if err != nil || !req.Approve {
		return o, p, err
	}
	if !p.From.IsZero() && p.From.Before(calendar.DateOf(now).Start()) {
		return o, p, errLate
	}
	return Override{Area: p.Area, From: p.From, Values: p.Values, Reason: p.Reason, Running: p.Running, SetBy: p.By,
		Approved: p.DecidedBy, Base: p.Base}, p, nil
}

func (s *Set[T]) settle(ctx context.Context, id string, fn func(*proposed) ([]event.Event, error)) (Proposal, error) {
	p, err := s.proposals.Update(ctx, id, fn)
	return p.Proposal, err
}

// Withdraw serves WithdrawRules: who proposed takes it back.
func (s *Set[T]) Withdraw(ctx context.Context, req WithdrawRequest) (Proposal, error) {
	return s.settle(ctx, req.ID, func(p *proposed) ([]event.Event, error) {
		if !p.sameHand(authz.Actor(ctx)) {
			return nil, errOthers
		}
		if p.State != Waiting {
			return nil, errDecided
		}
		p.State, p.DecidedBy, p.DecidedAt, p.Answer = Withdrawn, event.CauseOf(ctx).Actor, s.db.Clock().Now(), req.Reason
		return []event.Event{s.tells("RulesWithdrawn", p.Proposal)}, nil
	})
}

// unmoved refuses a change when the rules it was made against have changed since:
// what it was meant to do is no longer what it would do.
func (s *Set[T]) unmoved(o Override, known []Override) error {
	if o.Base == "" {
		return nil
	}
	if _, version := s.version(o.Area, o.From, known); version != o.Base {
		return errMoved
	}
	return nil
}

var (
	errDecided  = fault.FailedPrecondition("rules.decided", "这条规则修改已经处理过，请刷新页面查看结果", "This change of rules has been decided already; reload to see how")
	errOwn      = fault.FailedPrecondition("rules.own", "不能审批自己提出的修改，请由同级或上级的另一位管理员审批", "Nobody decides about their own change; another administrator of this level or above has to")
	errOneRight = fault.FailedPrecondition("rules.one_right", "这条修改由委托您的人提出，或由您委托的人代您提出，不能用同一份权限审批，请由同级或上级的另一位管理员审批",
		"Who delegated their right to you proposed this, or you had it proposed for you; another administrator of this level or above has to decide")
	errProgram = fault.FailedPrecondition("rules.program", "规则修改须由两个人办理：请本人登录后审批，程序、令牌和其他系统不能代办", "A change of rules takes two persons: sign in yourself to decide; programs, tokens and other systems cannot")
	errOthers  = fault.FailedPrecondition("rules.others", "只有提出人可以撤回；不同意请审批为“不同意”", "Only who proposed it takes it back; refuse it instead")
	errLate    = fault.FailedPrecondition("rules.late", "生效日期已过，不能批准。请不同意这条修改，再以今后的日期重新提出", "Its day has passed; refuse it, and let it be proposed again for a later day")
	errMoved   = fault.FailedPrecondition("rules.moved", "提出修改之后，该地的规则已有变化，影响需要重新核对。请不同意或撤回，再重新提出", "The rules changed after this was proposed, so its effect has to be looked at again; refuse or withdraw it, and propose it anew")
)

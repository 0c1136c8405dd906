package casework

import (
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/event"
)

// dissatisfied opens the case again: the same unit handles it anew, as often as
// the rule allows; then it goes up a level under supervision, once; after that
// it ends as what it is, dissatisfied.
func (c *Case) dissatisfied(a Act) []event.Event {
	switch {
	case c.Round <= a.Rules.MaxReopen && !c.Raised:
		return c.again(a)
	case !c.Raised && c.above() != "":
		return c.raise(a)
	}
	return []event.Event{c.closeCase(a, casework.OutcomeDissatisfied)}
}

func (c *Case) nextRound() {
	c.Round++
	c.Returns, c.Extension, c.Binding = 0, nil, false
}

func (c *Case) again(a Act) []event.Event {
	c.nextRound()
	if c.Unit == "" { // explained at once: nobody has it in hand
		c.Step = casework.Registered
		c.run(a, toTriage, a.At, a.Rules.TriageWorkdays)
	} else {
		c.Step, c.AssignedAt = casework.Handling, a.At
		c.run(a, toReply, a.At, a.Rules.ReplyWorkdays)
	}
	return []event.Event{c.record(a, casework.CaseReopened, casework.Entry{})}
}

func (c *Case) raise(a Act) []event.Event {
	c.nextRound()
	before := c.Unit
	c.Raised, c.Level = true, c.above()
	c.Unit, c.UnitName, c.Step = "", "", casework.Triaged
	c.Supervision = min(c.Supervision+1, maxRung)
	c.run(a, toAssign, a.At, a.Rules.AssignWorkdays)
	other := func(d *casework.Changed) { d.Other = before }
	return []event.Event{
		c.record(a, casework.CaseReopened, casework.Entry{}, other),
		c.record(a, casework.CaseEscalated, casework.Entry{Note: c.Level}, other),
		c.record(a, casework.CaseSupervised, casework.Entry{}),
	}
}

// closeCase ends the case for the people; it is filed later.
func (c *Case) closeCase(a Act, outcome casework.Outcome) event.Event {
	c.end(a, casework.Closed, outcome)
	return c.record(a, casework.CaseClosed, casework.Entry{Note: string(outcome)})
}

// end stops the clock; closed and rejected cases are filed after the rule's time,
// and the people's data destroyed when their retention ends.
func (c *Case) end(a Act, step casework.Step, outcome casework.Outcome) {
	c.Step, c.Outcome, c.ClosedAt, c.Clock = step, outcome, a.At, casework.Clock{}
	c.ForgetAt = a.At.AddDate(a.Rules.PersonalYears, 0, 0)
	if step == casework.Closed || step == casework.Rejected {
		c.ArchiveAt = a.At.AddDate(0, 0, a.Rules.ArchiveAfterDays)
	}
}

// Archive files a closed case now.
func (c *Case) Archive(a Act) ([]event.Event, error) {
	if err := c.allow(a, casework.ArchiveCase.Declared()); err != nil {
		return nil, err
	}
	return []event.Event{c.archive(a)}, nil
}

func (c *Case) archive(a Act) event.Event {
	c.Step, c.ArchivedAt, c.ArchiveAt = casework.Archived, a.At, time.Time{}
	return c.record(a, casework.CaseArchived, casework.Entry{})
}

// Withdraw takes one voice back. A case that nobody stands behind any more ends.
func (c *Case) Withdraw(a Act, voice, reason string) ([]event.Event, error) {
	if err := c.allow(a, casework.WithdrawCase.Declared()); err != nil {
		return nil, err
	}
	v := c.voice(voice)
	if v == nil || !v.Withdrawn.IsZero() {
		return nil, errWithdrawn
	}
	v.Withdrawn = a.At
	for _, other := range c.Voices {
		if other.Withdrawn.IsZero() {
			return c.goesOn(a, voice, reason), nil
		}
	}
	c.end(a, casework.Withdrawn, casework.OutcomeNotAsked)
	return []event.Event{c.record(a, casework.CaseWithdrawn, casework.Entry{Why: reason}, about(voice))}, nil
}

// goesOn drops the questions to the voice that left; the others may have been
// waited for in vain because of it.
func (c *Case) goesOn(a Act, voice, reason string) []event.Event {
	events := []event.Event{c.record(a, casework.VoiceWithdrawn, casework.Entry{Why: reason}, about(voice))}
	for _, k := range c.openAsks() {
		if k.Voice == voice {
			k.Answer, k.By, k.AnsweredAt = casework.OutcomeNotAsked, "system", a.At
		}
	}
	return append(events, c.settle(a)...)
}

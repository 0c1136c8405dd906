package casework

import (
	"lianluo/api/casework"
	"lianluo/pkg/event"
)

// decides fails unless the caller answers for the level that decides the case.
// Up to the township the caller's scope is enough.
func (c *Case) decides(a Act) error {
	if rank(c.Level) >= rank("county") && rank(a.Upto) < rank(c.Level) {
		return errLevel
	}
	return nil
}

// Assign hands the case to a unit and starts the clock: first for accepting it,
// then, from the same day, for the reply.
func (c *Case) Assign(a Act, u Unit, reason, letter string) ([]event.Event, error) {
	if err := c.allow(a, casework.AssignCase.Declared()); err != nil {
		return nil, err
	}
	if err := c.decides(a); err != nil {
		return nil, err
	}
	if c.Unit == u.ID {
		return nil, errSameUnit
	}
	if reason == "" && c.Step != casework.Triaged {
		return nil, errReason
	}
	before := c.Unit
	c.Unit, c.UnitName, c.Letter = u.ID, u.Name, letter
	c.Step, c.AssignedAt, c.Extension = casework.Assigned, a.At, nil
	c.run(a, toAccept, a.At, a.Rules.AcceptWorkdays)
	return []event.Event{c.record(a, casework.CaseAssigned, casework.Entry{Why: reason, Note: u.Name},
		func(d *casework.Changed) { d.Other = before })}, nil
}

// Accept is the unit's word that it handles the case.
func (c *Case) Accept(a Act) ([]event.Event, error) {
	if err := c.allow(a, casework.AcceptCase.Declared()); err != nil {
		return nil, err
	}
	c.Step = casework.Handling
	c.run(a, toReply, c.AssignedAt, a.Rules.ReplyWorkdays)
	return []event.Event{c.record(a, casework.CaseAccepted, casework.Entry{})}, nil
}

// Return gives the case back. After as many returns as the rule allows, the next
// level decides and its decision binds.
func (c *Case) Return(a Act, reason string) ([]event.Event, error) {
	if err := c.allow(a, casework.ReturnCase.Declared()); err != nil {
		return nil, err
	}
	before := func(unit string) func(*casework.Changed) {
		return func(d *casework.Changed) { d.Other = unit }
	}(c.Unit)
	c.Returns++
	c.Step, c.Unit, c.UnitName, c.Letter = casework.Returned, "", "", ""
	c.run(a, toAssign, a.At, a.Rules.AssignWorkdays)
	events := []event.Event{c.record(a, casework.CaseReturned, casework.Entry{Why: reason}, before)}
	if c.Returns < a.Rules.MaxReturns {
		return events, nil
	}
	c.Binding = true
	c.Level = either(c.above(), c.Level)
	return append(events, c.record(a, casework.CaseEscalated, casework.Entry{Why: reason, Note: c.Level}, before)), nil
}

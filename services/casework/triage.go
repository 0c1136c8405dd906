package casework

import (
	"unicode"

	"lianluo/api/casework"
	"lianluo/pkg/event"
)

// Triage classes the case: it goes on to a unit, is explained at once, or is not
// accepted. A level that the case has risen to is never lowered.
func (c *Case) Triage(a Act, req casework.TriageRequest) ([]event.Event, error) {
	if err := c.allow(a, casework.TriageCase.Declared()); err != nil {
		return nil, err
	}
	class, err := c.triageable(a, req)
	if err != nil {
		return nil, err
	}
	c.Class = class.Code
	if !c.risen() {
		c.Level = class.Level
	}
	c.Category = either(req.Category, c.Category)
	c.PublicTitle = either(req.PublicTitle, c.PublicTitle)
	switch class.Ends {
	case "rejected":
		return c.reject(a, req), nil
	case "explained":
		return c.explain(a, req), nil
	}
	c.Step = casework.Triaged
	c.run(a, toAssign, a.At, a.Rules.AssignWorkdays)
	return []event.Event{c.record(a, casework.CaseTriaged, casework.Entry{Why: req.Reason, Note: string(c.Class)})}, nil
}

// triageable checks the decision before anything is changed.
func (c *Case) triageable(a Act, req casework.TriageRequest) (ClassRule, error) {
	class, ok := a.Rules.class(req.Class)
	switch {
	case !ok:
		return class, errClass
	case class.Ends != "" && req.Reply == "":
		return class, errWords
	case identifies(req.PublicTitle):
		return class, errTitle
	case c.risen():
		return class, c.decides(a)
	}
	return class, nil
}

// identifies reports whether words hold a number as long as a telephone's or an
// identity card's: what is published names nobody.
func identifies(words string) bool {
	run := 0
	for _, r := range words {
		if run++; !unicode.IsDigit(r) && r != '-' {
			run = 0
		}
		if run >= 7 {
			return true
		}
	}
	return false
}

// risen: returns or a dissatisfied person brought the case up a level.
func (c *Case) risen() bool { return c.Raised || c.Binding }

func (c *Case) reject(a Act, req casework.TriageRequest) []event.Event {
	c.answer(a, req.Reply)
	c.end(a, casework.Rejected, casework.OutcomeNotAsked)
	return []event.Event{c.record(a, casework.CaseRejected, casework.Entry{Why: req.Reason, Note: req.Reply})}
}

func (c *Case) explain(a Act, req casework.TriageRequest) []event.Event {
	c.answer(a, req.Reply)
	c.Step = casework.Replied
	explained := c.record(a, casework.CaseExplained, casework.Entry{Why: req.Reason, Note: req.Reply})
	return append([]event.Event{explained}, c.ask(a, "reply")...)
}

// answer keeps the words for the person among the replies.
func (c *Case) answer(a Act, text string) {
	c.Replies = append(c.Replies, casework.Reply{Round: c.Round, Text: text, Class: "D", Photos: []casework.Photo{}, UnitName: c.StationName, By: a.By, At: a.At})
}

// SetTitle writes the words under which the case may be published.
func (c *Case) SetTitle(a Act, title string) ([]event.Event, error) {
	if err := c.allow(a, casework.SetPublicTitle.Declared()); err != nil {
		return nil, err
	}
	if identifies(title) {
		return nil, errTitle
	}
	c.PublicTitle = title
	return []event.Event{c.record(a, casework.PublicTitleSet, casework.Entry{Note: title, Kind: "note"})}, nil
}

// either is what is given, unless it is nothing.
func either[T comparable](given, otherwise T) T {
	var nothing T
	if given != nothing {
		return given
	}
	return otherwise
}

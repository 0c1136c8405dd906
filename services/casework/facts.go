package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

const (
	// factsRevision: raise it when facts are found otherwise, and the journal is
	// read anew from its beginning. What was explained stays explained.
	factsRevision = 1
	// factsPage is how many events are read at once.
	factsPage = 200
)

// Facts looks for facts to explain in what the service told, event by event in the
// journal's order: those from before this version as those of today, each once. A
// round may be cut off anywhere and be repeated.
func (s *Service) Facts(ctx context.Context) error {
	ctx = event.WithCause(store.System(ctx), event.Cause{Actor: "system", Operation: "job facts"})
	for range batches {
		more, err := s.moreFacts(ctx)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// factsSeries counts how far the journal was read.
var factsSeries = fmt.Sprintf("facts %d", factsRevision)

func (s *Service) moreFacts(ctx context.Context) (more bool, err error) {
	read, err := s.counters.Get(ctx, factsSeries)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return false, err
	}
	rows, err := s.db.Journal().ReadAfter(ctx, int64(read.Last), factsPage)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	for _, row := range rows {
		err := s.factsOf(ctx, row)
		if fault.Is(err, fault.KindInvalid) { // nothing will make it readable; the others go on
			s.log.Warn("an event that no facts are found in", "event", row.Event.ID, "error", err)
			continue
		}
		if err != nil {
			return false, err
		}
	}
	_, err = s.counters.Upsert(ctx, factsSeries, func() Counter { return Counter{Series: factsSeries} }, func(c *Counter) ([]event.Event, error) {
		c.Last = max(c.Last, int(rows[len(rows)-1].Position))
		return nil, nil
	})
	return len(rows) == factsPage, err
}

// telling are the events that may make a fact.
var telling = map[string]bool{
	casework.CaseReturned.Name: true, casework.CaseAssigned.Name: true, casework.CaseExplained.Name: true,
	casework.CaseReplied.Name: true, casework.CaseClosed.Name: true,
}

// factsOf writes down the facts that one event makes, in place of those that
// another version found in it.
func (s *Service) factsOf(ctx context.Context, row store.JournalRow) error {
	if !telling[row.Event.Type] {
		return nil
	}
	past, err := s.past(ctx, row.Event)
	if err != nil {
		return err
	}
	marks, err := s.marksOf(ctx, row, past)
	if err != nil {
		return err
	}
	c, err := s.cases.Get(ctx, row.Event.Subject)
	if err != nil || !c.remark(row.Event.Sequence, marks) {
		return err
	}
	_, err = s.cases.Update(ctx, c.ID, func(c *Case) ([]event.Event, error) {
		c.remark(row.Event.Sequence, marks)
		return nil, nil
	})
	return err
}

// story is what the events of a case tell before one of them.
type story struct {
	last    casework.Changed
	replies int  // on record
	spoken  bool // somebody answered, or was rung
}

func (t *story) add(e event.Event, d casework.Changed) {
	switch e.Type {
	case casework.CaseReplied.Name, casework.CaseExplained.Name, casework.CaseRejected.Name:
		t.replies++
	case casework.PersonTried.Name:
		t.spoken = true
	case casework.PersonAnswered.Name:
		t.spoken = t.spoken || d.Answer != "" && d.Answer != casework.OutcomeUnanswered && d.Answer != casework.OutcomeNotAsked
	}
	t.last = d
}

// past reads what a case told before an event.
func (s *Service) past(ctx context.Context, e event.Event) (story, error) {
	var t story
	for after := int64(0); after < e.Sequence-1; {
		rows, err := s.db.Journal().ReadAggregate(ctx, e.Key(), after, int(min(factsPage, e.Sequence-1-after)))
		if err != nil || len(rows) == 0 {
			return t, err
		}
		for _, row := range rows {
			d, err := changedIn(row.Event)
			if err != nil {
				return t, err
			}
			t.add(row.Event, d)
		}
		after = rows[len(rows)-1].Event.Sequence
	}
	return t, nil
}

// changedIn is the case as an event of it tells of it.
func changedIn(e event.Event) (casework.Changed, error) {
	return event.Type[casework.Changed]{Name: e.Type}.Decode(e)
}

// marksOf are the facts that an event makes.
func (s *Service) marksOf(ctx context.Context, row store.JournalRow, past story) ([]Mark, error) {
	d, err := changedIn(row.Event)
	if err != nil {
		return nil, err
	}
	fact := Mark{Seq: row.Event.Sequence, At: row.Event.Time, Unit: past.last.UnitName}
	switch row.Event.Type {
	case casework.CaseReturned.Name, casework.CaseAssigned.Name:
		return past.leaving(fact), nil
	case casework.CaseClosed.Name:
		return past.closing(fact), nil
	}
	other, err := s.sameReply(ctx, row, d, past.replies)
	if err != nil || other.Other == "" || row.Event.Type == casework.CaseExplained.Name {
		return nil, err
	}
	fact.Signal, fact.Other, fact.OtherNumber = casework.SameReply, other.Other, other.OtherNumber
	return []Mark{fact}, nil
}

// leaving looks at when a unit lets go of the case.
func (t story) leaving(fact Mark) []Mark {
	k := t.last.Clock
	if t.last.Unit == "" || t.last.Light != "yellow" && t.last.Light != "red" || k.What != toAccept && k.What != toReply {
		return nil
	}
	fact.Signal, fact.Due = casework.LateReturn, k.Due
	return []Mark{fact}
}

// closing looks at how a case is closed.
func (t story) closing(fact Mark) (out []Mark) {
	if t.replies == 0 {
		fact.Signal = casework.ClosedUnreplied
		out = append(out, fact)
	}
	if !t.spoken {
		fact.Signal = casework.ClosedUnasked
		out = append(out, fact)
	}
	return out
}

// sameMoment is how far the time of an event and that which the version before
// wrote down for it may lie apart: one is of the act, the other of its storing.
const sameMoment = time.Minute

// remark makes the facts of the event with a sequence those, and reports whether
// that changes anything. What was explained stays explained.
func (c *Case) remark(seq int64, marks []Mark) bool {
	var kept, had []Mark
	for _, m := range c.Marks {
		adopted := m.Seq == 0 && slices.ContainsFunc(marks, func(n Mark) bool {
			return n.Signal == m.Signal && n.At.Sub(m.At).Abs() <= sameMoment
		})
		if m.Seq == seq || adopted {
			had = append(had, m)
		} else {
			kept = append(kept, m)
		}
	}
	same := len(had) == len(marks)
	for _, m := range marks {
		for _, old := range had {
			if old.Signal == m.Signal {
				m.Explanations = append(m.Explanations, old.Explanations...)
			}
		}
		same = same && slices.ContainsFunc(had, m.equal)
		kept = append(kept, m)
	}
	sorting.Stably(kept, func(a, b Mark) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	c.Marks = kept
	return !same
}

func (m Mark) equal(o Mark) bool {
	return m.Signal == o.Signal && m.Seq == o.Seq && m.At.Equal(o.At) && m.Unit == o.Unit && m.Due.Equal(o.Due) && m.Other == o.Other && m.OtherNumber == o.OtherNumber
}

package casework

import (
	"context"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// Recount is work that a change of rules leaves: deadlines that run in its area
// are counted anew from its day on. It is done once every case was looked at;
// looking twice changes nothing, so a round may be cut off anywhere.
type Recount struct {
	ID   string    `json:"id"` // of the override
	Area string    `json:"area"`
	From time.Time `json:"from"`
	Why  string    `json:"why"`
	// Calendar: other days are worked, and the rules are those that each deadline
	// began with.
	Calendar bool `json:"calendar,omitempty"`
}

func declareRecounts(db *store.DB) *store.Collection[Recount] {
	return store.NewCollection(db, "recount", store.Def[Recount]{
		ID:      func(r *Recount) string { return r.ID },
		Indexes: []store.Index[Recount]{{Name: "from", Key: func(r *Recount) store.Key { return store.Key{r.From} }}},
	})
}

// noteRecount notes, with the override itself, that running deadlines follow it.
func (s *Service) noteRecount(ctx context.Context, o rules.Override) error {
	if !o.Running {
		return nil
	}
	return s.recounts.Put(store.System(ctx), Recount{ID: o.ID, Area: o.Area, From: o.From, Why: o.Reason})
}

// onWorkdays notes that running deadlines follow other working days.
func (s *Service) onWorkdays(ctx context.Context, _ event.Event, o rules.Override) error {
	return s.recounts.Put(store.System(ctx), Recount{ID: o.ID, Area: o.Area, From: o.From, Why: o.Reason, Calendar: true})
}

// recounting is the act that counts a case's deadline anew.
func (s *Service) recounting(c *Case, r Recount) Act {
	a := s.actBy(c.Area)
	if r.Calendar {
		a.Rules, a.Version = s.rules.Of(c.Clock.Rule), c.Clock.Rule
	}
	return a
}

// Recounts counts anew what changes of rules that came into force leave to count.
func (s *Service) Recounts(ctx context.Context) error {
	due, err := s.recounts.List(ctx, store.Query{Index: "from", Below: s.clock.Now().Add(time.Microsecond), Limit: store.MaxPage})
	if err != nil {
		return err
	}
	ctx = event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job recounts"})
	for _, r := range due.Items {
		if s.unread(r) {
			return nil // this replica has not read the override yet
		}
		if err := s.recount(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// unread reports whether the rules in force here lack the recount's override.
func (s *Service) unread(r Recount) bool {
	if r.Calendar {
		return !s.calendars.Knows(r.ID)
	}
	_, version := s.rules.At(r.Area, s.clock.Now())
	return !hasOverride(version, r.ID)
}

func (s *Service) recount(ctx context.Context, r Recount) error {
	within := store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(r.Area)}})
	err := s.cases.Each(within, store.Query{Index: "open"}, func(c Case) error {
		if _, moved := c.recounted(s.recounting(&c, r)); !moved {
			return nil
		}
		_, err := s.cases.Update(ctx, c.ID, func(c *Case) ([]event.Event, error) { return c.Recount(s.recounting(c, r), r.Why), nil })
		return err
	})
	if err != nil {
		return err
	}
	if err := s.recounts.Delete(ctx, r.ID); !fault.Is(err, fault.KindNotFound) { // another replica did it, too
		return err
	}
	return nil
}

// workdays is how many working days the running clock has by the rules.
func (c *Case) workdays(r Rules) int {
	switch c.Clock.What {
	case toTriage:
		return r.TriageWorkdays
	case toAssign:
		return r.AssignWorkdays
	case toAccept:
		return r.AcceptWorkdays
	case toReply:
		if c.Extension != nil && c.Extension.State == "granted" {
			return r.ReplyWorkdays + r.ExtendWorkdays
		}
		return r.ReplyWorkdays
	}
	return r.AnswerWorkdays
}

// recounted is the running clock as the rules have it, and whether its deadline
// moves. The wait for the result is nobody's deadline, and what the people were
// promised for their answer is not taken back.
func (c *Case) recounted(a Act) (casework.Clock, bool) {
	switch c.Clock.What {
	case toTriage, toAssign, toAccept, toReply:
	default:
		return c.Clock, false
	}
	k, n := c.Clock, c.workdays(a.Rules)
	k.Due = a.Days.AddWorkdays(k.Started, n, calendar.Policy{})
	k.Yellow = a.Days.AddWorkdays(k.Started, n*a.Rules.YellowPercent/100, calendar.Policy{})
	k.Rule, k.Calendar, k.Light = a.Version, a.Days.Version(), lightAt(k, a.At)
	return k, !k.Due.Equal(c.Clock.Due) || !k.Yellow.Equal(c.Clock.Yellow)
}

// Recount moves a running deadline to where the rules in force have it, and says why.
func (c *Case) Recount(a Act, why string) []event.Event {
	k, moved := c.recounted(a)
	if !moved {
		return nil
	}
	out := c.TurnLights(a) // what was missed before stays on record
	before := c.Clock
	k.Light = lightAt(k, a.At)
	c.Clock = k
	out = append(out, c.record(a, casework.DeadlineMoved, casework.Entry{Why: why, Note: before.Due.Format(time.RFC3339) + " " + k.Due.Format(time.RFC3339)}))
	if k.Light != before.Light {
		out = append(out, c.record(a, casework.CaseLightChanged, casework.Entry{Note: k.Light}))
	}
	return out
}

package insight

import (
	"maps"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Case is what is known of a case.
type Case struct {
	ID       string           `json:"id"`
	Number   string           `json:"number"`
	Places   []string         `json:"places"` // where it counts
	Station  string           `json:"station"`
	Area     string           `json:"area"`
	Unit     string           `json:"unit,omitempty"` // name
	Received calendar.Date    `json:"received"`
	Category string           `json:"category"`
	Step     casework.Step    `json:"step"`
	Light    string           `json:"light,omitempty"`
	Outcome  casework.Outcome `json:"outcome,omitempty"`
	Result   string           `json:"result,omitempty"`
	Rung     int              `json:"rung,omitempty"`
	// What once happened to it.
	Handed   bool `json:"handed,omitempty"` // assigned
	Accepted bool `json:"accepted,omitempty"`
	Replied  bool `json:"replied,omitempty"` // or explained at once
	Late     bool `json:"late,omitempty"`
	Bounces  int  `json:"bounces,omitempty"`
	// Spent is how long it stood in each stage, Since when it came to its step.
	Spent map[string]time.Duration `json:"spent,omitempty"`
	Begun time.Time                `json:"begun"`
	Since time.Time                `json:"since"`
	// Heard says by whom it was received, and what proves it.
	Heard map[string]proof `json:"heard,omitempty"`
	// End is how it ended, with its proof; filing it changes neither.
	End   casework.Step `json:"end,omitempty"`
	EndOn calendar.Date `json:"endOn,omitempty"`
	EndAt time.Time     `json:"endAt,omitzero"`
	Ended proof         `json:"ended,omitzero"`
}

func declareCases(db *store.DB, name string) *store.Collection[Case] {
	received := func(c *Case) store.Key { return store.Key{c.Received} }
	return store.NewCollection(db, name, store.Def[Case]{
		ID: func(c *Case) string { return c.ID },
		Indexes: []store.Index[Case]{
			{Name: "received", Of: func(c *Case) []string { return under(c.Places, c.receivedNames()) }, Key: received},
			{Name: "ended", Of: func(c *Case) []string { return under(c.Places, c.endedNames()) }, Key: func(c *Case) store.Key { return store.Key{c.EndOn} }},
			{Name: "open", Of: func(c *Case) []string { return under(c.Places, c.openNames()) }, Key: received},
		},
	})
}

// ended reports whether a step is an end.
func ended(s casework.Step) bool {
	switch s {
	case casework.Closed, casework.Archived, casework.Rejected, casework.MergedStep, casework.Withdrawn:
		return true
	}
	return false
}

// after is the case after an event. It shares nothing with the one before.
func (c Case) after(e event.Event, d casework.Changed, places []string) Case {
	c.Spent, c.Since = c.pass(e.Time, d)
	c.Heard = c.hear(d, proof{Event: e.ID, What: event.ShortName(e.Type), At: e.Time})
	c.ID, c.Number, c.Places, c.Station, c.Area, c.Category = d.Case, d.Number, places, d.Station, d.Area, d.Category
	c.Step, c.Light, c.Outcome, c.Result, c.Rung = d.Step, d.Light, d.Outcome, d.Result, d.Supervision
	c.Begun, c.Received = d.ReceivedAt, calendar.DateOf(d.ReceivedAt)
	if d.UnitName != "" {
		c.Unit = d.UnitName
	}
	c.Late = c.Late || d.Light == "red"
	switch e.Type {
	case casework.CaseAssigned.Name:
		c.Handed = true
	case casework.CaseAccepted.Name:
		c.Accepted = true
	case casework.CaseReturned.Name:
		c.Bounces++
	case casework.CaseReplied.Name, casework.CaseExplained.Name:
		c.Replied = true
	}
	switch {
	case !ended(d.Step):
		c.End, c.EndOn, c.EndAt, c.Ended = "", 0, time.Time{}, proof{}
	case c.End == "":
		c.End, c.EndAt, c.Ended = d.Step, closing(e, d), proof{Event: e.ID, What: event.ShortName(e.Type), At: e.Time}
		c.EndOn = calendar.DateOf(c.EndAt)
	}
	return c
}

// hear keeps what first proved of each deputy that they received it.
func (c Case) hear(d casework.Changed, p proof) map[string]proof {
	if len(d.ReceivedBy) == 0 {
		return nil
	}
	heard := map[string]proof{}
	for _, person := range d.ReceivedBy {
		heard[person] = p
		if known, ok := c.Heard[person]; ok {
			heard[person] = known
		}
	}
	return heard
}

// closing is when the case ended: the event that says so may come later.
func closing(e event.Event, d casework.Changed) time.Time {
	if d.ClosedAt.IsZero() {
		return e.Time
	}
	return d.ClosedAt
}

func (c Case) where() []string { return c.Places }

func (c Case) tally() tally {
	t := tally{}
	if c.ID == "" {
		return t
	}
	t.addOn(each, c.Received, c.receivedNames()...)
	if c.Bounces > 0 {
		t.addN(each, c.Received, "bounces", c.Bounces)
	}
	t.addOn(each, c.EndOn, c.endedNames()...)
	t.addOn(each, c.EndOn, c.tookNames()...)
	t.add(each, now, c.openNames()...)
	for person := range c.Heard {
		t.add(authz.PersonToken(person), c.Received.Year(), c.heardNames()...)
	}
	return t
}

// closed: it was handled to its end, not merged, withdrawn or rejected.
func (c Case) closed() bool { return c.End == casework.Closed || c.End == casework.Archived }

func (c Case) entries() []Entry {
	var out []Entry
	for _, person := range slices.Sorted(maps.Keys(c.Heard)) {
		e := Entry{Person: person, Year: c.Received.Year(), Object: "case/" + c.ID, Label: c.Number}
		out = append(out, e.proved("case/"+c.ID, c.Heard[person]))
		if c.closed() {
			out = append(out, e.proved("case/"+c.ID+"/end", c.Ended))
		}
	}
	return out
}

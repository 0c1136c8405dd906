package insight

import (
	"maps"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// Case is what is known of a case.
type Case struct {
	ID       string           `json:"id"`
	Number   string           `json:"number"`
	Places   []string         `json:"places"` // where it counts
	Received calendar.Date    `json:"received"`
	Category string           `json:"category"`
	Step     casework.Step    `json:"step"`
	Light    string           `json:"light,omitempty"`
	Outcome  casework.Outcome `json:"outcome,omitempty"`
	Handed   bool             `json:"handed,omitempty"` // assigned at least once
	Rung     int              `json:"rung,omitempty"`
	// Heard says by whom it was received, and what proves it.
	Heard map[string]proof `json:"heard,omitempty"`
	// End is how it ended, with its proof; filing it changes neither.
	End   casework.Step `json:"end,omitempty"`
	EndOn calendar.Date `json:"endOn,omitempty"`
	Ended proof         `json:"ended,omitzero"`
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
	heard := c.Heard
	c.ID, c.Number, c.Places, c.Category = d.Case, d.Number, places, d.Category
	c.Step, c.Light, c.Outcome, c.Rung = d.Step, d.Light, d.Outcome, d.Supervision
	c.Received = calendar.DateOf(d.ReceivedAt)
	c.Handed = c.Handed || e.Type == casework.CaseAssigned.Name
	p := proof{Event: e.ID, What: event.ShortName(e.Type), At: e.Time}
	c.Heard = nil
	for _, person := range d.ReceivedBy {
		if c.Heard == nil {
			c.Heard = map[string]proof{}
		}
		c.Heard[person] = p
		if known, ok := heard[person]; ok {
			c.Heard[person] = known
		}
	}
	switch {
	case !ended(d.Step):
		c.End, c.EndOn, c.Ended = "", 0, proof{}
	case c.End == "":
		c.End, c.EndOn, c.Ended = d.Step, calendar.DateOf(closing(e, d)), p
	}
	return c
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
	for _, place := range c.Places {
		t.addOn(place, c.Received, "received")
		t.add(place, c.Received.Year(), "category."+c.Category)
		if c.Handed {
			t.add(place, c.Received.Year(), "handed")
		}
		switch {
		case c.closed():
			t.addOn(place, c.EndOn, c.closedNames()...)
			t.add(place, c.EndOn.Year(), "outcome."+string(c.Outcome))
		case c.End != "":
			t.add(place, c.EndOn.Year(), "otherwise")
		default:
			t.add(place, now, c.openNames()...)
		}
	}
	for person := range c.Heard {
		t.add(authz.PersonToken(person), c.Received.Year(), c.heardNames()...)
	}
	return t
}

// openNames are what the case is among those that wait.
func (c Case) openNames() []string {
	names := []string{"open", "step." + string(c.Step)}
	if c.Light != "" {
		names = append(names, "light."+c.Light)
	}
	if c.Rung > 0 {
		names = append(names, "supervised")
	}
	return names
}

// closedNames are what the case is among those that were handled to the end.
func (c Case) closedNames() []string {
	switch {
	case c.satisfied():
		return []string{"closed", "answered", "satisfied"}
	case c.Outcome == casework.OutcomeDissatisfied:
		return []string{"closed", "answered"}
	}
	return []string{"closed"}
}

func (c Case) satisfied() bool {
	return c.closed() && (c.Outcome == casework.OutcomeSatisfied || c.Outcome == casework.OutcomeBasically)
}

// heardNames are what the case is in the file of a deputy who received it.
func (c Case) heardNames() []string {
	names := []string{"cases"}
	if c.closed() {
		names = append(names, "closed")
	}
	if c.satisfied() {
		names = append(names, "satisfied")
	}
	return names
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

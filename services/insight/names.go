package insight

import "lianluo/api/casework"

// receivedNames are what the case is among those received on its day. They are
// what it counts as, and what its rows are found by: so both are always the same.
func (c *Case) receivedNames() []string {
	names := []string{"received", "category." + c.Category}
	if c.Handed {
		names = append(names, "handedOver")
		switch {
		case c.Bounces > 0:
			names = append(names, "bounced")
		case c.Accepted:
			names = append(names, "right")
		}
	}
	if c.End != "" && !c.closed() {
		return names
	}
	names = append(names, "standing")
	if c.Replied {
		names = append(names, "replied")
	}
	if c.closed() {
		names = append(names, "settled")
	}
	return names
}

// endedNames are what the case is among those that ended on the day of its end.
func (c *Case) endedNames() []string {
	switch {
	case c.End == "":
		return nil
	case !c.closed():
		return []string{"endedOtherwise"}
	}
	names := []string{"closed", "outcome." + string(c.Outcome)}
	if c.satisfied() {
		names = append(names, "satisfied")
	}
	if c.satisfied() || c.Outcome == casework.OutcomeDissatisfied {
		names = append(names, "answered")
	}
	if c.Result != "" {
		names = append(names, "classed")
	}
	if c.Result == solved {
		names = append(names, "solved")
	}
	if c.Late {
		names = append(names, "late")
	}
	return names
}

// solved is the class of a reply that says so.
const solved = "A"

// openNames are what the case is among those that wait.
func (c *Case) openNames() []string {
	if c.End != "" {
		return nil
	}
	names := []string{"open", "step." + string(c.Step)}
	if c.Light != "" {
		names = append(names, "light."+c.Light)
	}
	if c.Rung > 0 {
		names = append(names, "supervised")
	}
	return names
}

func (c *Case) satisfied() bool {
	return c.closed() && (c.Outcome == casework.OutcomeSatisfied || c.Outcome == casework.OutcomeBasically)
}

// heardNames are what the case is in the file of a deputy who received it.
func (c *Case) heardNames() []string {
	names := []string{"cases"}
	if c.closed() {
		names = append(names, "closed")
	}
	if c.satisfied() {
		names = append(names, "satisfied")
	}
	return names
}

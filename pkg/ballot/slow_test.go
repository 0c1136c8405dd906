package ballot

import "sort"

// recount is an independent slow recount: from single papers, by the words of the
// rules, without a tally and with nothing of the code under test. It gives a place
// at a time to the one with the most approvals.
func recount(s sample) Outcome {
	approvals := map[string]int{}
	valid := 0
	for _, paper := range s.papers {
		yes, doubtful := []string{}, 0
		for i, m := range paper {
			if m == "approve" {
				yes = append(yes, s.candidates[i].ID)
			}
			if m == "unreadable" {
				doubtful++
			}
		}
		if len(yes) > s.rules.Limit || doubtful == len(paper) {
			continue
		}
		valid++
		for _, id := range yes {
			approvals[id]++
		}
	}
	open := []string{}
	for _, c := range s.candidates {
		if 2*approvals[c.ID] > s.rules.Roll {
			open = append(open, c.ID)
		}
	}
	o := Outcome{Selected: []string{}, Tied: []string{}, Outcome: "decided"}
	for len(o.Selected) < s.rules.Places {
		if len(open) == 0 {
			o.Outcome = "short"
			return o
		}
		best := 0
		for _, id := range open {
			best = max(best, approvals[id])
		}
		level, rest := []string{}, []string{}
		for _, id := range open {
			if approvals[id] == best {
				level = append(level, id)
			} else {
				rest = append(rest, id)
			}
		}
		sort.Strings(level) // made ids are in the definition's order
		if len(level) > s.rules.Places-len(o.Selected) {
			o.Tied = level
			switch s.rules.Tie {
			case "admit_all":
				o.Selected = append(o.Selected, level...)
			default:
				o.Outcome = Verdict(s.rules.Tie)
			}
			return o
		}
		o.Selected, open = append(o.Selected, level...), rest
	}
	return o
}

package insight

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
)

// stages are what the steps of a case are to its time: what each waits for.
var stages = map[casework.Step]string{
	casework.Received: "triage", casework.Registered: "triage", casework.Triaged: "assign", casework.Returned: "assign",
	casework.Assigned: "accept", casework.Handling: "handle", casework.Replied: "ask", casework.Awaiting: "ask",
}

// whole is the stage of all of it, from receipt to the end.
const whole = "whole"

// pass adds the time in the step that an event ends to its stage.
func (c Case) pass(at time.Time, d casework.Changed) (map[string]time.Duration, time.Time) {
	if c.ID == "" {
		c.Since, c.Step = d.ReceivedAt, casework.Registered
	}
	if d.Step == c.Step {
		return c.Spent, c.Since
	}
	spent := maps.Clone(c.Spent)
	if stage := stages[c.Step]; stage != "" && at.After(c.Since) {
		if spent == nil {
			spent = map[string]time.Duration{}
		}
		spent[stage] += at.Sub(c.Since)
	}
	return spent, at
}

// tookNames are the lengths of what was closed: one of each stage that it went through.
func (c *Case) tookNames() []string {
	if !c.closed() {
		return nil
	}
	names := []string{tookName(whole, c.EndAt.Sub(c.Begun))}
	for stage, d := range c.Spent {
		names = append(names, tookName(stage, d))
	}
	return names
}

const tookPrefix = "took."

func tookName(stage string, d time.Duration) string {
	return fmt.Sprintf("%s%s.%d", tookPrefix, stage, hours(d))
}

// hours rounds a length up to the steps that insight.Took tells of: few enough to
// be counted each, fine enough to compare.
func hours(d time.Duration) int {
	h := int((d + time.Hour - 1) / time.Hour)
	for _, step := range []int{1, 2, 4, 8, day} {
		if h <= step {
			return step
		}
	}
	for _, s := range []struct{ until, step int }{{30 * day, day}, {90 * day, 5 * day}} {
		if h <= s.until {
			return up(h, s.step)
		}
	}
	return min(up(h, 30*day), 360*day)
}

const day = 24

func up(h, step int) int { return (h + step - 1) / step * step }

// took reads the lengths out of numbers.
func took(n map[string]int) map[string]insight.Took {
	lengths := map[string]map[int]int{}
	for name, count := range n {
		rest, ok := strings.CutPrefix(name, tookPrefix)
		stage, length, _ := strings.Cut(rest, ".")
		h, err := strconv.Atoi(length)
		if !ok || err != nil {
			continue
		}
		if lengths[stage] == nil {
			lengths[stage] = map[int]int{}
		}
		lengths[stage][h] += count
	}
	out := map[string]insight.Took{}
	for stage, of := range lengths {
		out[stage] = quantiles(of)
	}
	return out
}

func quantiles(of map[int]int) insight.Took {
	var t insight.Took
	for _, n := range of {
		t.N += n
	}
	seen := 0
	for _, h := range slices.Sorted(maps.Keys(of)) {
		seen += of[h]
		if t.Median == 0 && 2*seen >= t.N {
			t.Median = h
		}
		if t.P90 == 0 && 10*seen >= 9*t.N {
			t.P90 = h
		}
	}
	return t
}

package evaluation

import "time"

// Light is the colour that shows how a project goes.
type Light string

// The colours.
const (
	Green  Light = "green"
	Yellow Light = "yellow"
	Red    Light = "red"
)

// LightRule is the places' rule for the colours, in percentage points behind plan.
type LightRule struct {
	Yellow int `json:"yellow_from"` // yellow from here on
	Red    int `json:"red_above"`   // red above here
}

// DefaultLights is the rule of Yinchuan (2025): below 10 points green, from 10 to 30
// yellow, above 30 red.
var DefaultLights = LightRule{Yellow: 10, Red: 30}

// Check refuses a rule under which a colour could never show (lights.rule).
func (r LightRule) Check() error {
	if r.Yellow < 1 || r.Red < r.Yellow || r.Red > 99 {
		return errLights
	}
	return nil
}

// Light is the colour for planned and actual progress, in percent.
func (r LightRule) Light(planned, actual int) Light {
	switch behind := planned - actual; {
	case behind > r.Red:
		return Red
	case behind >= r.Yellow:
		return Yellow
	}
	return Green
}

// Milestone is a step of a plan.
type Milestone struct {
	Weight int       // share of the whole, not negative, in any unit
	Due    time.Time // by when it should be done
	Done   int       // percent of it that is done, 0 to 100
}

// Progress is what should be done of a plan at a moment and what is, in whole
// percent: the weights of the milestones that are due, and of all as far as they
// are done, both rounded down. An empty plan is 0, 0.
func Progress(plan []Milestone, at time.Time) (planned, actual int) {
	all, due, done := 0, 0, 0
	for _, m := range plan {
		all += m.Weight
		done += m.Weight * m.Done
		if !m.Due.After(at) {
			due += m.Weight
		}
	}
	if all == 0 {
		return 0, 0
	}
	return due * 100 / all, done / all
}

// Package evaluation holds the other votes: what deputies, committee members and
// voters say about finished projects, about units and about deputies, decisions by
// show of hands, and the light that shows how a project goes. Pure functions of
// numbers; services keep what they are asked about.
package evaluation

import "fmt"

// Denominator is whom a verdict takes its half of.
type Denominator string

// The denominators. Both are in use, and the same ratings can end differently.
const (
	// ByCast counts all valid ballots, abstentions included: deputies at a plenary.
	ByCast Denominator = "cast"
	// ByMembers counts all members, whether they rated or not: a standing
	// committee (Zhenhai, 2022).
	ByMembers Denominator = "members"
)

// Rule is how a place comes to a verdict.
type Rule struct {
	Denominator Denominator
	Above       int // percent of the denominator that must be exceeded, 50 to 90
}

// Check refuses a rule that could not judge, with evaluation.denominator or
// evaluation.above.
func (r Rule) Check() error {
	switch {
	case r.Denominator != ByCast && r.Denominator != ByMembers:
		return errDenominator
	case r.Above < 50 || r.Above > 90:
		return errAbove
	}
	return nil
}

// Verdict is what ratings come to.
type Verdict string

// The verdicts, best first.
const (
	Satisfied    Verdict = "satisfied"
	Basically    Verdict = "basically_satisfied"
	Dissatisfied Verdict = "dissatisfied"
)

// Ratings are the ratings of one item, counted.
type Ratings struct {
	Satisfied    int `json:"satisfied"`
	Basically    int `json:"basically_satisfied"`
	Dissatisfied int `json:"dissatisfied"`
	Abstained    int `json:"abstained"`
}

// Cast is how many rated or abstained.
func (r Ratings) Cast() int { return r.Satisfied + r.Basically + r.Dissatisfied + r.Abstained }

// Plus adds the ratings of another group.
func (r Ratings) Plus(o Ratings) Ratings {
	return Ratings{r.Satisfied + o.Satisfied, r.Basically + o.Basically, r.Dissatisfied + o.Dissatisfied, r.Abstained + o.Abstained}
}

// Judged is a verdict with the numbers that it rests on.
type Judged struct {
	Verdict     Verdict     `json:"verdict"`
	Denominator Denominator `json:"denominator"`
	Of          int         `json:"of"`
	Satisfied   Rate        `json:"satisfied"` // share of satisfied
	Approving   Rate        `json:"approving"` // share of satisfied and basically satisfied
}

// Judge gives the verdict: satisfied if more than the rule's share of the
// denominator are; else basically satisfied if more than it are at least that; else,
// with exactly the share too, dissatisfied. members is the number of all members, and
// ignored by ByCast. It fails with evaluation.nobody where nobody rated, with
// evaluation.ratings for numbers that cannot be, and as Check does.
func (rule Rule) Judge(r Ratings, members int) (Judged, error) {
	if err := rule.Check(); err != nil {
		return Judged{}, err
	}
	j := Judged{Denominator: rule.Denominator, Of: r.Cast()}
	switch {
	case min(r.Satisfied, r.Basically, r.Dissatisfied, r.Abstained) < 0 || rule.Denominator == ByMembers && r.Cast() > members:
		return Judged{}, errRatings
	case r.Cast() == 0:
		return Judged{}, errNobody
	case rule.Denominator == ByMembers:
		j.Of = members
	}
	approving := r.Satisfied + r.Basically
	j.Satisfied, j.Approving, j.Verdict = rate(r.Satisfied, j.Of), rate(approving, j.Of), Dissatisfied
	switch {
	case 100*r.Satisfied > rule.Above*j.Of:
		j.Verdict = Satisfied
	case 100*approving > rule.Above*j.Of:
		j.Verdict = Basically
	}
	return j, nil
}

// Rate is a share in hundredths of a percent, rounded to the nearest: for reading
// only, since no verdict rests on a rounded number.
type Rate int

func rate(part, of int) Rate {
	if of == 0 {
		return 0
	}
	return Rate((part*20000 + of) / (2 * of))
}

// String is the rate in percent, as 98.56%.
func (r Rate) String() string { return fmt.Sprintf("%d.%02d%%", r/100, r%100) }

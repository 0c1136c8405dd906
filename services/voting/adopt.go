package voting

import (
	"cmp"
	"fmt"

	"lianluo/pkg/area"
	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/evaluation"
)

// checkBallots refuses values about ballots and what comes after them that make no
// sense; which words there are, the rule set knows.
func (r Rules) checkBallots() error {
	for _, b := range []struct {
		name               string
		value, least, most int
	}{
		{"ballot_places", r.BallotPlaces, 1, 50}, {"differential_percent", r.Differential, 10, 100}, {"paper_floor", r.PaperFloor, 2, 50},
		{"light_yellow_from", r.LightYellow, 1, 99}, {"light_red_above", r.LightRed, r.LightYellow, 99},
		{"slow_yellow_days", r.SlowYellow, 0, 400}, {"slow_silent_days", r.SlowSilent, 0, 400}, {"report_photos", r.ReportPhotos, 0, 9}, {"evaluation_above", r.VerdictOver, 50, 90},
	} {
		if b.value < b.least || b.value > b.most {
			return badRule(b.name, fmt.Sprintf("%d–%d", b.least, b.most))
		}
	}
	return nil
}

// custom is what a ballot adopts of the rules.
func (r Rules) custom() ballot.Custom {
	return ballot.Custom{
		Method: ballot.Method(r.BallotMethod), Tie: ballot.Tie(r.BallotTie), Short: ballot.Short(r.BallotShort), Oppose: r.BallotOppose,
		EqualNumber: r.EqualNumber, Differential: r.Differential, SuspendedCount: r.SuspendedCount, PaperFloor: r.PaperFloor,
	}
}

// Adopt gives the rules of one ballot in a division. Where e names no places, those
// of the rules hold; recommend asks for a recommendation instead of the place's
// method, which is what a street is offered. It fails with a fault ballot.… that says
// what to change: ballot.street where a division has no congress, ballot.rules.ranked
// where it votes by numbers on paper, which no board can hold.
func (r Rules) Adopt(tree *area.Tree, division area.Code, version string, e ballot.Electorate, recommend bool) (ballot.Rules, error) {
	c := r.custom()
	if recommend {
		c.Method = ballot.Recommendation
	}
	if err := c.Method.FitsPlace(tree, division); err != nil {
		return ballot.Rules{}, err
	}
	places := r.BallotPlaces
	if c.Method == ballot.Package {
		places = 1 // of lists
	}
	e.Places = cmp.Or(e.Places, places)
	adopted, err := c.Adopt(version, e)
	if err != nil {
		return adopted, err
	}
	return adopted, adopted.Validate(e.Candidates, false)
}

// Lights are the colours of progress.
func (r Rules) Lights() evaluation.LightRule {
	return evaluation.LightRule{Yellow: r.LightYellow, Red: r.LightRed}
}

// Slow is when a project goes onto the list of slow ones.
func (r Rules) Slow() evaluation.SlowRule {
	return evaluation.SlowRule{YellowDays: r.SlowYellow, SilentDays: r.SlowSilent}
}

// Plenary is how deputies' evaluations come to a verdict.
func (r Rules) Plenary() evaluation.Rule {
	return evaluation.Rule{Denominator: evaluation.Denominator(r.PlenaryBy), Above: r.VerdictOver}
}

// Committee is how a standing committee's evaluations come to a verdict.
func (r Rules) Committee() evaluation.Rule {
	return evaluation.Rule{Denominator: evaluation.Denominator(r.CommitteeBy), Above: r.VerdictOver}
}

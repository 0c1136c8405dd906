package public

import (
	"context"

	"lianluo/api/casework"
	"lianluo/services/portal/ui"
)

var answered = []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeDissatisfied}

// answers are what the person can say to the question.
func answers(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, one := range answered {
		o := ui.Option{Value: string(one), Label: ui.T(ctx, "public.outcome."+string(one))}
		if one == casework.OutcomeDissatisfied {
			o.Hint = ui.T(ctx, "public.dissatisfied.hint")
		}
		all = append(all, o)
	}
	return all
}

// standing says who has the case in hand, or had it.
func standing(ctx context.Context, c casework.PublicCase) string {
	switch {
	case len(c.Replies) > 0 && !underWay(c):
		return ui.T(ctx, "public.replied-by", c.Replies[len(c.Replies)-1].UnitName)
	case c.Unit == "":
		return ui.T(ctx, "public.with-station", c.Station)
	}
	return ui.T(ctx, "public.with-unit", c.Unit)
}

// underWay reports whether a unit is to answer until a date.
func underWay(c casework.PublicCase) bool {
	return c.Step == casework.Assigned || c.Step == casework.Handling || c.Step == casework.Returned
}

// stepTone is the look of the case's step.
func stepTone(c casework.PublicCase) ui.Tone {
	switch c.Step {
	case casework.Closed, casework.Archived:
		return tone(string(c.Outcome))
	case casework.Rejected, casework.Withdrawn:
		return ui.Stopped
	case casework.Received, casework.Registered:
		return ui.Plain
	}
	return ui.Active
}

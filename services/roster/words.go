package roster

import (
	"fmt"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/services/roster/plan"
)

// sayDate says a day in both languages.
func sayDate(d calendar.Date) (zh, en string) {
	_, month, day := d.Civil()
	return fmt.Sprintf("%d月%d日", month, day), fmt.Sprintf("%d %s", day, month)
}

// text is the planner's sentence as the rest of the system knows sentences.
func text(w plan.Words) fault.Text { return fault.Text{ZH: w.ZH, EN: w.EN} }

// errBroken refuses what breaks a rule of the plan, in the planner's words.
func errBroken(v plan.Violation) error {
	w := v.Words()
	return fault.FailedPrecondition("roster.rule."+string(v.Rule), "%[1]s", "%[2]s", w.ZH, w.EN)
}

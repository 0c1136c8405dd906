package e2e

import "lianluo/api/casework"

// tally is what a recount of cases gives.
type tally struct{ Received, Open, Closed int }

// recount counts a station's cases as the bulletin should.
func recount(rows []casework.CaseRow) tally {
	var out tally
	for _, c := range rows {
		out.Received++
		switch c.Step {
		case casework.Closed, casework.Archived:
			out.Closed++
		case casework.Rejected, casework.MergedStep, casework.Withdrawn:
		default:
			out.Open++
		}
	}
	return out
}

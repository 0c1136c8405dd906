package demo

import (
	"context"
	"encoding/json"

	"lianluo/pkg/rules"
)

// quietTownship is the one whose station receives people once a week: deputies
// sign in there, and nothing else of it is on record. The county asks why.
const quietTownship = 1

// quiet reports whether it is that station; without a past there is none.
func (l *Loader) quiet(station string) bool {
	return l.Past != nil && len(l.townships) > quietTownship && l.Station(quietTownship).ID == station
}

// receiveWeekly is the quiet township's own rule, which the city approved.
func (l *Loader) receiveWeekly(ctx context.Context) error {
	if len(l.townships) <= quietTownship {
		return nil
	}
	ops := rules.OpsOf("roster")
	draft := rules.Draft{Area: string(l.townships[quietTownship].Code), Values: json.RawMessage(`{"reception_per_month":4,"reception_day":1}`)}
	p, err := do(ctx, l.as("county", "roster"), ops.Propose, rules.ProposeRequest{Draft: draft, Reason: "赶集日群众集中，改为每周接待"}, "rules/weekly")
	if err != nil {
		return err
	}
	_, err = do(ctx, l.as("city", "roster"), ops.Decide, rules.DecideRequest{ID: p.ID, Approve: true, Reason: "同意试行"}, "rules/weekly-approved")
	return err
}

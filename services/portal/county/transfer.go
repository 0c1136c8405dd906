package county

import (
	"context"
	"net/http"

	"lianluo/api/casework"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mostWaiting is how many cases of a step are looked through for those that wait
// for the person's level.
const mostWaiting = 500

// transferView is what waits to be handed to a unit by the person's level.
type transferView struct {
	escalated, fresh []ui.WorkRow
	more             bool // there are more cases than were looked through
}

// transfer lists what only this level hands on: returned for the second time,
// and classed as its own business.
func (s pages) transfer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var v transferView
	for _, step := range []casework.Step{casework.Returned, casework.Triaged} {
		page, err := session.Call(ctx, s.Portal, casework.ListCases, casework.ListRequest{Queue: "step", Step: string(step), Limit: mostWaiting})
		if err != nil {
			return err
		}
		v.more = v.more || page.Next != ""
		v.take(ctx, s.level(own(ctx)), page.Items)
	}
	return session.Render(w, r, transferPage(s.shell(r, ui.T(ctx, "county.transfer")), v))
}

func (v *transferView) take(ctx context.Context, level string, rows []casework.CaseRow) {
	for _, c := range rows {
		if c.Level != level {
			continue
		}
		row := ui.WorkRow{
			ID: "c-" + c.ID, Href: base + "/cases/" + c.ID, Title: c.Title, Number: c.Number, Meta: meta(c.StationName, c.UnitName),
			Badge: cases.StepBadge(ctx, c.Step), Action: ui.Button{Label: ui.T(ctx, "county.assign"), Icon: "send", Small: true, Href: base + "/cases/" + c.ID + "#assign"},
		}
		if c.Clock.Light != "" {
			row.Clock = cases.ClockOf(c.Clock, true)
		}
		if c.Step == casework.Returned {
			v.escalated = append(v.escalated, row)
		} else {
			v.fresh = append(v.fresh, row)
		}
	}
}

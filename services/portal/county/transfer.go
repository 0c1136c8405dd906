package county

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"lianluo/api/casework"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mostShown is how many cases of a step the page shows; the list of cases goes on.
const mostShown = 100

// transferView is what waits to be handed to a unit by the person's level.
type transferView struct{ escalated, fresh waiting }

// waiting are the cases of a step that the level decides.
type waiting struct {
	rows []ui.WorkRow
	all  string // address of the whole list, where it is longer
}

// count is how many there are, as far as it is known.
func (w waiting) count() string {
	n := strconv.Itoa(len(w.rows))
	if w.all != "" {
		n += "+"
	}
	return n
}

// transfer lists what only this level hands on: returned for the second time,
// and classed as its own business.
func (s pages) transfer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var v transferView
	var err error
	if v.escalated, err = s.waiting(ctx, casework.Returned); err != nil {
		return err
	}
	if v.fresh, err = s.waiting(ctx, casework.Triaged); err != nil {
		return err
	}
	return session.Render(w, r, transferPage(s.shell(r, ui.T(ctx, "county.transfer")), v))
}

func (s pages) waiting(ctx context.Context, step casework.Step) (waiting, error) {
	level := s.level(own(ctx))
	page, err := session.Call(ctx, s.Portal, casework.ListCases, casework.ListRequest{Queue: "step", Step: string(step), Level: level, Limit: mostShown})
	var out waiting
	for _, c := range page.Items {
		out.rows = append(out.rows, handOn(ctx, c))
	}
	if page.Next != "" {
		out.all = base + "/cases?" + url.Values{"step": {string(step)}, "level": {level}}.Encode()
	}
	return out, err
}

// handOn is a case with the button that hands it on.
func handOn(ctx context.Context, c casework.CaseRow) ui.WorkRow {
	row := ui.WorkRow{
		ID: "c-" + c.ID, Href: base + "/cases/" + c.ID, Title: c.Title, Number: c.Number, Meta: ui.Parts(c.StationName, c.UnitName),
		Badge: cases.StepBadge(ctx, c.Step), Action: ui.Button{Label: ui.T(ctx, "county.assign"), Icon: "send", Small: true, Href: base + "/cases/" + c.ID + "#assign"},
	}
	if c.Clock.Light != "" {
		row.Clock = cases.ClockOf(c.Clock, true)
	}
	return row
}

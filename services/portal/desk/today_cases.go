package desk

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// looked is how many cases 今日 looks through, the soonest deadlines first: more
// than can be late at one desk.
const looked = 200

// caseLines are the cases that wait for this person, or hurt.
func (s pages) caseLines(ctx context.Context) ([]line, error) {
	var rows []casework.CaseRow
	for _, req := range s.queues(ctx) {
		page, err := session.Call(ctx, s.Portal, casework.ListCases, req)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page.Items...)
	}
	var lines []line
	seen := map[string]bool{}
	for _, c := range rows {
		if at := rankOf(c); at >= 0 && !seen[c.ID] {
			row := caseRow(ctx, c)
			if at == later {
				row.Action = nil // in time, in others' hands
			}
			lines = append(lines, line{rank: at, at: c.Clock.Due, row: row})
			seen[c.ID] = true
		}
	}
	return lines, nil
}

// queues are the lists in which the person's cases are found.
func (s pages) queues(ctx context.Context) []casework.ListRequest {
	u := session.UserOf(ctx)
	var all []casework.ListRequest
	if u.Has(staff...) {
		all = append(all, casework.ListRequest{Queue: "due", Limit: looked})
	}
	for _, a := range u.Active {
		if authz.Role(a.Role) == authz.HandlingUnit {
			all = append(all, casework.ListRequest{Queue: "unit", Unit: a.Unit, Limit: looked})
		}
	}
	return all
}

var (
	// calls stand on the call-back list, with whom to ring.
	calls     = []string{casework.RecordAnswer.Name, casework.RecordTry.Name}
	decisions = []string{casework.AssignCase.Name, casework.DecideExtension.Name}
	handling  = []string{casework.AcceptCase.Name, casework.ReplyCase.Name}
)

// soonDays is how many working days ahead a deadline of others is worth knowing.
const soonDays = 2

// rankOf says how much a case hurts; below 0 it is others' business and in time.
func rankOf(c casework.CaseRow) rank {
	mine := func(ops []string) bool { return slices.Contains(ops, c.Next) }
	switch {
	case mine(calls):
		return -1
	case c.Clock.Light == "red":
		return overdue
	case c.Clock.Light != "" && c.Clock.DaysLeft == 0:
		return dueToday
	case c.Next == casework.TriageCase.Name && c.Step == casework.Received:
		return fromPage
	case mine(decisions), c.Next == casework.TriageCase.Name && c.Step == casework.Registered:
		return toDecide
	case mine(handling):
		return toHandle
	case c.Clock.Light != "" && c.Clock.DaysLeft <= soonDays:
		return later
	}
	return -1
}

func caseRow(ctx context.Context, c casework.CaseRow) ui.WorkRow {
	row := ui.WorkRow{
		ID: "case-" + c.ID, Href: base + "/cases/" + c.ID, Title: c.Title, Number: c.Number,
		Badge: cases.StepBadge(ctx, c.Step), Clock: cases.ClockOf(c.Clock, true),
	}
	if session.UserOf(ctx).Has(authz.TownshipAdmin, authz.HandlingUnit) { // who has more stations than one
		row.Meta = append(row.Meta, c.StationName)
	}
	if c.UnitName != "" && !session.UserOf(ctx).Has(authz.HandlingUnit) {
		row.Meta = append(row.Meta, c.UnitName)
	}
	if c.Voices > 1 {
		row.Meta = append(row.Meta, ui.T(ctx, "desk.voices", c.Voices))
	}
	if c.Next == casework.AcceptCase.Name {
		row.Action = acceptButton(ctx, c.ID)
	} else if b := cases.Next(ctx, base, c, base); b != nil {
		row.Action = *b
	}
	return row
}

// acceptButton accepts in place: it needs no words.
func acceptButton(ctx context.Context, id string) templ.Component {
	return inPlace(base+"/today/cases/"+id+"/acceptance", ui.Button{Label: ui.T(ctx, "desk.accept"), Icon: "check", Small: true})
}

// inPlace is a button whose answer takes the place of its row.
func inPlace(action string, b ui.Button) ui.PostButton {
	return ui.PostButton{Action: action, Button: b, Attrs: templ.Attributes{
		"hx-post": action, "hx-target": "closest [data-row]", "hx-swap": "outerHTML",
	}}
}

// accept is a unit's word, given on 今日.
func (s pages) accept(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := session.Call(ctx, s.Portal, casework.AcceptCase, casework.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	if !session.Partial(r) {
		return s.Go(w, r, base, ui.Done(ctx, "desk.accepted", c.Number))
	}
	return session.Render(w, r, caseRow(ctx, rowOf(c)))
}

// rowOf is a case as it stands in lists.
func rowOf(c casework.Case) casework.CaseRow {
	row := casework.CaseRow{
		ID: c.ID, Number: c.Number, Title: c.Title, StationName: c.StationName, Step: c.Step,
		Unit: c.Unit, UnitName: c.UnitName, Clock: c.Clock, Voices: len(c.Voices),
	}
	if len(c.Next) > 0 {
		row.Next = c.Next[0]
	}
	return row
}

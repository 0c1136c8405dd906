package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const monthForm = "2006-01"

func monthOf(t time.Time) string { return t.In(ui.Zone).Format(monthForm) }

func monthPath(month string) string { return base + "/roster/" + month }

func dayPath(d roster.ReceptionDay) string { return monthPath(monthOf(d.Start)) + "/days/" + d.ID }

// monthView is a station's month.
type monthView struct {
	standing
	roster.Month
	first time.Time
	session.Returned
}

// roster opens the present month.
func (s pages) roster(w http.ResponseWriter, r *http.Request, a standing) error {
	return s.Go(w, r, monthPath(monthOf(s.Now())))
}

func (s pages) monthView(ctx context.Context, r *http.Request, a standing) (monthView, error) {
	v := monthView{standing: a}
	var err error
	if v.first, err = time.ParseInLocation(monthForm, r.PathValue("month"), ui.Zone); err != nil {
		return v, session.Missing(ctx)
	}
	v.Month, err = session.Call(ctx, s.Portal, roster.GetMonth, roster.MonthRequest{Station: a.ID, Month: r.PathValue("month")})
	return v, err
}

// month is the calendar with who serves when.
func (s pages) month(w http.ResponseWriter, r *http.Request, a standing) error {
	v, err := s.monthView(r.Context(), r, a)
	if err != nil {
		return err
	}
	return session.Render(w, r, monthPage(s.shell(r, v.title(r.Context())), v))
}

// plan has a month proposed. What could not be filled is said on the page that
// follows, with the rule, leave or shortage.
func (s pages) plan(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req := roster.PlanRequest{Station: a.ID, Month: r.PathValue("month"), Days: wishes(r)}
	res, err := session.Call(ctx, s.Portal, roster.PlanMonth, req)
	if err != nil {
		return s.monthAgain(w, r, a, "plan", err)
	}
	return s.Go(w, r, monthPath(req.Month), planned(ctx, res)...)
}

func (s pages) monthAgain(w http.ResponseWriter, r *http.Request, a standing, form string, problem error) error {
	v, err := s.monthView(r.Context(), r, a)
	if err != nil {
		return err
	}
	return again(w, r, problem, func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, form, problems)
		return monthPage(s.shell(r, v.title(r.Context())), v)
	})
}

// wishes are days that the form asks for instead of the rule's.
func wishes(r *http.Request) []roster.PlanDay {
	_ = r.FormValue("date") // parses the form
	var days []roster.PlanDay
	for i, date := range r.Form["date"] {
		at := func(name string) string {
			if all := r.Form[name]; i < len(all) {
				return all[i]
			}
			return ""
		}
		if date != "" {
			days = append(days, roster.PlanDay{Date: date, From: at("from"), To: at("to"), Topic: at("topic")})
		}
	}
	return days
}

// said is how many shortages fit into the notices of the next page; the month
// itself shows all that is missing.
const said = 3

func planned(ctx context.Context, res roster.PlanResult) []ui.Notice {
	notices := []ui.Notice{ui.Done(ctx, "desk.roster.planned", len(res.Days))}
	for i, words := range res.Shortages {
		if i == said {
			break
		}
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: words})
	}
	return notices
}

// printMonth is the month as a paper for the office's wall.
func (s pages) printMonth(w http.ResponseWriter, r *http.Request, a standing) error {
	v, err := s.monthView(r.Context(), r, a)
	if err != nil {
		return err
	}
	return session.Render(w, r, monthPaper(v))
}

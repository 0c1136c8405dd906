package cases

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// queues are the lists that one can look at, the most used first.
var queues = []string{"due", "open", "supervised", "closed", "otherwise", "all"}

// steps are what a list can be narrowed to.
var steps = []casework.Step{casework.Received, casework.Registered, casework.Triaged, casework.Assigned, casework.Handling,
	casework.Returned, casework.Replied, casework.Awaiting, casework.Closed, casework.Rejected, casework.Archived}

// listView is one page of a list and what it was narrowed by.
type listView struct {
	base, words string
	problem     string // what to mend in the words
	req         casework.ListRequest
	rows        []ui.Row
	next        string
	categories  []ui.Option
	narrow      []ui.Field
}

func (s pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{base: s.office.Base + "/cases", words: session.Value(r, "q")}
	var err error
	if v.req, err = session.Decode[casework.ListRequest](r); err != nil {
		return err
	}
	page, err := s.rows(ctx, &v)
	status := http.StatusOK
	if v.words != "" && fault.Is(err, fault.KindInvalid) {
		status, v.problem, err = http.StatusUnprocessableEntity, session.Problems(ctx, err, "")[0].Message, nil
	}
	if err != nil {
		return err
	}
	for _, c := range page.Items {
		v.rows = append(v.rows, Row(ctx, s.office.Base, c))
	}
	v.next = session.More(r, page.Next)
	if v.categories, err = Categories(ctx, s.Portal); err != nil {
		return err
	}
	if s.narrow != nil {
		if v.narrow, err = s.narrow(ctx, v.req); err != nil {
			return err
		}
	}
	return session.RenderStatus(w, r, status, listPage(s.office.Shell(r, ui.T(ctx, "cases.title")), v))
}

// rows finds by words, or lists the queue; a chosen step is a queue of its own.
func (s pages) rows(ctx context.Context, v *listView) (rpc.Page[casework.CaseRow], error) {
	if v.words != "" {
		return session.Call(ctx, s.Portal, casework.FindCases, casework.FindRequest{Words: v.words, Limit: v.req.Limit, After: v.req.After})
	}
	if v.req.Step != "" {
		v.req.Queue, v.req.Outcome = "step", ""
	}
	if v.req.Queue == "" {
		v.req.Queue = "due"
	}
	return session.Call(ctx, s.Portal, casework.ListCases, v.req)
}

// queueTabs keep what else the list was narrowed by.
func (v listView) queueTabs(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "cases.queues")}
	for _, q := range queues {
		query := url.Values{"queue": {q}}
		for name, value := range v.kept() {
			query.Set(name, value)
		}
		tabs.Items = append(tabs.Items, ui.NavItem{Href: v.base + "?" + query.Encode(), Label: ui.T(ctx, "cases.queue."+q)})
		if v.req.Queue == q {
			tabs.Open = len(tabs.Items) - 1
		}
	}
	return tabs
}

// kept is what a list of another queue is narrowed by as well.
func (v listView) kept() map[string]string {
	all := map[string]string{"area": v.req.Area, "station": v.req.Station, "unit": v.req.Unit, "category": v.req.Category}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	return all
}

// stay is what stays when the list is narrowed further: the queue, none where a
// step was chosen, and what only a figure's address chooses.
func (v listView) stay() map[string]string {
	all := map[string]string{"outcome": v.req.Outcome, "level": v.req.Level}
	if v.req.Queue != "step" {
		all["queue"] = v.req.Queue
	}
	if v.req.Year != 0 {
		all["year"] = strconv.Itoa(v.req.Year)
	}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	return all
}

// only says what a figure's address narrowed the list to, "" for nothing.
func (v listView) only(ctx context.Context) string {
	var parts []string
	switch {
	case v.req.Year != 0 && (v.req.Queue == "closed" || v.req.Queue == "otherwise" || v.req.Outcome != ""):
		parts = append(parts, ui.T(ctx, "cases.only.ended", v.req.Year))
	case v.req.Year != 0:
		parts = append(parts, ui.T(ctx, "cases.only.received", v.req.Year))
	}
	if v.req.Outcome != "" {
		parts = append(parts, ui.T(ctx, "cases.outcome."+v.req.Outcome))
	}
	if v.req.Level != "" {
		parts = append(parts, ui.T(ctx, "cases.only.level", ui.T(ctx, "cases.level."+v.req.Level)))
	}
	return strings.Join(parts, ui.T(ctx, "cases.only.and"))
}

func stepOptions(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: ui.T(ctx, "cases.any-step")}}
	for _, step := range steps {
		all = append(all, ui.Option{Value: string(step), Label: ui.T(ctx, "cases.step."+string(step))})
	}
	return all
}

// Categories are the category tree as choices, grouped by their parents. It fails
// as the operation does.
func Categories(ctx context.Context, p *session.Portal) ([]ui.Option, error) {
	page, err := session.Call(ctx, p, casework.Categories, rpc.None{})
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range page.Items {
		names[c.Code] = c.Name
		if ui.PrefsOf(ctx).Lang == "en" && c.NameEN != "" {
			names[c.Code] = c.NameEN
		}
	}
	var all []ui.Option
	for _, c := range page.Items {
		if c.Parent != "" {
			all = append(all, ui.Option{Value: c.Code, Label: names[c.Code], Group: names[c.Parent]})
		}
	}
	return all, nil
}

// Row is a case in a table of cases.
func Row(ctx context.Context, base string, c casework.CaseRow) ui.Row {
	return ui.Row{Href: base + "/cases/" + c.ID, Cells: []templ.Component{
		ui.Text(c.Title), ui.Code(c.Number), StepBadge(ctx, c.Step), ClockOf(c.Clock, true),
		ui.Text(strings.Join(ui.Parts(c.StationName, c.UnitName), " · ")), ui.Moment(c.ReceivedAt),
	}}
}

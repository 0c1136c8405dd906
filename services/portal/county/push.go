package county

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// The views of what is stuck, the most pressing first.
const (
	late       = "late"
	supervised = "supervised"
	extension  = "extension"
	returned   = "returned"
)

var views = []string{late, supervised, extension, returned}

// pushView is what is stuck, by division.
type pushView struct {
	area, show string
	station    string // of the address: only this station's
	areas      ui.Field
	hint       *ui.Notice
	groups     []group
	count      int
	next       string
	typed      pushForm
	problems   ui.Problems
}

// group is what is stuck in one division.
type group struct {
	name string
	rows []casework.CaseRow
}

// pushForm is what is done about the chosen cases.
type pushForm struct {
	Cases  []string `json:"case"`
	What   string   `json:"what"`
	Reason string   `json:"reason"`
	Show   string   `json:"show"`
	Area   string   `json:"area"`
	// Station narrows the view to one station.
	Station string `json:"station"`
}

// at is the view's address.
func (v pushView) at(show string) string {
	return stuckAt(v.area, v.station, show)
}

func stuckAt(area, station, show string) string {
	return base + "?" + whose(area, station, "show", show)
}

// whose is an address's query: a station, or else a division, and one thing more.
func whose(area, station, name, value string) string {
	q := url.Values{"area": {area}, name: {value}}
	if station != "" {
		q = url.Values{"station": {station}, name: {value}}
	}
	return q.Encode()
}

// keep is what stays when another division is chosen.
func (v pushView) keep() map[string]string {
	return map[string]string{"show": v.show}
}

// clear leads back to the person's own division.
func (v pushView) clear(ctx context.Context) string {
	own := stuckAt(own(ctx), "", v.show)
	if v.station != "" {
		return own
	}
	return chosen(ctx, v.area, own)
}

func (s pages) push(w http.ResponseWriter, r *http.Request) error {
	v, err := s.stuck(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, pushPage(s.shell(r, ui.T(r.Context(), "county.push")), v))
}

// stuck loads the view that the address names.
func (s pages) stuck(r *http.Request) (pushView, error) {
	ctx := r.Context()
	v := pushView{area: s.area(r), station: session.Value(r, "station"), show: session.Value(r, "show")}
	if v.show == "" {
		v.show = late
	}
	v.areas, v.hint = s.areaField(ctx, v.area), s.HolidayHint(ctx, v.area)
	page, err := s.rowsOf(ctx, v, session.Value(r, "after"))
	if err != nil {
		return v, err
	}
	v.count, v.next = len(page.Items), session.More(r, page.Next)
	for _, c := range page.Items {
		v.add(s.short(ctx, c.AreaName), c)
	}
	return v, nil
}

// add puts a case to its division, in the order in which they first appear: what
// hurts most stays on top.
func (v *pushView) add(name string, c casework.CaseRow) {
	for i := range v.groups {
		if v.groups[i].name == name {
			v.groups[i].rows = append(v.groups[i].rows, c)
			return
		}
	}
	v.groups = append(v.groups, group{name: name, rows: []casework.CaseRow{c}})
}

// rowsOf are the cases of a view.
func (s pages) rowsOf(ctx context.Context, v pushView, after string) (rpc.Page[casework.CaseRow], error) {
	req := casework.ListRequest{Area: v.area, Station: v.station, After: after, Limit: 100}
	keep := func(casework.CaseRow) bool { return true }
	switch v.show {
	case supervised:
		req.Queue = "supervised"
	case extension:
		req.Queue = "extension"
	case returned:
		req.Queue, req.Step, req.Level = "step", string(casework.Returned), s.level(own(ctx))
	default:
		req.Queue = "due"
		keep = func(c casework.CaseRow) bool { return c.Clock.Light == "red" }
	}
	page, err := session.Call(ctx, s.Portal, casework.ListCases, req)
	var kept []casework.CaseRow
	for _, c := range page.Items {
		if keep(c) {
			kept = append(kept, c)
		}
	}
	if v.show == late && len(kept) < len(page.Items) {
		page.Next = "" // by deadline: after the first that is in time, all are
	}
	page.Items = kept
	return page, err
}

// pushes are what can be done to several cases at once.
var pushes = map[string]rpc.Op[casework.Reasoned, casework.Case]{"urge": casework.UrgeCase, "raise": casework.SuperviseCase}

// pushAll urges the chosen cases or raises their supervision, each for itself:
// what is refused for one does not hold up the others.
func (s pages) pushAll(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := session.Decode[pushForm](r)
	op, known := pushes[f.What]
	switch {
	case err != nil:
	case !known:
		err = session.Mend(ctx, "", "county.push-what")
	case len(f.Cases) == 0:
		err = session.Mend(ctx, "", "county.push-none")
	case len([]rune(f.Reason)) < 2:
		err = session.Mend(ctx, "reason", "county.push-reason")
	}
	if err != nil {
		return s.pushAgain(w, r, f, err)
	}
	done, refused, err := s.each(ctx, op, f)
	if err != nil {
		return err
	}
	notices := refused
	if done > 0 {
		notices = append([]ui.Notice{ui.Done(r.Context(), "county.pushed."+f.What, done)}, refused...)
	}
	return s.Go(w, r, pushView{area: f.Area, station: f.Station}.at(f.Show), notices...)
}

// mostRefusals is how many refusals are told one by one.
const mostRefusals = 3

func (s pages) each(ctx context.Context, op rpc.Op[casework.Reasoned, casework.Case], f pushForm) (done int, refused []ui.Notice, err error) {
	more := 0
	for _, chosen := range f.Cases {
		id, number, _ := strings.Cut(chosen, " ")
		_, err := session.Call(session.Key(ctx, id), s.Portal, op, casework.Reasoned{ID: id, Reason: f.Reason})
		switch {
		case err == nil:
			done++
		case fault.Is(err, fault.KindUnauthenticated) || fault.Is(err, fault.KindUnavailable):
			return done, refused, err
		case len(refused) < mostRefusals:
			refused = append(refused, ui.Notice{Tone: ui.Warn, Text: ui.T(ctx, "county.refused", number, session.Problems(ctx, err, labels)[0].Message)})
		default:
			more++
		}
	}
	if more > 0 {
		refused = append(refused, ui.Notice{Tone: ui.Warn, Text: ui.T(ctx, "county.refused-more", more)})
	}
	return done, refused, nil
}

func (s pages) pushAgain(w http.ResponseWriter, r *http.Request, f pushForm, problem error) error {
	v, err := s.stuck(r)
	if err != nil {
		return err
	}
	v.typed = f
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		v.problems = problems
		return pushPage(s.shell(r, ui.T(r.Context(), "county.push")), v)
	})
}

func (v pushView) tabs(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "county.push")}
	for i, name := range views {
		tabs.Items = append(tabs.Items, ui.NavItem{Href: v.at(name), Label: ui.T(ctx, "county.show."+name)})
		if v.show == name {
			tabs.Open = i
		}
	}
	tabs.Items = append(tabs.Items, ui.NavItem{Href: base + "/cases?" + whose(v.area, v.station, "queue", "due"), Label: ui.T(ctx, "county.show.cases")})
	return tabs
}

// bulk reports whether cases of the view are chosen and pushed together; the
// others are decided one by one.
func (v pushView) bulk() bool { return v.show == late || v.show == supervised }

// row is a case in the list, to be chosen or decided.
func (v pushView) row(ctx context.Context, c casework.CaseRow) ui.WorkRow {
	row := ui.WorkRow{
		ID: "c-" + c.ID, Href: base + "/cases/" + c.ID, Title: c.Title, Number: c.Number,
		Meta:  ui.Parts(cmp.Or(c.UnitName, c.StationName), rung(ctx, c.Supervision)),
		Badge: cases.StepBadge(ctx, c.Step),
	}
	if c.Clock.Light != "" {
		row.Clock = cases.ClockOf(c.Clock, true)
	}
	switch {
	case v.bulk():
		row.Action = pick(c, v.picked(c))
	case v.show == extension && c.Next != casework.DecideExtension.Name: // others decide
	case v.show == extension:
		row.Action = ui.Button{Label: ui.T(ctx, "cases.do.decide"), Small: true, Href: row.Href + "#decide"}
	default:
		row.Action = ui.Button{Label: ui.T(ctx, "county.assign"), Small: true, Href: row.Href + "#assign"}
	}
	return row
}

func (v pushView) picked(c casework.CaseRow) bool {
	for _, chosen := range v.typed.Cases {
		if id, _, _ := strings.Cut(chosen, " "); id == c.ID {
			return true
		}
	}
	return false
}

func rung(ctx context.Context, n int) string {
	if n == 0 {
		return ""
	}
	return ui.T(ctx, "cases.rung", n)
}

func (v pushView) workRows(ctx context.Context, g group) []ui.WorkRow {
	var rows []ui.WorkRow
	for _, c := range g.rows {
		rows = append(rows, v.row(ctx, c))
	}
	return rows
}

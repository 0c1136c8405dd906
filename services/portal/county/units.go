package county

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// unitsView is the handling units of a division.
type unitsView struct {
	area  string
	areas ui.Field
	rows  []ui.Row
	next  string
	may   bool
}

func (s pages) units(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := unitsView{area: s.area(r), may: admin(r)}
	v.areas = s.areaField(ctx, v.area)
	page, err := session.Call(ctx, s.Portal, roster.ListUnits, roster.ListRequest{Area: v.area, Limit: 100, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	names, err := s.categories(ctx)
	if err != nil {
		return err
	}
	for _, u := range page.Items {
		v.rows = append(v.rows, unitRow(ctx, u, names))
	}
	v.next = session.More(r, page.Next)
	return session.Render(w, r, unitsPage(s.shell(r, ui.T(ctx, "county.units")), v))
}

func unitRow(ctx context.Context, u roster.Unit, names categories) ui.Row {
	var duties []string
	for _, d := range u.Duties {
		duties = append(duties, names.of(d.Category))
	}
	state := ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "county.unit.open")}
	if !u.Retired.IsZero() {
		state = ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "county.unit.retired")}
	}
	return ui.Row{Href: org + "/units/" + u.ID, Cells: []templ.Component{
		ui.Text(u.Name), ui.Code(ui.T(ctx, "cases.level."+u.Level)), ui.Text(strings.Join(duties, ui.T(ctx, "county.comma"))), ui.Code(u.Phone), state,
	}}
}

// categories are the names of case categories, in the person's language and in
// the order of the tree.
type categories []ui.Option

func (s pages) categories(ctx context.Context) (categories, error) {
	page, err := session.Call(ctx, s.Portal, casework.Categories, rpc.None{})
	if err != nil {
		return nil, err
	}
	named := func(c casework.Category) string {
		if ui.PrefsOf(ctx).Lang == ui.English && c.NameEN != "" {
			return c.NameEN
		}
		return c.Name
	}
	var all categories
	for _, top := range page.Items {
		if top.Parent != "" {
			continue
		}
		all = append(all, ui.Option{Value: top.Code, Label: ui.T(ctx, "county.whole", named(top)), Group: named(top)})
		for _, c := range page.Items {
			if c.Parent == top.Code {
				all = append(all, ui.Option{Value: c.Code, Label: named(c), Group: named(top)})
			}
		}
	}
	return all, nil
}

func (all categories) of(code string) string {
	for _, c := range all {
		if c.Value == code {
			return c.Label
		}
	}
	return code
}

// unitRoutes are the pages of units.
func (s pages) unitRoutes() map[string]session.Page {
	o := object{at: org + "/units", show: s.unit}
	at := org + "/units/{id}"
	return map[string]session.Page{
		"GET " + org + "/units":      s.units,
		"GET " + org + "/units/new":  s.unitForm,
		"POST " + org + "/units/new": s.createUnit,
		"GET " + at:                  o.page,
		"POST " + at:                 does(s, o, "unit", roster.UpdateUnit, func(r *http.Request, req *roster.UpdateUnitRequest) error { req.Duties = dutiesOf(r); return nil }),
		"POST " + at + "/retirement": does(s, o, "retire", roster.RetireUnit, nil),
	}
}

// unitView is one unit, or one to be added.
type unitView struct {
	roster.Unit
	area       string
	areas      ui.Field
	categories categories
	divisions  []ui.Option // where a duty can be
	may        bool
	back       session.Returned
}

func (s pages) unitView(r *http.Request, u roster.Unit, b session.Returned) (unitView, error) {
	ctx := r.Context()
	v := unitView{Unit: u, area: cmp.Or(u.Area, s.area(r)), may: admin(r) && u.Retired.IsZero(), back: b}
	v.areas, v.divisions = s.areaField(ctx, v.area), s.areas(ctx, v.area)
	if b.Open("unit") {
		v.Duties = dutiesOf(r)
	}
	var err error
	v.categories, err = s.categories(ctx)
	return v, err
}

func (s pages) unit(r *http.Request, b session.Returned) (templ.Component, error) {
	u, err := session.Call(r.Context(), s.Portal, roster.GetUnit, roster.ByID{ID: r.PathValue("id")})
	if err != nil {
		return nil, err
	}
	v, err := s.unitView(r, u, b)
	return unitPage(s.shell(r, u.Name), v), err
}

func (s pages) unitForm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.unitView(r, roster.Unit{}, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, newUnitPage(s.shell(r, ui.T(r.Context(), "county.new.units")), v))
}

func (s pages) createUnit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[roster.CreateUnitRequest](r)
	req.Area, req.Duties = s.area(r), dutiesOf(r)
	var made roster.Unit
	if problem == nil {
		made, problem = session.Call(ctx, s.Portal, roster.CreateUnit, req)
	}
	if problem == nil {
		ui.DropDraft(w, "unit-")
		return s.Go(w, r, org+"/units/"+made.ID, ui.Done(r.Context(), "county.done.unit"))
	}
	v, err := s.unitView(r, roster.Unit{}, s.typed(r, "unit", problem))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component {
		return newUnitPage(s.shell(r, ui.T(ctx, "county.new.units")), v)
	})
}

// dutiesOf are the lines of the duty list that name a category.
func dutiesOf(r *http.Request) []roster.Duty {
	column := func(name string, i int) string {
		if values := r.Form[name]; i < len(values) {
			return strings.TrimSpace(values[i])
		}
		return ""
	}
	out := []roster.Duty{}
	for i := range r.Form["duty.category"] {
		d := roster.Duty{Category: column("duty.category", i), Area: column("duty.area", i), Note: column("duty.note", i)}
		if d.Category != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

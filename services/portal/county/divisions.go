package county

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/pkg/area"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const divisionsPath = org + "/divisions"

// divisionsView is what lies right below a division.
type divisionsView struct {
	area  string
	areas ui.Field
	rows  []ui.Row
	may   bool // change them
}

// divisions lists what lies right below a division; it comes from the tree that
// decides permissions, which hears of changes by itself.
func (s pages) divisions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := divisionsView{area: s.area(r), may: session.UserOf(ctx).Has(rulers...)}
	v.areas = s.areaField(ctx, v.area)
	for _, d := range s.Tree().At(s.Now()).Children(area.Code(v.area)) {
		v.rows = append(v.rows, divisionRow(ctx, d))
	}
	return session.Render(w, r, divisionsPage(s.shell(r, ui.T(ctx, "county.divisions")), v))
}

func divisionRow(ctx context.Context, d area.Division) ui.Row {
	since := ui.Text(ui.T(ctx, "county.division.always"))
	if !d.ValidFrom.IsZero() {
		since = ui.Text(ui.FullDay(ctx, d.ValidFrom))
	}
	row := ui.Row{Cells: []templ.Component{ui.Text(d.Name), ui.Code(string(d.Code)), ui.Text(ui.T(ctx, "county.division.level."+d.Level.String())), since}}
	if d.Level < area.LevelVillage {
		row.Href = orgAt("divisions", string(d.Code))
	}
	return row
}

// division leads from a change to the list that it stands in.
func (s pages) division(w http.ResponseWriter, r *http.Request) error {
	code, _, _ := strings.Cut(r.PathValue("id"), "-")
	d, ok := s.Tree().Get(area.Code(code))
	if !ok {
		return s.Go(w, r, divisionsPath)
	}
	return s.Go(w, r, orgAt("divisions", string(d.Parent)))
}

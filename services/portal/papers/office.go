package papers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/docx"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mostStations is how many stations are offered: more than a county has.
const mostStations = 200

// officeView is what an office is called on its papers.
type officeView struct {
	casework.PaperOfficeView
	session.Returned
	base, area, station string
	areas, stations     ui.Field
	tried               bool
}

func (v officeView) at() string { return v.base + "/paper-office" }

func (v officeView) here() string {
	return v.at() + "?" + url.Values{"area": {v.area}, "station": {v.station}}.Encode()
}

func (s templatePages) officePage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.officeView(r, casework.OfficeOf{})
	if err != nil {
		return err
	}
	return session.Render(w, r, s.officeShown(r, v))
}

func (s templatePages) officeShown(r *http.Request, v officeView) templ.Component {
	return officePage(s.office.Shell(r, ui.T(r.Context(), "papers.office")), v)
}

// officeView is the office that the address names, called as it is or as tried.
func (s templatePages) officeView(r *http.Request, tried casework.OfficeOf) (officeView, error) {
	ctx := r.Context()
	v := officeView{base: s.office.Base, area: s.office.Area(r), station: session.Value(r, "station"), tried: tried.Name != ""}
	v.areas = s.office.Areas(ctx, v.area)
	all, err := session.Call(ctx, s.Portal, station.ListStations, station.ListRequest{Area: v.area, Limit: mostStations})
	if err != nil {
		return v, err
	}
	v.stations = ui.Field{Kind: ui.SelectField, Name: "station", Label: ui.T(ctx, "papers.field.station"), HideLabel: true, Optional: true, Value: v.station,
		Options: []ui.Option{{Label: ui.T(ctx, "papers.office-itself")}}}
	found := false
	for _, st := range all.Items {
		v.stations.Options = append(v.stations.Options, ui.Option{Value: st.ID, Label: st.Name})
		found = found || st.ID == v.station
	}
	if !found { // chosen for another division
		v.station, v.stations.Value = "", ""
	}
	tried.Area, tried.Station = v.area, v.station
	v.PaperOfficeView, err = session.Call(ctx, s.Portal, casework.GetPaperOffice, tried)
	return v, err
}

// setOffice shows how a name and a sign would look, takes them, or takes them back.
func (s templatePages) setOffice(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[casework.SetOfficeRequest](r)
	req.Area = s.office.Area(r)
	tried := casework.OfficeOf{}
	if err == nil {
		switch session.Value(r, "what") {
		case "preview":
			tried = casework.OfficeOf(req)
		case "usual":
			req.Name, req.Sign = "", ""
			fallthrough
		default:
			_, err = session.Call(ctx, s.Portal, casework.SetPaperOffice, req)
		}
	}
	v, failed := s.officeView(r, tried)
	switch {
	case err == nil && failed == nil && tried.Area == "":
		return s.Go(w, r, v.here(), ui.Done(ctx, "papers.office-set"))
	case err == nil && failed == nil:
		v.Returned = session.Return(r, "office", nil)
		return session.Render(w, r, s.officeShown(r, v))
	case err == nil:
		err = failed
		if v, failed = s.officeView(r, casework.OfficeOf{}); failed != nil {
			return failed
		}
	}
	return session.Again(w, r, err, "papers.field", func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, "office", problems)
		return s.officeShown(r, v)
	})
}

// letterhead is how the office's papers begin.
func (v officeView) letterhead(ctx context.Context) docx.Doc {
	return docx.Doc{Blocks: []docx.Block{
		docx.Para{Runs: []docx.Run{{Text: v.Name, Font: docx.XiaoBiao, Size: 52, Color: "FF0000"}}, Align: docx.Center},
		docx.Para{Runs: []docx.Run{{Text: v.Numbers[0].Number}}, Align: docx.Center, Rule: "FF0000"},
		docx.Title(kindOf(ctx, v.Numbers[0].Kind)),
	}}
}

func (v officeView) facts(ctx context.Context) ui.Facts {
	source := ui.Badge{Tone: ui.Plain, Text: ui.T(ctx, "papers.office-usual")}
	if v.Set {
		source = ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "papers.office-own")}
	}
	all := ui.Facts{
		{Name: ui.T(ctx, "papers.field.name"), Value: ui.Text(v.Name)},
		{Name: ui.T(ctx, "papers.field.sign"), Value: ui.Text(v.Sign)},
		{Name: ui.T(ctx, "papers.office-source"), Value: source},
	}
	if v.Set {
		all = append(all, ui.Fact{Name: ui.T(ctx, "papers.office-otherwise"), Value: ui.Text(v.UsualName + "　" + v.UsualSign)})
	}
	return all
}

func (v officeView) numbers(ctx context.Context) []ui.Row {
	var rows []ui.Row
	for _, n := range v.Numbers {
		rows = append(rows, ui.Row{Cells: []templ.Component{ui.Text(kindOf(ctx, n.Kind)), ui.Text(n.Number)}})
	}
	return rows
}

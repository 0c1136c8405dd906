package county

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// personsView is deputies and staff of a division or a station.
type personsView struct {
	area     string
	areas    ui.Field
	words    string
	station  string
	stations []ui.Option
	rows     []ui.Row
	next     string
	may      bool
}

func (s pages) persons(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := personsView{area: s.area(r), words: session.Value(r, "q"), station: session.Value(r, "station"), may: admin(r)}
	v.areas = s.areaField(ctx, v.area)
	var err error
	if v.stations, err = s.stationOptions(ctx, v.area); err != nil {
		return err
	}
	page, err := session.Call(ctx, s.Portal, roster.ListPersons, roster.ListRequest{Area: v.area, Station: v.station, Words: v.words, Limit: 100, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	for _, p := range page.Items {
		v.rows = append(v.rows, personRow(ctx, p))
	}
	v.next = session.More(r, page.Next)
	shell := s.shell(r, ui.T(ctx, "county.persons"))
	shell.Query = "" // q is a name here
	return session.Render(w, r, personsPage(shell, v))
}

func personRow(ctx context.Context, p roster.Person) ui.Row {
	var seats []string
	for _, m := range p.Mandates {
		seats = append(seats, ui.T(ctx, "county.seat."+m.Level))
	}
	return ui.Row{Href: org + "/persons/" + p.ID, Cells: []templ.Component{
		ui.Text(p.Name), ui.Text(p.Post), ui.Text(strings.Join(seats, ui.T(ctx, "county.comma"))), side(ctx, p),
		ui.Text(ui.Number(len(p.Postings))), ui.Text(ui.Number(p.Served)),
	}}
}

// side is which half of a shift's pair the person is.
func side(ctx context.Context, p roster.Person) ui.Text {
	switch {
	case len(p.Mandates) == 0:
		return "–"
	case p.Official:
		return ui.Text(ui.T(ctx, "county.official"))
	}
	return ui.Text(ui.T(ctx, "county.grassroots"))
}

// personRoutes are the pages of deputies and staff.
func (s pages) personRoutes() map[string]session.Page {
	o := object{at: org + "/persons", show: s.person}
	at := org + "/persons/{id}"
	return map[string]session.Page{
		"GET " + org + "/persons":                s.persons,
		"GET " + org + "/persons/new":            s.personForm,
		"POST " + org + "/persons/new":           s.createPerson,
		"GET " + at:                              o.page,
		"GET " + at + "/edit":                    s.editPerson,
		"POST " + at + "/edit":                   s.updatePerson,
		"POST " + at + "/contact":                s.unmask,
		"POST " + at + "/mandates":               does(s, o, "mandate", roster.AddMandate, s.seated),
		"POST " + at + "/mandates/{mandate}":     s.changeMandate(o),
		"POST " + at + "/postings":               does(s, o, "post", roster.PostPerson, nil),
		"POST " + at + "/postings/{posting}/end": s.endPosting(o),
		"POST " + at + "/leaves":                 does(s, o, "leave", roster.TakeLeave, nil),
		"POST " + at + "/leaves/{leave}/end":     does(s, o, "leave-end", roster.CancelLeave, nil),
	}
}

// personView is one person, or one to be added.
type personView struct {
	roster.Person
	area     string
	areas    ui.Field
	areaName string
	places   map[string]string // division → name
	names    map[string]string // station → name
	stations []ui.Option
	may      bool
	today    string
	back     session.Returned
	over     func(roster.Posting) bool
}

func (s pages) personView(r *http.Request, p roster.Person, b session.Returned) (personView, error) {
	ctx := r.Context()
	v := personView{Person: p, area: cmp.Or(p.Area, s.area(r)), may: admin(r), back: b, places: map[string]string{}, names: map[string]string{}, today: dateValue(s.Now())}
	v.areas, v.areaName = s.areaField(ctx, v.area), s.AreaName(v.area)
	v.over = func(q roster.Posting) bool { return over(q.Until, s.Now()) }
	for _, m := range p.Mandates {
		v.places[m.Area] = s.AreaName(m.Area)
	}
	var err error
	v.stations, err = s.stationOptions(ctx, own(ctx))
	for _, o := range v.stations {
		v.names[o.Value] = o.Label
	}
	return v, err
}

func (s pages) loadPerson(r *http.Request) (roster.Person, error) {
	return session.Call(r.Context(), s.Portal, roster.GetPerson, roster.ByID{ID: r.PathValue("id")})
}

func (s pages) person(r *http.Request, b session.Returned) (templ.Component, error) {
	p, err := s.loadPerson(r)
	if err != nil {
		return nil, err
	}
	v, err := s.personView(r, p, b)
	return personPage(s.shell(r, p.Name), v), err
}

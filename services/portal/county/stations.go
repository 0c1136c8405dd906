package county

import (
	"cmp"
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/station"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// stationsView is the stations of a division.
type stationsView struct {
	area  string
	areas ui.Field
	rows  []ui.Row
	next  string
	may   bool
}

func (s pages) stations(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := stationsView{area: s.area(r), may: admin(r)}
	v.areas = s.areaField(ctx, v.area)
	page, err := session.Call(ctx, s.Portal, station.ListStations, station.ListRequest{Area: v.area, Limit: 100, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	for _, st := range page.Items {
		v.rows = append(v.rows, s.stationRow(ctx, st))
	}
	v.next = session.More(r, page.Next)
	return session.Render(w, r, stationsPage(s.shell(r, ui.T(ctx, "county.stations")), v))
}

func (s pages) stationRow(ctx context.Context, st station.Station) ui.Row {
	return ui.Row{Href: org + "/stations/" + st.ID, Cells: []templ.Component{
		ui.Text(st.Name), ui.Text(s.AreaName(st.Area)), ui.Code(st.Code), ui.Text(head(st, s.Now)), ui.Code(st.Phone), stationBadge(ctx, st),
	}}
}

func stationBadge(ctx context.Context, st station.Station) ui.Badge {
	if st.State == station.Closed {
		return ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "county.station.closed")}
	}
	return ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "county.station.open")}
}

// stationRoutes are the pages of stations.
func (s pages) stationRoutes() map[string]session.Page {
	o := object{at: org + "/stations", show: s.station}
	at := org + "/stations/{id}"
	return map[string]session.Page{
		"GET " + org + "/stations":      s.stations,
		"GET " + org + "/stations/new":  s.stationForm,
		"POST " + org + "/stations/new": s.createStation,
		"GET " + at:                     o.page,
		"GET " + at + "/edit":           s.editStation,
		"POST " + at + "/edit":          s.updateStation,
		"POST " + at + "/closing":       does(s, o, "close", station.CloseStation, nil),
		"POST " + at + "/staff":         does(s, o, "appoint", station.AppointStaff, nil),
		"POST " + at + "/staff/{term}":  does(s, o, "staff-end", station.EndStaff, nil),
	}
}

// stationView is one station, or one to be added.
type stationView struct {
	station.Station
	area  string
	areas ui.Field
	url   string // its public page
	may   bool
	back  session.Returned
	over  func(station.StaffTerm) bool
}

func (s pages) stationView(r *http.Request, st station.Station, b session.Returned) stationView {
	v := stationView{Station: st, area: cmp.Or(st.Area, s.area(r)), back: b, may: admin(r) && st.State != station.Closed}
	v.areas = s.areaField(r.Context(), v.area)
	v.url = s.URL("/s/" + st.Code)
	v.over = func(t station.StaffTerm) bool { return over(t.Until, s.Now()) }
	if b.Open("station") {
		v.Hours = hoursOf(r)
	}
	return v
}

func (s pages) load(r *http.Request) (station.Station, error) {
	return session.Call(r.Context(), s.Portal, station.GetStation, station.ByID{ID: r.PathValue("id")})
}

func (s pages) station(r *http.Request, b session.Returned) (templ.Component, error) {
	st, err := s.load(r)
	return stationPage(s.shell(r, st.Name), s.stationView(r, st, b)), err
}

func (s pages) stationForm(w http.ResponseWriter, r *http.Request) error {
	return session.Render(w, r, newStationPage(s.shell(r, ui.T(r.Context(), "county.new.stations")), s.stationView(r, station.Station{}, session.Returned{})))
}

func (s pages) createStation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[station.CreateRequest](r)
	req.Area, req.Hours = s.area(r), hoursOf(r)
	var made station.Station
	if problem == nil {
		made, problem = session.Call(ctx, s.Portal, station.CreateStation, req)
	}
	if problem == nil {
		ui.DropDraft(w, "station-")
		return s.Go(w, r, org+"/stations/"+made.ID, ui.Done(r.Context(), "county.done.station"))
	}
	v := s.stationView(r, station.Station{}, s.typed(r, "station", problem))
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component {
		return newStationPage(s.shell(r, ui.T(ctx, "county.new.stations")), v)
	})
}

func (s pages) editStation(w http.ResponseWriter, r *http.Request) error {
	st, err := s.load(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, editStationPage(s.shell(r, st.Name), s.stationView(r, st, session.Returned{})))
}

func (s pages) updateStation(w http.ResponseWriter, r *http.Request) error {
	req, problem := session.Decode[station.UpdateRequest](r)
	req.Hours = hoursOf(r)
	if problem == nil {
		_, problem = session.Call(r.Context(), s.Portal, station.UpdateStation, req)
	}
	if problem == nil {
		ui.DropDraft(w, "station-"+req.ID)
		return s.Go(w, r, org+"/stations/"+req.ID, ui.Done(r.Context(), "county.done.station"))
	}
	st, err := s.load(r)
	if err != nil {
		return err
	}
	v := s.stationView(r, st, s.typed(r, "station", problem))
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component { return editStationPage(s.shell(r, st.Name), v) })
}

// hoursOf are the opening hours of the days that have some.
func hoursOf(r *http.Request) []station.Hours {
	out := []station.Hours{}
	for day := range 7 {
		n := strconv.Itoa(day)
		h := station.Hours{Weekday: day, From: session.Value(r, "from."+n), To: session.Value(r, "to."+n)}
		if h.From != "" || h.To != "" {
			out = append(out, h)
		}
	}
	return out
}

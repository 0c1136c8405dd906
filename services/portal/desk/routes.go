// Package desk is the office of a station and of a handling unit: what is to be
// done today, registering what people say, calling them back, the roster, the
// deputies, the bulletin and messages whose fate is unknown.
package desk

import (
	"net/http"

	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/papers"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/search"
	"lianluo/services/portal/session"
)

// base is the address of this place.
const base = "/desk"

// pages are the pages of this place.
type pages struct{ *session.Portal }

// staff work at a station; handling units see what was handed to them only.
var staff = []authz.Role{authz.TownshipAdmin, authz.StationHead, authz.LiaisonOfficer}

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	office := session.Office{Base: base, Roles: session.Desk.Roles, Shell: s.shell}
	cases.Routes(mux, p, office, nil)
	projects.Routes(mux, p, projects.Office{Office: office})
	cases.Signals(mux, p, session.Office{Base: base, Roles: staff, Shell: s.shell})
	papers.Routes(mux, p, office, staff)
	search.Routes(mux, p, office, foundAt)
	s.offlinePlace().Routes(mux, p)
	p.Signed(mux, "GET "+base, s.today, session.Desk.Roles...)
	p.Signed(mux, "POST "+base+"/today/cases/{id}/acceptance", s.accept, session.Desk.Roles...)
	p.Signed(mux, "GET "+base+"/deliveries", s.deliveries, staff...)
	p.Signed(mux, "POST "+base+"/deliveries/{id}/settlement", s.settle, staff...)
	p.Signed(mux, "GET "+lettersAt, s.letters, staff...)
	p.Signed(mux, "POST "+lettersAt+"/print", s.printLetters, staff...)
	p.Signed(mux, "POST "+lettersAt+"/marking", s.markLetters, staff...)
	p.Signed(mux, "POST "+base+"/today/days/{id}/shifts/{shift}/checkin", s.checkInToday, staff...)
	for pattern, page := range s.stationPages() {
		p.Signed(mux, pattern, s.here(page), staff...)
	}
	for pattern, page := range s.rosterPages() {
		p.Signed(mux, pattern, s.here(page), staff...)
	}
}

// stationPages are the pages about one station.
func (s pages) stationPages() map[string]stationPage {
	return map[string]stationPage{
		"GET /desk/register":               s.register,
		"POST /desk/register":              s.submit,
		"POST /desk/register/suggestions":  s.suggest,
		"GET /desk/register/receipt":       s.receipt,
		"GET /desk/register/receipt/print": s.printReceipt,

		"GET /desk/callbacks":                       s.callbacks,
		"POST /desk/callbacks/{id}/{voice}/contact": s.showContact,

		"GET /desk/deputies":                          s.deputies,
		"GET /desk/deputies/{id}":                     s.deputy,
		"POST /desk/deputies/{id}/leaves":             personForm(s, "leave", roster.TakeLeave),
		"POST /desk/deputies/{id}/leaves/{leave}/end": personForm(s, "leave-end", roster.CancelLeave),
		"POST /desk/deputies/{id}/contact":            s.showPerson,

		"GET /desk/bulletin":                  s.bulletin,
		"POST /desk/bulletin":                 s.publishNotice,
		"POST /desk/bulletin/{id}/withdrawal": s.withdrawNotice,
	}
}

// rosterPages are the month and the days of the station's roster.
func (s pages) rosterPages() map[string]stationPage {
	const day = "/desk/roster/{month}/days/{id}"
	return map[string]stationPage{
		"GET /desk/roster":                  s.roster,
		"GET /desk/roster/{month}":          s.month,
		"POST /desk/roster/{month}/plan":    s.plan,
		"GET /desk/roster/{month}/publish":  s.preview,
		"POST /desk/roster/{month}/publish": s.publish,
		"POST /desk/roster/{month}/trade":   s.trade,
		"GET /desk/roster/{month}/print":    s.printMonth,

		"GET " + day:                               s.day,
		"POST " + day + "/time":                    s.moveDay,
		"POST " + day + "/cancellation":            changing(s, "cancel", roster.CancelDay),
		"POST " + day + "/visitors":                changing(s, "visitors", roster.RecordVisitors),
		"POST " + day + "/shifts/{shift}/person":   changing(s, "person", roster.ChangeShift),
		"POST " + day + "/shifts/{shift}/checkin":  changing(s, "checkin", roster.CheckIn),
		"POST " + day + "/shifts/{shift}/checkout": changing(s, "checkout", roster.CheckOut),
		"POST " + day + "/shifts/{shift}/absence":  changing(s, "absence", roster.MarkAbsent),
	}
}

// Package channels is how people are told and what they say back: the answer to a
// message's link, everybody's wishes, and for offices the messages that went out,
// their words, a trial's outbox and the webhooks to other systems.
package channels

import (
	"net/http"

	"lianluo/pkg/authz"
	"lianluo/services/portal/session"
)

// labels is where the names of this place's fields stand.
const labels = "channels.field"

// pages are the pages of this place.
type pages struct{ *session.Portal }

// Routes serves the pages for everybody on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	p.Public(mux, "GET /a/{token}", s.question)
	p.Public(mux, "POST /a/{token}", s.answer)
}

// Office is where messages are looked after by its roles; Rulers set their words.
type Office struct {
	session.Office
	Rulers []authz.Role
	// Cases is the address under which the office shows cases; "" for those who look
	// after the system: they see what became of messages, and neither decide nor
	// open what they are about.
	Cases string
}

// looks reports whether the office only looks.
func (o Office) looks() bool { return o.Cases == "" }

type officePages struct {
	*session.Portal
	office Office
}

// OfficeRoutes serves the pages of an office on mux.
func OfficeRoutes(mux *http.ServeMux, p *session.Portal, office Office) {
	s := officePages{p, office}
	at := office.Base
	p.Signed(mux, "GET "+at, s.sent, office.Roles...)
	if office.looks() {
		return
	}
	p.Signed(mux, "POST "+at+"/sent/{id}/settlement", s.settle, office.Roles...)
	p.Signed(mux, "GET "+at+"/outbox", s.outbox, office.Roles...)
	for pattern, page := range map[string]session.Page{
		"GET " + at + "/templates": s.templates, "GET " + at + "/templates/{key}": s.template,
		"POST " + at + "/templates/{key}": s.setTemplate, "POST " + at + "/templates/{key}/restoration": s.restore,
		"GET " + at + "/webhooks": s.webhooks, "POST " + at + "/webhooks": s.addWebhook, "GET " + at + "/webhooks/{id}": s.webhook,
		"POST " + at + "/webhooks/{id}/state": s.setState, "POST " + at + "/webhooks/{id}/replay": s.replay,
		"POST " + at + "/webhooks/{id}/secret": s.renew, "POST " + at + "/webhooks/{id}/delete": s.remove,
	} {
		p.Signed(mux, pattern, page, office.Rulers...)
	}
}

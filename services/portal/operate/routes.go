// Package operate is for those who look after the system and not after cases:
// auditors read the chain, security administrators keep the policy, system
// operators deal with events that could not be applied.
package operate

import (
	"net/http"

	"lianluo/pkg/authz"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// base is the address of this place.
const base = "/operate"

// deliveriesPath is where it shows what became of messages, everywhere.
const deliveriesPath = base + "/deliveries"

// pages are the pages of this place.
type pages struct{ *session.Portal }

// labels is where the names of this place's fields stand.
const labels = "operate.field"

// section is a page that the rail leads to, for some.
type section struct {
	href, icon, key string
	roles           []authz.Role
}

var sections = []section{
	{auditPath, "shield-check", "operate.audit", []authz.Role{authz.Auditor}},
	{policyPath, "scale", "operate.policy", []authz.Role{authz.SecurityAdmin, authz.Auditor}},
	{clientsPath, "link", "operate.clients", []authz.Role{authz.SecurityAdmin, authz.Auditor}},
	{issuersPath, "log-in", "operate.issuers", []authz.Role{authz.SecurityAdmin, authz.Auditor}},
	{factorsPath, "key-round", "operate.factors", []authz.Role{authz.SecurityAdmin}},
	{parkedPath, "hourglass", "operate.parked", []authz.Role{authz.SystemOperator}},
	{deliveriesPath, "send", "channels.sent", []authz.Role{authz.SystemOperator}},
	{base + "/timers", "clock", "cases.timers", []authz.Role{authz.SystemOperator}},
}

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	channels.OfficeRoutes(mux, p, channels.Office{Office: session.Office{Base: deliveriesPath, Roles: []authz.Role{authz.SystemOperator},
		Shell: func(r *http.Request, _ string) ui.DeskLayout { return s.shell(r, "channels.sent") }}})
	cases.Timers(mux, p, session.Office{Base: base, Roles: []authz.Role{authz.SystemOperator},
		Shell: func(r *http.Request, _ string) ui.DeskLayout { return s.shell(r, "cases.timers") }})
	p.Signed(mux, "GET "+base, s.home, session.Operate.Roles...)
	p.Signed(mux, "GET "+auditPath, s.audit, authz.Auditor)
	p.Signed(mux, "POST "+auditPath+"/verification", s.verify, authz.Auditor)
	p.Signed(mux, "GET "+policyPath, s.policy, authz.Auditor, authz.SecurityAdmin)
	p.Signed(mux, "POST "+policyPath, s.changePolicy, authz.SecurityAdmin)
	p.Signed(mux, "GET "+policyPath+"/versions", s.versions, authz.Auditor, authz.SecurityAdmin)
	p.Signed(mux, "GET "+clientsPath, s.clients, authz.Auditor, authz.SecurityAdmin)
	p.Signed(mux, "POST "+clientsPath, s.registerClient, authz.SecurityAdmin)
	p.Signed(mux, "POST "+clientsPath+"/keys", s.rotateKey, authz.SecurityAdmin)
	p.Signed(mux, "GET "+clientsPath+"/{id}", s.client, authz.Auditor, authz.SecurityAdmin)
	p.Signed(mux, "POST "+clientsPath+"/{id}", s.changeClient, authz.SecurityAdmin)
	p.Signed(mux, "POST "+clientsPath+"/{id}/secret", s.renewSecret, authz.SecurityAdmin)
	p.Signed(mux, "POST "+clientsPath+"/{id}/end", s.endClient, authz.SecurityAdmin)
	p.Signed(mux, "GET "+issuersPath, s.issuers, authz.Auditor, authz.SecurityAdmin)
	p.Signed(mux, "POST "+issuersPath, s.registerIssuer, authz.SecurityAdmin)
	p.Signed(mux, "GET "+issuersPath+"/{id}", s.issuer, authz.Auditor, authz.SecurityAdmin)
	p.Signed(mux, "POST "+issuersPath+"/{id}", s.changeIssuer, authz.SecurityAdmin)
	p.Signed(mux, "POST "+issuersPath+"/{id}/confirmation", s.confirmIssuer, authz.SecurityAdmin)
	p.Signed(mux, "POST "+issuersPath+"/{id}/end", s.endIssuer, authz.SecurityAdmin)
	p.Signed(mux, "GET "+factorsPath, s.factors, authz.SecurityAdmin)
	p.Signed(mux, "GET "+factorsPath+"/{id}", s.factor, authz.SecurityAdmin)
	p.Signed(mux, "POST "+factorsPath+"/{id}", s.considerReset, authz.SecurityAdmin)
	p.Signed(mux, "POST "+factorsPath+"/{id}/reset", s.resetFactor, authz.SecurityAdmin)
	p.Signed(mux, "GET "+parkedPath, s.consumers, authz.SystemOperator)
	p.Signed(mux, "GET "+parkedPath+"/{service}/{consumer}", s.parked, authz.SystemOperator)
	p.Signed(mux, "GET "+parkedPath+"/{service}/{consumer}/event", s.showParked, authz.SystemOperator)
	p.Signed(mux, "POST "+parkedPath+"/{service}/{consumer}/replay", s.replay, authz.SystemOperator)
	p.Signed(mux, "POST "+parkedPath+"/{service}/{consumer}/giving-up", s.giveUp, authz.SystemOperator)
}

// mine are the sections that the person may open.
func mine(u *session.User) []section {
	var out []section
	for _, one := range sections {
		if u.Has(one.roles...) {
			out = append(out, one)
		}
	}
	return out
}

// home leads to the first section that the person may open.
func (s pages) home(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, mine(session.UserOf(r.Context()))[0].href, http.StatusSeeOther)
	return nil
}

// shell is the frame of these pages.
func (s pages) shell(r *http.Request, key string) ui.DeskLayout {
	ctx := r.Context()
	l := ui.DeskLayout{Title: ui.T(ctx, key), Inbox: s.Bell(ctx), User: s.Menu(ctx), Flash: session.Flashes(ctx)}
	if hint := s.HolidayHint(ctx, session.UserOf(ctx).As(session.Operate.Roles...).Area); hint != nil && key == "operate.parked" {
		l.Flash = append(l.Flash, *hint)
	}
	for _, one := range mine(session.UserOf(ctx)) {
		l.Rail = append(l.Rail, ui.NavItem{Href: one.href, Icon: one.icon, Label: ui.T(ctx, one.key)})
	}
	return l
}

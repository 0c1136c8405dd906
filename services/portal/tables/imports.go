package tables

import (
	"io"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Kinds are what can be imported, by the names of their lists, with the
// operations of the service that keeps them.
var Kinds = map[string]imports.Ops{
	roster.ImportPersons: rosterOps,
	roster.ImportUnits:   rosterOps,

	station.ImportStations: imports.OpsOf("station", station.ImportPermission),

	identity.ImportDivisions: identityOps,
	identity.ImportStaff:     identityOps,
}

var (
	rosterOps   = imports.OpsOf("roster", roster.ImportPermission)
	identityOps = imports.OpsOf("identity", identity.ImportPermission)
)

type importPages struct {
	*session.Portal
	office session.Office
}

// Imports serves the imports of an office on mux, at Base+"/imports".
func Imports(mux *http.ServeMux, p *session.Portal, office session.Office) {
	s := importPages{p, office}
	at := office.Base + "/imports/{kind}"
	for pattern, page := range map[string]func(http.ResponseWriter, *http.Request, imports.Ops) error{
		"GET " + at:                s.first,
		"POST " + at:               s.send,
		"GET " + at + "/template":  s.template,
		"GET " + at + "/{id}":      s.show,
		"POST " + at + "/{id}/run": s.run,
		"POST " + at + "/{id}/stop": func(w http.ResponseWriter, r *http.Request, o imports.Ops) error {
			return s.steer(w, r, o.Stop)
		},
		"POST " + at + "/{id}/undo": func(w http.ResponseWriter, r *http.Request, o imports.Ops) error {
			return s.steer(w, r, o.Undo)
		},
	} {
		p.Signed(mux, pattern, known(page), office.Roles...)
	}
	p.Signed(mux, "POST "+office.Base+"/imports/"+identity.ImportStaff+"/{id}/invitations", s.handOut, office.Roles...)
}

// known finds the operations of the kind in the address.
func known(page func(http.ResponseWriter, *http.Request, imports.Ops) error) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		ops, ok := Kinds[r.PathValue("kind")]
		if !ok {
			return session.Missing(r.Context())
		}
		return page(w, r, ops)
	}
}

// sendView is the form for a file, and what was imported before.
type sendView struct {
	office   session.Office
	kind     string
	area     string
	areas    ui.Field
	problems ui.Problems
	before   []imports.Import
}

func (v sendView) at() string { return v.office.Base + "/imports/" + v.kind }

func (s importPages) first(w http.ResponseWriter, r *http.Request, ops imports.Ops) error {
	page, err := s.form(r, ops, nil)
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s importPages) form(r *http.Request, ops imports.Ops, problems ui.Problems) (templ.Component, error) {
	v := sendView{office: s.office, kind: r.PathValue("kind"), area: s.office.Area(r), problems: problems}
	v.areas = s.office.Areas(r.Context(), v.area)
	v.areas.HideLabel = false // here it is a field of a form, not a filter
	page, err := session.Call(r.Context(), s.Portal, ops.List, imports.ListRequest{Kind: v.kind, Limit: 20})
	v.before = page.Items
	return sendPage(s.office.Shell(r, ui.T(r.Context(), "tables.import."+v.kind)), v), err
}

func (s importPages) send(w http.ResponseWriter, r *http.Request, ops imports.Ops) error {
	ctx := r.Context()
	file, err := sent(r)
	var j imports.Import
	if err == nil {
		j, err = session.Call(ctx, s.Portal, ops.Start, imports.StartRequest{Kind: r.PathValue("kind"), Area: s.office.Area(r), File: file})
	}
	if err == nil {
		return s.Go(w, r, r.URL.Path+"/"+j.ID)
	}
	page, failed := s.form(r, ops, session.Problems(ctx, err, "tables.field"))
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, "tables.field", func(ui.Problems) templ.Component { return page })
}

// sent is the file that came with the form.
func sent(r *http.Request) (rpc.File, error) {
	file, header, err := r.FormFile("file")
	if err != nil || header.Size == 0 {
		return rpc.File{}, session.Mend(r.Context(), "file", "tables.no-file")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return rpc.File{}, fault.Internal(err)
	}
	return rpc.File{Name: header.Filename, Data: data}, nil
}

func (s importPages) template(w http.ResponseWriter, r *http.Request, ops imports.Ops) error {
	kind := r.PathValue("kind")
	body, err := session.Stream(r.Context(), s.Portal, ops.Template, imports.TemplateRequest{Kind: kind})
	if err != nil {
		return err
	}
	defer body.Close()
	w.Header().Set("Content-Type", sheet.MediaType)
	w.Header().Set("Content-Disposition", attachment(ui.T(r.Context(), "tables.template."+kind)+".xlsx"))
	_, _ = io.Copy(w, body) // the reader went away: nothing left to tell
	return nil
}

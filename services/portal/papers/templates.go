package papers

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

type templatePages struct {
	*session.Portal
	office session.Office
}

// Templates serves the templates of an office, and what it is called, on mux.
func Templates(mux *http.ServeMux, p *session.Portal, office session.Office) {
	s := templatePages{p, office}
	at := office.Base + "/templates"
	p.Signed(mux, "GET "+office.Base+"/paper-office", s.officePage, office.Roles...)
	p.Signed(mux, "POST "+office.Base+"/paper-office", s.setOffice, office.Roles...)
	p.Signed(mux, "GET "+at, s.all, office.Roles...)
	p.Signed(mux, "GET "+at+"/{kind}", s.kind, office.Roles...)
	p.Signed(mux, "POST "+at+"/{kind}", s.add, office.Roles...)
	p.Signed(mux, "POST "+at+"/{kind}/use", s.use, office.Roles...)
	p.Signed(mux, "GET "+at+"/{kind}/file", s.file, office.Roles...)
	p.Signed(mux, "GET "+at+"/{kind}/preview", s.preview, office.Roles...)
}

// templatesView is the templates of an area, and one kind of them.
type templatesView struct {
	base, area string
	areas      ui.Field
	all        []casework.PaperTemplates
	one        casework.PaperTemplates
	session.Returned
}

func (v templatesView) at(kind string) string { return v.base + "/templates/" + kind }

func (v templatesView) query(version int) string {
	return "?" + url.Values{"area": {v.area}, "version": {strconv.Itoa(version)}}.Encode()
}

func (s templatePages) view(r *http.Request) (templatesView, error) {
	v := templatesView{base: s.office.Base, area: s.office.Area(r)}
	v.areas = s.office.Areas(r.Context(), v.area)
	page, err := session.Call(r.Context(), s.Portal, casework.ListPaperTemplates, casework.TemplatesOf{Area: v.area})
	v.all = page.Items
	for _, t := range v.all {
		if t.Kind == r.PathValue("kind") {
			v.one = t
		}
	}
	return v, err
}

func (s templatePages) all(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, templatesPage(s.office.Shell(r, ui.T(r.Context(), "papers.templates")), v))
}

func (s templatePages) kind(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	if v.one.Kind == "" {
		return session.Missing(r.Context())
	}
	return session.Render(w, r, templatePage(s.office.Shell(r, v.one.Name), v))
}

func (s templatePages) add(w http.ResponseWriter, r *http.Request) error {
	file, err := sent(r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, casework.AddPaperTemplate, casework.AddTemplateRequest{
			Area: s.office.Area(r), Kind: r.PathValue("kind"), Note: session.Value(r, "note"), File: file})
	}
	return s.after(w, r, "send", "papers.added", err)
}

func (s templatePages) use(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[casework.UseTemplateRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, casework.UsePaperTemplate, req)
	}
	return s.after(w, r, useForm(req.Version), "papers.used", err)
}

// useForm is the name of the form that brings a version into force.
func useForm(version int) string { return "use-" + strconv.Itoa(version) }

// after leads back to the kind, or shows it with what was refused.
func (s templatePages) after(w http.ResponseWriter, r *http.Request, form, done string, err error) error {
	ctx := r.Context()
	if err == nil {
		at := s.office.Base + "/templates/" + r.PathValue("kind") + "?" + url.Values{"area": {s.office.Area(r)}}.Encode()
		return s.Go(w, r, at, ui.Done(ctx, done))
	}
	v, failed := s.view(r)
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, "papers.field", func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, form, problems)
		return templatePage(s.office.Shell(r, v.one.Name), v)
	})
}

// sent is the file that came with the form.
func sent(r *http.Request) (rpc.File, error) {
	file, header, err := r.FormFile("file")
	if err != nil || header.Size == 0 {
		return rpc.File{}, session.Mend(r.Context(), "file", "papers.no-file")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return rpc.File{}, fault.Internal(err)
	}
	return rpc.File{Name: header.Filename, Data: data}, nil
}

func (s templatePages) file(w http.ResponseWriter, r *http.Request) error {
	req, err := s.id(r)
	if err != nil {
		return err
	}
	body, err := session.Stream(r.Context(), s.Portal, casework.GetPaperTemplate, req)
	if err != nil {
		return err
	}
	return send(w, ui.T(r.Context(), "papers.kind."+req.Kind)+".docx", body)
}

func (s templatePages) id(r *http.Request) (casework.TemplateID, error) {
	req, err := session.Decode[casework.TemplateID](r)
	req.Area = s.office.Area(r)
	return req, err
}

// preview fills a version with the area's newest case, day or month.
func (s templatePages) preview(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := s.id(r)
	if err != nil {
		return err
	}
	req := casework.TryTemplateRequest{TemplateID: id}
	switch id.Kind {
	case "reception", "notice":
		days, err := session.Call(ctx, s.Portal, roster.ListDays, roster.ListDaysRequest{Area: id.Area, State: "published", Limit: 1})
		if err != nil || len(days.Items) == 0 {
			return s.nothing(w, r, id, err)
		}
		if day := days.Items[0]; id.Kind == "reception" {
			req.Day = day.ID
		} else {
			req.Station, req.Month = day.Station, day.Start.In(ui.Zone).Format("2006-01")
		}
	default:
		if req.Case, err = s.someCase(ctx, id); err != nil || req.Case == "" {
			return s.nothing(w, r, id, err)
		}
	}
	body, err := session.Stream(ctx, s.Portal, casework.TryPaperTemplate, req)
	if err != nil {
		return err
	}
	doc, err := read(body)
	if err != nil {
		return err
	}
	back := s.office.Base + "/templates/" + id.Kind + "?" + url.Values{"area": {id.Area}}.Encode()
	return session.Render(w, r, printPage(ui.T(ctx, "papers.kind."+id.Kind), back, doc))
}

// fitting are the steps in which a case has most of what a kind of paper says.
var fitting = map[string][]casework.Step{
	"handover": {casework.Handling, casework.Assigned}, "urging": {casework.Handling, casework.Assigned}, "report": {casework.Handling, casework.Assigned},
	"reply": {casework.Replied, casework.Awaiting, casework.Closed},
}

// someCase is a case of the area to fill a template with, "" where there is none.
func (s templatePages) someCase(ctx context.Context, id casework.TemplateID) (string, error) {
	tries := []casework.ListRequest{}
	for _, step := range fitting[id.Kind] {
		tries = append(tries, casework.ListRequest{Queue: "step", Step: string(step), Area: id.Area, Limit: 1})
	}
	for _, req := range append(tries, casework.ListRequest{Queue: "all", Area: id.Area, Limit: 1}) {
		page, err := session.Call(ctx, s.Portal, casework.ListCases, req)
		if err != nil || len(page.Items) > 0 {
			return first(page.Items), err
		}
	}
	return "", nil
}

func first(rows []casework.CaseRow) string {
	if len(rows) == 0 {
		return ""
	}
	return rows[0].ID
}

// nothing: there is nothing in the area yet that a template could be tried with.
func (s templatePages) nothing(w http.ResponseWriter, r *http.Request, id casework.TemplateID, err error) error {
	if err != nil {
		return err
	}
	at := s.office.Base + "/templates/" + id.Kind + "?" + url.Values{"area": {id.Area}}.Encode()
	return s.Go(w, r, at, ui.Notice{Tone: ui.Plain, Text: ui.T(r.Context(), "papers.nothing")})
}

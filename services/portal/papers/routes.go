// Package papers is the official papers of a station: what was issued about a
// case, a reception day or a month, what can be issued, and the templates that
// an office has of its own. Desk and county mount it under their own address.
package papers

import (
	"io"
	"net/http"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

type pages struct {
	*session.Portal
	office session.Office
}

// Routes serves the papers of an office on mux, which issuers issue and void.
func Routes(mux *http.ServeMux, p *session.Portal, office session.Office, issuers []authz.Role) {
	s := pages{p, office}
	base := office.Base + "/papers"
	p.Signed(mux, "GET "+base, s.list, office.Roles...)
	p.Signed(mux, "GET "+base+"/new", s.draft, issuers...)
	p.Signed(mux, "POST "+base, s.issue, issuers...)
	p.Signed(mux, "GET "+base+"/{id}", s.show, office.Roles...)
	p.Signed(mux, "GET "+base+"/{id}/print", s.print, office.Roles...)
	p.Signed(mux, "GET "+base+"/{id}/file", s.file, office.Roles...)
	p.Signed(mux, "POST "+base+"/{id}/void", s.void, issuers...)
	p.Signed(mux, "POST "+base+"/{id}/opening", s.open, issuers...)
}

func (s pages) path(id string) string { return s.office.Base + "/papers/" + id }

// listView is papers, all or those about one thing.
type listView struct {
	base   string
	papers []casework.Paper
	more   string
	rules  bool // may change templates
}

func (s pages) list(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[casework.ListPapersRequest](r)
	if err != nil {
		return err
	}
	req.Limit = 50
	page, err := session.Call(r.Context(), s.Portal, casework.ListPapers, req)
	if err != nil {
		return err
	}
	v := listView{base: s.office.Base, papers: page.Items, more: session.More(r, page.Next), rules: s.office.Base == "/county" && session.UserOf(r.Context()).Has(rulers...)}
	return session.Render(w, r, listPage(s.office.Shell(r, ui.T(r.Context(), "papers.title")), v))
}

// paperView is a paper's page.
type paperView struct {
	casework.Paper
	session.Returned
	base    string
	doc     docx.Doc
	mayVoid bool
}

func (v paperView) path() string { return v.base + "/papers/" + v.ID }

func (s pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, paperPage(s.office.Shell(r, v.Number), v))
}

func (s pages) view(r *http.Request) (paperView, error) {
	ctx := r.Context()
	id := r.PathValue("id")
	rec, err := session.Call(ctx, s.Portal, casework.GetPaper, casework.ByID{ID: id})
	v := paperView{Paper: rec.Paper, base: s.office.Base, mayVoid: session.UserOf(ctx).Has(voiders...)}
	if err != nil || v.Sealed {
		return v, err
	}
	v.doc, err = s.doc(r, id)
	return v, err
}

// rulers are who may change templates.
var rulers = []authz.Role{authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin}

// voiders are who may void papers.
var voiders = []authz.Role{authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.TownshipAdmin, authz.StationHead}

// doc reads the paper's file: what is printed is what the file says.
func (s pages) doc(r *http.Request, id string) (docx.Doc, error) {
	body, err := session.Stream(r.Context(), s.Portal, casework.GetPaperFile, casework.ByID{ID: id})
	if err != nil {
		return docx.Doc{}, err
	}
	return read(body)
}

func read(body io.ReadCloser) (docx.Doc, error) {
	defer body.Close()
	data, err := io.ReadAll(body)
	if err != nil {
		return docx.Doc{}, fault.Unavailable(err)
	}
	return docx.Read(data)
}

func (s pages) print(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	if v.Sealed {
		return s.Go(w, r, v.path())
	}
	return session.Render(w, r, printPage(v.Number, v.path(), v.doc))
}

func (s pages) file(w http.ResponseWriter, r *http.Request) error {
	rec, err := session.Call(r.Context(), s.Portal, casework.GetPaper, casework.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	body, err := session.Stream(r.Context(), s.Portal, casework.GetPaperFile, casework.ByID{ID: rec.ID})
	if err != nil {
		return err
	}
	return send(w, rec.Number+" "+rec.Title+".docx", body)
}

func (s pages) void(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[casework.Reasoned](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, casework.VoidPaper, req)
	}
	if err != nil {
		return s.again(w, r, "void", err)
	}
	return s.Go(w, r, s.path(req.ID), ui.Done(r.Context(), "papers.voided"))
}

// open gives a paper that names the person in full, for a purpose.
func (s pages) open(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[casework.OpenPaperRequest](r)
	var got casework.PaperFile
	if err == nil {
		got, err = session.Call(r.Context(), s.Portal, casework.OpenPaper, req)
	}
	if err != nil {
		return s.again(w, r, "open", err)
	}
	return SendFile(w, got.Name, got.Data)
}

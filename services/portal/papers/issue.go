package papers

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/docx"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// New is the address where a paper is looked at and issued.
func New(base string, about casework.PaperAbout) string {
	q := url.Values{"kind": {about.Kind}}
	for name, value := range map[string]string{"case": about.Case, "day": about.Day, "station": about.Station, "month": about.Month} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return base + "/papers/new?" + q.Encode()
}

// draftView is a paper before it is issued.
type draftView struct {
	casework.PaperAbout
	session.Returned
	base string
	doc  docx.Doc
}

func (v draftView) back() string {
	switch {
	case v.Case != "":
		return v.base + "/cases/" + v.Case
	case v.Month != "" && v.base == "/desk":
		return v.base + "/roster/" + v.Month
	}
	return v.base + "/papers"
}

func (s pages) draft(w http.ResponseWriter, r *http.Request) error {
	page, err := s.draftPage(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) draftPage(r *http.Request, back session.Returned) (templ.Component, error) {
	about, err := session.Decode[casework.PaperAbout](r)
	if err != nil {
		return nil, err
	}
	if back.Open("issue") {
		about.Note = "" // what was refused must not keep the page from being shown
	}
	body, err := session.Stream(r.Context(), s.Portal, casework.PreviewPaper, about)
	if err != nil {
		return nil, err
	}
	v := draftView{PaperAbout: about, Returned: back, base: s.office.Base}
	if v.doc, err = read(body); err != nil {
		return nil, err
	}
	return draftPage(s.office.Shell(r, ui.T(r.Context(), "papers.kind."+about.Kind)), v), nil
}

func (s pages) issue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[casework.IssuePaperRequest](r)
	var p casework.Paper
	if err == nil {
		p, err = session.Call(ctx, s.Portal, casework.IssuePaper, req)
	}
	if err == nil {
		return s.Go(w, r, s.path(p.ID), ui.Done(ctx, "papers.issued"))
	}
	page, failed := s.draftPage(r, session.Return(r, "issue", session.Problems(ctx, err, "papers.field")))
	if failed != nil {
		return err
	}
	return session.Again(w, r, err, "papers.field", func(ui.Problems) templ.Component { return page })
}

func (s pages) again(w http.ResponseWriter, r *http.Request, form string, problem error) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, "papers.field", func(problems ui.Problems) templ.Component {
		v.Returned = session.Return(r, form, problems)
		return paperPage(s.office.Shell(r, v.Number), v)
	})
}

func send(w http.ResponseWriter, name string, body io.ReadCloser) error {
	defer body.Close()
	head(w, name)
	_, _ = io.Copy(w, body) // the reader went away: nothing left to tell
	return nil
}

// SendFile gives the reader a Word file under its name.
func SendFile(w http.ResponseWriter, name string, data []byte) error {
	return send(w, name, io.NopCloser(bytes.NewReader(data)))
}

func head(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", docx.MediaType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

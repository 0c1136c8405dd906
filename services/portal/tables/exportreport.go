package tables

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// reports are the pages that are files, made in the background.
var reports = []string{"/county/board/report.docx", "/county/board/report.xlsx"}

// leaveReport has a report made in the background.
func (s pages) leaveReport(w http.ResponseWriter, r *http.Request, owner string, of *url.URL) error {
	j := &job{owner: owner, of: of.String(), caption: ui.T(r.Context(), "tables.report"+path.Ext(of.Path)), head: http.Header{}}
	if err := s.leave(r, j, func(r *http.Request) state { return s.report(r, j, of) }); err != nil {
		return err
	}
	return s.Go(w, r, exportsPath)
}

// report has the page at an address make its file, in the name of whoever asked.
func (s pages) report(r *http.Request, j *job, of *url.URL) state {
	ctx := session.Background(r.Context(), func(done, of int) { j.set(func(p *progress) { p.Done, p.Of = done, of }) })
	page := s.at(r.Clone(ctx), of)
	switch {
	case r.Context().Err() != nil: // what it stopped in the middle of is no failure
		return stopped
	case page.status != http.StatusOK:
		return page.end()
	}
	maps.Copy(j.head, page.header)
	return s.keep(r, j, func(w io.Writer) error {
		_, err := page.body.WriteTo(w)
		return err
	})
}

package tables

import (
	"bytes"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"lianluo/pkg/sheet"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// lists are the pages whose list can be had as a file.
var lists = []string{
	"/desk/cases", "/desk/deputies", "/county/cases",
	"/county/org/users", "/county/org/persons", "/county/org/stations", "/county/org/units", "/county/org/divisions", "/operate/audit",
}

// most is how many rows are asked for at once.
const most = 500

// quick is how many rows are written while the person waits; the rest of a
// longer list is written in the background.
const quick = 2000

// export gives a list as a file: it has the list's own page make its table, page
// by page, in the name of whoever asks. So the file holds what the page shows.
func (s pages) export(w http.ResponseWriter, r *http.Request) error {
	of, err := url.Parse(ui.Local(r.URL.Query().Get("of"), ""))
	if err != nil || !slices.Contains(lists, of.Path) && !slices.Contains(reports, of.Path) {
		return session.Missing(r.Context())
	}
	owner := session.UserOf(r.Context()).ID
	if s.exports.running(owner, of.String()) {
		return s.Go(w, r, exportsPath)
	}
	if slices.Contains(reports, of.Path) {
		return s.leaveReport(w, r, owner, of)
	}
	f := &file{of: of.String(), path: of.Path, next: firstPage(of)}
	for f.next != nil && f.rows < quick {
		if failed, err := s.write(r, f); failed != nil || err != nil {
			f.drop()
			return failed.show(w, err)
		}
	}
	if f.next == nil {
		defer f.drop()
		s.heads(w.Header(), f.caption)
		_ = f.out.Finish(w) // the reader went away: nothing left to tell
		return nil
	}
	j := &job{owner: owner, of: f.of, caption: f.caption, now: progress{Rows: f.rows}, head: http.Header{}}
	s.heads(j.head, f.caption)
	if err := s.leave(r, j, func(r *http.Request) state { return s.carryOn(r, j, f) }); err != nil {
		f.drop()
		return err
	}
	return s.Go(w, r, exportsPath)
}

// firstPage is the list from its beginning, in long pages.
func firstPage(of *url.URL) *url.URL {
	query := of.Query()
	query.Del("after")
	query.Set("limit", strconv.Itoa(most))
	first := *of
	first.RawQuery = query.Encode()
	return &first
}

// file is a list on its way into a file.
type file struct {
	of, path, caption string
	out               *sheet.Writer
	next              *url.URL // the page to write next; nil after the last
	rows              int
}

// drop lets go of what was written.
func (f *file) drop() {
	if f.out != nil {
		_ = f.out.Close() // its temporary file only
	}
}

// write adds the rows of the next page to the file.
func (s pages) write(r *http.Request, f *file) (failed *answer, err error) {
	t, failed := s.tableAt(r, f.next)
	if failed != nil {
		return failed, nil
	}
	if f.out == nil {
		if f.out, err = sheet.NewWriter(headings(t)...); err != nil {
			return nil, err
		}
		f.caption = t.Caption
	}
	for _, row := range t.Rows {
		cells, err := line(r.Context(), t, row)
		if err == nil {
			err = f.out.Row(cells...)
		}
		if err != nil {
			return nil, err
		}
		f.rows++
	}
	f.next, err = url.Parse(t.More)
	if err != nil || f.next.Path != f.path {
		f.next = nil
	}
	return nil, err
}

// tableAt is the table of the page at an address, or the page where it has none.
func (s pages) tableAt(r *http.Request, at *url.URL) (ui.Table, *answer) {
	var taken ui.Capture
	page := s.at(r.Clone(ui.WithCapture(r.Context(), &taken)), at)
	if page.status != http.StatusOK || len(taken.Tables) == 0 {
		return ui.Table{}, page
	}
	return taken.Tables[0], nil
}

// at is what stands at an address, for whoever asked.
func (s pages) at(inner *http.Request, at *url.URL) *answer {
	inner.URL, inner.RequestURI, inner.Form = at, at.RequestURI(), nil
	page := &answer{header: http.Header{}, status: http.StatusOK}
	s.mux.ServeHTTP(page, inner)
	return page
}

// heads says what is sent: an Excel file with the list's name and the day.
func (s pages) heads(h http.Header, caption string) {
	h.Set("Content-Type", sheet.MediaType)
	h.Set("Content-Disposition", attachment(caption+"-"+s.Now().In(ui.Zone).Format(time.DateOnly)+".xlsx"))
}

func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// answer is a page that was made for its table.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// show shows the page after all: it says what went wrong. Where there is none,
// it returns err.
func (a *answer) show(w http.ResponseWriter, err error) error {
	if a == nil {
		return err
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // as Render
	return nil
}

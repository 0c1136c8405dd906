package tables

import (
	"bytes"
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
	"/county/org/users", "/county/org/persons", "/county/org/stations", "/county/org/units",
}

// most is how many rows are asked for at once.
const most = 500

// export gives a list as a file: it has the list's own page make its table, page
// by page, in the name of whoever asks. So the file holds what the page shows.
func (s pages) export(w http.ResponseWriter, r *http.Request) error {
	of, err := url.Parse(ui.Local(r.URL.Query().Get("of"), ""))
	if err != nil || !slices.Contains(lists, of.Path) {
		return session.Missing(r.Context())
	}
	query := of.Query()
	query.Del("after")
	query.Set("limit", strconv.Itoa(most))
	of.RawQuery = query.Encode()
	t, failed := s.tableAt(r, of)
	if failed != nil {
		failed.replay(w)
		return nil
	}
	out, err := sheet.NewWriter(headings(t)...)
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }() // its temporary file only
	if failed, err = s.rows(r, out, t, of.Path); err != nil {
		return err
	}
	if failed != nil {
		failed.replay(w)
		return nil
	}
	w.Header().Set("Content-Type", sheet.MediaType)
	w.Header().Set("Content-Disposition", attachment(s.fileName(t.Caption)))
	_ = out.Finish(w) // the reader went away: nothing left to tell
	return nil
}

// rows writes the rows of the table and of all pages after it.
func (s pages) rows(r *http.Request, out *sheet.Writer, t ui.Table, path string) (failed *answer, err error) {
	for {
		for _, row := range t.Rows {
			cells, err := line(r.Context(), t, row)
			if err == nil {
				err = out.Row(cells...)
			}
			if err != nil {
				return nil, err
			}
		}
		next, err := url.Parse(t.More)
		if err != nil || next.Path != path {
			return nil, err
		}
		if t, failed = s.tableAt(r, next); failed != nil {
			return failed, nil
		}
	}
}

// tableAt is the table of the page at an address, or the page where it has none.
func (s pages) tableAt(r *http.Request, at *url.URL) (ui.Table, *answer) {
	var taken ui.Capture
	inner := r.Clone(ui.WithCapture(r.Context(), &taken))
	inner.URL, inner.RequestURI, inner.Form = at, at.RequestURI(), nil
	page := &answer{header: http.Header{}, status: http.StatusOK}
	s.mux.ServeHTTP(page, inner)
	if page.status != http.StatusOK || len(taken.Tables) == 0 {
		return ui.Table{}, page
	}
	return taken.Tables[0], nil
}

func (s pages) fileName(caption string) string {
	return caption + "-" + s.Now().In(ui.Zone).Format(time.DateOnly) + ".xlsx"
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

// replay shows the page after all: it says what went wrong.
func (a *answer) replay(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes()) // as Render
}

package tables

import (
	"context"
	"io"
	"maps"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// exportsPath is where somebody finds their exports again.
const exportsPath = "/exports"

func (s pages) mine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	jobs := s.exports.of(session.UserOf(ctx).ID, s.Now())
	for _, j := range jobs {
		if r.Header.Get("HX-Target") == j.bar() && j.look().State != running { // the bar asks, and there is more to show than a bar
			w.Header().Set("HX-Refresh", "true")
		}
	}
	return session.Render(w, r, exportsPage(s.Own(r, ui.T(ctx, "tables.exports")), jobs))
}

// fetch sends a file that was written, while the person may read what is in it.
func (s pages) fetch(w http.ResponseWriter, r *http.Request) error {
	j := s.exports.get(session.UserOf(r.Context()).ID, r.PathValue("id"))
	if j == nil {
		return session.Missing(r.Context())
	}
	right, err := s.right(r.Context())
	if err != nil {
		return err
	}
	if !j.keeps(right) {
		j.drop()
		return s.Go(w, r, exportsPath)
	}
	j.mu.Lock()
	made, size := j.made, j.now.Size
	j.mu.Unlock()
	if made == nil {
		return session.Missing(r.Context())
	}
	maps.Copy(w.Header(), j.head)
	http.ServeContent(w, r, "", j.began, io.NewSectionReader(made, 0, size))
	return nil
}

func (s pages) stop(w http.ResponseWriter, r *http.Request) error {
	j := s.exports.get(session.UserOf(r.Context()).ID, r.PathValue("id"))
	if j == nil {
		return session.Missing(r.Context())
	}
	j.cancel()
	return s.Go(w, r, exportsPath)
}

// bar is the name of the job's bar on the page.
func (j *job) bar() string { return "export-" + j.id }

// rowsOf is how many rows a list has; a report is not counted in rows.
func rowsOf(p progress) string {
	if p.Of > 0 {
		return "–"
	}
	return ui.Number(p.Rows)
}

// progressOf is the bar of a job that is under way.
func (j *job) progressOf(ctx context.Context, p progress) ui.Progress {
	bar := ui.Progress{ID: j.bar(), Label: ui.T(ctx, "tables.exporting", j.caption, ui.Number(p.Rows)), Poll: exportsPath}
	if p.Of > 0 {
		bar.Label, bar.Done, bar.Total = ui.T(ctx, "tables.reporting", j.caption), p.Done, p.Of
	}
	return bar
}

// exportRows are the exports that are no longer under way.
func exportRows(ctx context.Context, jobs []*job) []ui.Row {
	var out []ui.Row
	for _, j := range jobs {
		p := j.look()
		if p.State == running {
			continue
		}
		get := templ.Component(ui.Text(""))
		if p.State == ready {
			get = ui.Button{Label: ui.T(ctx, "tables.fetch"), Icon: "download", Small: true, Href: exportsPath + "/" + j.id}
		}
		out = append(out, ui.Row{Cells: []templ.Component{
			ui.Text(j.caption), ui.Moment(j.began), ui.Badge{Tone: p.State.tone(), Text: ui.T(ctx, "tables.export."+string(p.State))}, ui.Text(rowsOf(p)), get,
		}})
	}
	return out
}

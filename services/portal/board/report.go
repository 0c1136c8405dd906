package board

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"

	"lianluo/pkg/area"
	"lianluo/pkg/docx"
	"lianluo/pkg/sheet"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// report is what a period's report says, whichever form it takes: the page, the
// Word file and the Excel file are made from the same tables, and these from the
// board's own.
type report struct {
	title, lead string
	grids       []grid
}

func (v view) report(ctx context.Context) report {
	out := report{title: ui.T(ctx, "board.report-of", v.name, ui.DayText(ctx, v.counts.From), ui.DayText(ctx, v.counts.To)), lead: v.lead(ctx)}
	for _, g := range []grid{v.figureGrid(ctx), v.rates(ctx), v.times(ctx), v.trendGrid(ctx), v.categoryGrid(ctx), v.belowGrid(ctx)} {
		if len(g.lines) > 0 {
			out.grids = append(out.grids, g)
		}
	}
	return out
}

// figureGrid is the figures with their parts and definitions.
func (v view) figureGrid(ctx context.Context) grid {
	g := grid{id: "figures", caption: ui.T(ctx, "board.figures"), numbers: 1, heads: []string{ui.T(ctx, "board.figure"), ui.T(ctx, "board.number"), ui.T(ctx, "board.compared"), ui.T(ctx, "board.how")}}
	all := v.figures(ctx, v.counts)
	for _, more := range [][]counted{v.ranks(ctx), v.outcomes(ctx), v.projects(ctx)} {
		all = append(all, more...)
	}
	for _, f := range all {
		g.lines = append(g.lines, line{label: f.name(ctx), numbers: []counted{f}, words: []string{f.beside, how(ctx, f.figure)}})
	}
	return g
}

func (s pages) report(w http.ResponseWriter, r *http.Request) error {
	v, err := s.load(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, reportPage(v, v.report(r.Context())))
}

// large reports whether the division's reports take so long that nobody should
// wait for them: where every district or county has a line.
func large(code string) bool { return area.Code(code).Level() < area.LevelCounty }

// fileAt is where a report's file is had: at once, or among one's exports.
func (v view) fileAt(path string) string {
	if large(v.counts.Area) {
		return ui.FileOf(v.at(path, v.counts))
	}
	return v.at(path, v.counts)
}

// leaves leads whoever waits for a large report to their exports.
func (s pages) leaves(w http.ResponseWriter, r *http.Request) bool {
	if !large(s.Area(r)) || !session.Waiting(r.Context()) {
		return false
	}
	http.Redirect(w, r, ui.FileOf(r.URL.RequestURI()), http.StatusSeeOther)
	return true
}

func (s pages) reportDocx(w http.ResponseWriter, r *http.Request) error {
	if s.leaves(w, r) {
		return nil
	}
	v, err := s.load(r)
	if err != nil {
		return err
	}
	out := v.report(r.Context())
	attach(w, docx.MediaType, out.title+".docx")
	_, _ = w.Write(out.docx()) // the reader went away: nothing left to tell
	return nil
}

func (s pages) reportXlsx(w http.ResponseWriter, r *http.Request) error {
	if s.leaves(w, r) {
		return nil
	}
	v, err := s.load(r)
	if err != nil {
		return err
	}
	out := v.report(r.Context())
	var file bytes.Buffer
	if err := out.xlsx(&file); err != nil {
		return err
	}
	attach(w, sheet.MediaType, out.title+".xlsx")
	_, _ = w.Write(file.Bytes()) // as above
	return nil
}

func attach(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

// docx is the report as a Word file.
func (r report) docx() []byte {
	doc := docx.Doc{Blocks: []docx.Block{docx.Title(r.title), docx.Text(r.lead)}}
	for _, g := range r.grids {
		t := docx.Table{Rows: []docx.Row{docx.HeadRow(g.heads...)}}
		for i := range g.heads {
			t.Widths = append(t.Widths, g.width(i))
		}
		for _, l := range g.lines {
			row := docx.Row{Cells: []docx.Cell{docx.CellOf(l.label, docx.Left)}}
			for _, f := range l.numbers {
				row.Cells = append(row.Cells, docx.CellOf(ui.Number(f.n), docx.Right))
			}
			for _, words := range l.words {
				row.Cells = append(row.Cells, docx.CellOf(words, docx.Left))
			}
			t.Rows = append(t.Rows, row)
		}
		doc.Blocks = append(doc.Blocks, docx.Heading(1, g.caption), t)
	}
	return docx.Write(doc)
}

// width is a column's share of the page: numbers need less than words.
func (g grid) width(i int) int {
	if i > 0 && i <= g.numbers {
		return 2
	}
	return 4
}

// xlsx is the report as an Excel file of one sheet, its numbers as numbers.
func (r report) xlsx(out *bytes.Buffer) error {
	w, err := sheet.NewWriter(r.title)
	if err != nil {
		return err
	}
	defer func() { _ = w.Close() }() // its temporary file only
	rows := [][]any{{r.lead}}
	for _, g := range r.grids {
		head := []any{}
		for _, h := range g.heads {
			head = append(head, h)
		}
		rows = append(rows, []any{""}, []any{g.caption}, head)
		for _, l := range g.lines {
			row := []any{l.label}
			for _, f := range l.numbers {
				row = append(row, f.n)
			}
			for _, words := range l.words {
				row = append(row, words)
			}
			rows = append(rows, row)
		}
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			return err
		}
	}
	if err := w.Finish(out); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

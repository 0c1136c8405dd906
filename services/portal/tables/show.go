package tables

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// work is the bar that shows how far the work is.
const work = "work"

// importView is one import with some of its rows.
type importView struct {
	imports.Import
	at, up   string // its address, and that of the form
	list     string // of the things themselves
	state    imports.RowState
	rows     []ui.Row
	more     string
	problems ui.Problems
}

func (s importPages) show(w http.ResponseWriter, r *http.Request, ops imports.Ops) error {
	page, err := s.page(r, ops, nil)
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Target") == work && !page.busy() { // the bar asks, and there is more to show than a bar
		w.Header().Set("HX-Refresh", "true")
	}
	return session.Render(w, r, importPage(s.office.Shell(r, ui.T(r.Context(), "tables.import."+page.Kind)), page))
}

func (s importPages) page(r *http.Request, ops imports.Ops, problems ui.Problems) (v importView, err error) {
	ctx, kind := r.Context(), r.PathValue("kind")
	j, err := session.Call(ctx, s.Portal, ops.Get, imports.ByID{ID: r.PathValue("id")})
	if err != nil {
		return v, err
	}
	up := s.office.Base + "/imports/" + kind
	v = importView{Import: j, up: up, at: up + "/" + j.ID, list: s.office.Base + "/" + kind, problems: problems}
	v.state = v.chosen(imports.RowState(session.Value(r, "state")))
	page, err := session.Call(ctx, s.Portal, ops.Rows, imports.RowsRequest{ID: j.ID, State: v.state, After: session.Value(r, "after")})
	if err != nil {
		return v, err
	}
	for _, row := range page.Items {
		v.rows = append(v.rows, v.row(ctx, row))
	}
	v.more = session.More(r, page.Next)
	return v, nil
}

// steer stops or undoes an import.
func (s importPages) steer(w http.ResponseWriter, r *http.Request, op rpc.Op[imports.ByID, imports.Import]) error {
	_, err := session.Call(r.Context(), s.Portal, op, imports.ByID{ID: r.PathValue("id")})
	return s.after(w, r, err)
}

func (s importPages) run(w http.ResponseWriter, r *http.Request, ops imports.Ops) error {
	_, err := session.Call(r.Context(), s.Portal, ops.Run, imports.RunRequest{ID: r.PathValue("id"), Partial: session.Value(r, "partial") == "true"})
	return s.after(w, r, err)
}

// after leads back to the import, or shows it with what was refused.
func (s importPages) after(w http.ResponseWriter, r *http.Request, err error) error {
	at := s.office.Base + "/imports/" + r.PathValue("kind") + "/" + r.PathValue("id")
	if err == nil {
		return s.Go(w, r, at)
	}
	v, failed := s.page(r, Kinds[r.PathValue("kind")], session.Problems(r.Context(), err, "tables.field"))
	if failed != nil {
		return failed
	}
	page := importPage(s.office.Shell(r, ui.T(r.Context(), "tables.import."+v.Kind)), v)
	return session.Again(w, r, err, "tables.field", func(ui.Problems) templ.Component { return page })
}

// chosen is the rows to show: those asked for, else those that need somebody.
func (v importView) chosen(asked imports.RowState) imports.RowState {
	switch {
	case asked != "":
		return asked
	case v.Kept > 0:
		return imports.RowKept
	case v.Bad > 0:
		return imports.RowBad
	case v.Made > 0:
		return imports.RowMade
	}
	return imports.RowGood
}

func (v importView) row(ctx context.Context, r imports.Row) ui.Row {
	var words []string
	if r.Says != nil && len(r.Problems) == 0 {
		words = append(words, r.Says.In(string(ui.PrefsOf(ctx).Lang)))
	}
	for _, p := range r.Problems {
		text := p.Text.In(string(ui.PrefsOf(ctx).Lang))
		if p.Column != "" {
			text = ui.T(ctx, "tables.at", p.Column, text)
		}
		words = append(words, text)
	}
	row := ui.Row{Cells: []templ.Component{
		ui.Text(ui.T(ctx, "tables.row", r.Row)), ui.Text(r.Label), rowBadge(ctx, r.State), ui.Text(strings.Join(words, ui.T(ctx, "tables.and"))),
	}}
	if r.State == imports.RowMade || r.State == imports.RowKept {
		thing, _, _ := strings.Cut(r.ID, ".") // staff: the account, and what it was given
		row.Href = v.list + "/" + thing
	}
	return row
}

func rowBadge(ctx context.Context, s imports.RowState) ui.Badge {
	tones := map[imports.RowState]ui.Tone{imports.RowGood: ui.Good, imports.RowMade: ui.Good, imports.RowBad: ui.Bad, imports.RowKept: ui.Warn, imports.RowUndone: ui.Stopped}
	return ui.Badge{Tone: tones[s], Text: ui.T(ctx, "tables.rows."+string(s))}
}

func stateBadge(ctx context.Context, s imports.State) ui.Badge {
	tones := map[imports.State]ui.Tone{imports.Checked: ui.Warn, imports.Finished: ui.Good, imports.Failed: ui.Bad, imports.Stopped: ui.Stopped, imports.Undone: ui.Stopped}
	tone, ok := tones[s]
	if !ok {
		tone = ui.Active
	}
	return ui.Badge{Tone: tone, Text: ui.T(ctx, "tables.state."+string(s))}
}

// busy: something is being done in the background.
func (v importView) busy() bool {
	return v.State == imports.Reading || v.State == imports.Checking || v.State == imports.Running || v.State == imports.Undoing
}

// good is how many rows can be taken over.
func (v importView) good() int { return v.Rows - v.Bad - v.Made }

// ready: somebody may give the word.
func (v importView) ready() bool {
	return !v.Forgotten && v.good() > 0 && (v.State == imports.Checked || v.State == imports.Stopped && v.Checked == v.Rows)
}

func (v importView) undoable() bool { return !v.busy() && v.Made > 0 }

// views are the rows that one can look at.
func (v importView) views(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "tables.rows")}
	for _, s := range []imports.RowState{imports.RowBad, imports.RowGood, imports.RowMade, imports.RowKept, imports.RowUndone} {
		if s == v.state {
			tabs.Open = len(tabs.Items)
		}
		tabs.Items = append(tabs.Items, ui.NavItem{Href: v.at + "?state=" + string(s), Label: ui.T(ctx, "tables.rows."+string(s))})
	}
	return tabs
}

// runLabel says what will be done: all rows, or the good ones only.
func runLabel(ctx context.Context, v importView) string {
	if v.Bad > 0 {
		return ui.T(ctx, "tables.run-partly", ui.Number(v.good()), ui.Number(v.Bad))
	}
	return ui.T(ctx, "tables.run", ui.Number(v.good()))
}

// rows are what was imported before.
func (v sendView) rows(ctx context.Context) []ui.Row {
	var out []ui.Row
	for _, j := range v.before {
		out = append(out, ui.Row{Href: v.at() + "/" + j.ID, Cells: []templ.Component{
			ui.Text(j.File), ui.Moment(j.At), stateBadge(ctx, j.State), ui.Text(ui.Number(j.Rows)), ui.Text(ui.Number(j.Made)),
		}})
	}
	return out
}

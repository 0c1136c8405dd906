package deputy

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"lianluo/api/insight"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// fileView is a year's file, or the part of it that a figure leads to.
type fileView struct {
	insight.File
	this int // year
	show string
}

func (s pages) file(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[insight.FileRequest](r)
	if err != nil {
		return err
	}
	req.Person = "me"
	file, err := session.Call(ctx, s.Portal, insight.GetFile, req)
	if err != nil {
		return err
	}
	v := fileView{File: file, this: s.Now().In(ui.Zone).Year(), show: session.Value(r, "show")}
	if v.Year == 0 {
		v.Year = v.this
	}
	return session.Render(w, r, filePage(s.shell(r, ui.T(ctx, "deputy.file")), v))
}

func (v fileView) at(show string) string {
	return "/d/file?year=" + strconv.Itoa(v.Year) + "&show=" + show + "#entries"
}

func (v fileView) years(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "deputy.year")}
	for i, year := range []int{v.this, v.this - 1, v.this - 2} {
		tabs.Items = append(tabs.Items, ui.NavItem{Href: "/d/file?year=" + strconv.Itoa(year), Label: ui.T(ctx, "deputy.year-of", year)})
		if v.Year == year {
			tabs.Open = i
		}
	}
	return tabs
}

func (v fileView) stats(ctx context.Context) []ui.Stat {
	absences := ui.Stat{Label: ui.T(ctx, "deputy.absences"), Value: ui.Number(v.Absences), Href: v.at("absences")}
	if v.Absences > 0 {
		absences.Tone = ui.Warn
	}
	return []ui.Stat{
		{Label: ui.T(ctx, "deputy.receptions"), Value: ui.Number(v.Receptions), Href: v.at("receptions")},
		{Label: ui.T(ctx, "deputy.cases"), Value: ui.Number(v.Cases), Href: v.at("cases")},
		{Label: ui.T(ctx, "deputy.closed"), Value: ui.Number(v.Closed), Href: v.at("closed")},
		{Label: ui.T(ctx, "deputy.satisfied"), Value: ui.Percent(v.Satisfied, v.Closed), Href: v.at("closed"), Change: ui.T(ctx, "deputy.of", v.Satisfied, v.Closed)},
		absences,
	}
}

// part says to which figure an entry belongs.
func part(e insight.FileEntry) string {
	switch {
	case e.What == "MarkedAbsent":
		return "absences"
	case e.What == "CaseClosed":
		return "closed"
	case strings.HasPrefix(e.Object, "case/"):
		return "cases"
	case strings.HasPrefix(e.Object, "project/"):
		return "visits"
	}
	return "receptions"
}

// shown are the entries behind the chosen figure, all where none is chosen.
func (v fileView) shown() []insight.FileEntry {
	if v.show == "" {
		return v.Entries
	}
	var out []insight.FileEntry
	for _, e := range v.Entries {
		if part(e) == v.show {
			out = append(out, e)
		}
	}
	return out
}

// act says in words what was done.
func act(ctx context.Context, what string) string {
	for _, key := range []string{"deputy.act." + what, "cases.event." + what} {
		if ui.HasText(key) {
			return ui.T(ctx, key)
		}
	}
	return what
}

// page is where the entry's object is shown, "" for none.
func page(e insight.FileEntry) string {
	if id, ok := strings.CutPrefix(e.Object, "case/"); ok {
		return "/d/cases/" + id
	}
	if id, ok := strings.CutPrefix(e.Object, "project/"); ok {
		return "/d/projects/" + id
	}
	return ""
}

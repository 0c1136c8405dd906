package search

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/pkg/area"
	"lianluo/pkg/words"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/ui"
)

// row is one thing that was found.
type row struct {
	href, icon     string
	title, excerpt []words.Part
	meta           []string
	badge          templ.Component // may be nil
	moment         templ.Component
}

var icons = map[insight.FoundKind]string{
	insight.FoundPerson: "user", insight.FoundStation: "landmark", insight.FoundReception: "calendar-days", insight.FoundNotice: "megaphone",
}

func (s pages) caseRow(ctx context.Context, v *view, c casework.CaseRow) row {
	return row{
		href: s.office.Base + "/cases/" + c.ID, icon: "message-square", title: v.query.Marked(c.Title), excerpt: v.query.Marked(c.Excerpt),
		meta:  ui.Parts(ui.T(ctx, "search.kind.case"), c.Number, c.StationName, c.UnitName),
		badge: cases.StepBadge(ctx, c.Step), moment: ui.Moment(c.ReceivedAt),
	}
}

func (s pages) otherRow(ctx context.Context, v *view, f insight.Found) row {
	out := row{
		href: s.href(f), icon: icons[f.Kind], title: v.query.Marked(f.Title), excerpt: v.query.Marked(f.Excerpt),
		meta: ui.Parts(ui.T(ctx, "search.kind."+string(f.Kind)), s.Tree().Path(area.Code(f.Area))),
	}
	if f.Kind == insight.FoundReception || f.Kind == insight.FoundNotice {
		out.moment = ui.Moment(f.At)
	}
	if f.Ended {
		out.badge = ui.Badge{Text: ui.T(ctx, "search.ended."+string(f.Kind))}
	}
	return out
}

// tabs are the kinds with what is found of each.
func (v view) tabs(ctx context.Context) ui.Tabs {
	out := ui.Tabs{Label: ui.T(ctx, "search.kinds")}
	add := func(kind, count string) {
		query := url.Values{"q": {v.typed}}
		label := ui.T(ctx, "search.kind.all")
		if kind != "" {
			query.Set("kind", kind)
			label = ui.T(ctx, "search.kind."+kind)
		}
		if count != "" {
			label += " " + count
		}
		if kind == v.kind {
			out.Open = len(out.Items)
		}
		out.Items = append(out.Items, ui.NavItem{Href: v.base + "?" + query.Encode(), Label: label})
	}
	add("", "")
	add(kindCase, bounded(v.cases, v.moreCases))
	if v.staff >= 0 {
		add(kindStaff, bounded(v.staff, v.moreStaff))
	}
	for _, kind := range insight.FoundKinds {
		if v.counts != nil {
			add(string(kind), bounded(v.counts[kind], v.counts[kind] >= insight.MostCounted))
		}
	}
	return out
}

// marked writes the parts with what was looked for marked, and no blank between
// them, which a template would put there.
func marked(parts []words.Part) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, p := range parts {
			if text := templ.EscapeString(p.Text); p.Hit {
				b.WriteString("<mark>" + text + "</mark>")
			} else {
				b.WriteString(text)
			}
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// bounded is a count, or the least that it is.
func bounded(n int, more bool) string {
	if more {
		return strconv.Itoa(n) + "+"
	}
	return strconv.Itoa(n)
}

// onward reports whether nothing was found so far, and older things are still to
// be looked through.
func (v view) onward() bool { return len(v.rows) == 0 && v.next != "" }

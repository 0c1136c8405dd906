package papers

import (
	"context"
	"fmt"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/docx"
	"lianluo/services/portal/ui"
)

func kindOf(ctx context.Context, kind string) string { return ui.T(ctx, "papers.kind."+kind) }

func stateOf(ctx context.Context, p casework.Paper) ui.Badge {
	if p.Voided != nil {
		return ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "papers.void")}
	}
	return ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "papers.valid")}
}

func (v listView) rows(ctx context.Context) []ui.Row {
	var rows []ui.Row
	for _, p := range v.papers {
		rows = append(rows, ui.Row{Href: v.base + "/papers/" + p.ID, Cells: []templ.Component{
			ui.Text(p.Number), ui.Text(kindOf(ctx, p.Kind)), ui.Text(p.Title), ui.Text(p.OfficeName), ui.Moment(p.At), stateOf(ctx, p),
		}})
	}
	return rows
}

func (v paperView) facts(ctx context.Context) ui.Facts {
	template := ui.T(ctx, "papers.built-in")
	if v.Template.Version > 0 {
		template = ui.T(ctx, "papers.template-of", v.Template.Area, v.Template.Version)
	}
	all := ui.Facts{
		{Name: ui.T(ctx, "papers.fact.kind"), Value: ui.Text(kindOf(ctx, v.Kind))},
		{Name: ui.T(ctx, "papers.fact.office"), Value: ui.Text(v.OfficeName)},
		{Name: ui.T(ctx, "papers.fact.by"), Value: ui.Text(v.ByName)},
		{Name: ui.T(ctx, "papers.fact.at"), Value: ui.Moment(v.At)},
		{Name: ui.T(ctx, "papers.fact.template"), Value: ui.Text(template)},
		{Name: ui.T(ctx, "papers.fact.hash"), Value: ui.Code(v.Hash[:min(16, len(v.Hash))])},
	}
	if v.Case != "" {
		all = append(all, ui.Fact{Name: ui.T(ctx, "papers.fact.case"), Value: ui.Link(v.base+"/cases/"+v.Case, v.Title)})
	}
	return all
}

// The sheet's forms are classes: the content policy lets no style stand in a page.

func paraClass(p docx.Para) string {
	out := "al-" + string(p.Align)
	if p.Align == "" {
		out = "al-both"
	}
	if p.Indent > 0 {
		out += fmt.Sprintf(" in-%d", min(p.Indent, 4))
	}
	if p.FromRight > 0 {
		out += fmt.Sprintf(" fr-%d", min(p.FromRight, 8))
	}
	if p.Rule != "" {
		out += " rule"
		if colorClass(p.Rule) != "" {
			out += " rule-red"
		}
	}
	if p.Break {
		out += " break"
	}
	return out
}

// sizes are the steps that sizes are shown in, in half points.
var sizes = []int{18, 21, 24, 28, 30, 32, 36, 44, 52, 72, 84}

var fonts = map[docx.Font]string{docx.XiaoBiao: "xbs", docx.Hei: "hei", docx.Kai: "kai", docx.Song: "song"}

func runClass(r docx.Run) string {
	size := sizes[0]
	for _, s := range sizes {
		if s <= r.Size {
			size = s
		}
	}
	if r.Size == 0 {
		size = docx.Sanhao
	}
	out := fmt.Sprintf("sz-%d", size)
	if f := fonts[r.Font]; f != "" {
		out += " f-" + f
	}
	if r.Bold {
		out += " bold"
	}
	return out + " " + colorClass(r.Color)
}

// colorClass: official papers are black, and red at the head.
func colorClass(color string) string {
	if len(color) == 6 && color[:2] >= "C0" && color[2:4] < "60" && color[4:] < "60" {
		return "red"
	}
	return ""
}

// percent is a column's share of the table's width.
func percent(t docx.Table, i int) string {
	sum := 0
	for _, w := range t.Widths {
		sum += w
	}
	return fmt.Sprintf("%d%%", t.Widths[i]*100/max(sum, 1))
}

func span(c docx.Cell) int { return max(c.Span, 1) }

func empty(p docx.Para) bool {
	for _, r := range p.Runs {
		if r.Text != "" {
			return false
		}
	}
	return true
}

// noteHint is what the added words are for in a kind of paper.
func noteHint(kind string) string {
	if kind == "report" {
		return "report"
	}
	return "other"
}

package tables

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"lianluo/services/portal/ui"
)

// line is a row of the table as texts and numbers, without the columns of actions.
func line(ctx context.Context, t ui.Table, r ui.Row) ([]any, error) {
	var out []any
	for i, c := range t.Columns {
		if c.Hidden {
			continue
		}
		text := ""
		if i < len(r.Cells) {
			var err error
			if text, err = textOf(ctx, r.Cells[i]); err != nil {
				return nil, err
			}
		}
		out = append(out, value(c, text))
	}
	return out, nil
}

// value is a figure where the column holds figures, so that one can reckon with it.
func value(c ui.Column, text string) any {
	if c.Number {
		if n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64); err == nil {
			return n
		}
	}
	return text
}

func headings(t ui.Table) []string {
	var out []string
	for _, c := range t.Columns {
		if !c.Hidden {
			out = append(out, c.Label)
		}
	}
	return out
}

// textOf is what a person reads in the cell. A time is written out: what was
// "2 hours ago" on the page would be wrong in a file.
func textOf(ctx context.Context, cell templ.Component) (string, error) {
	var out strings.Builder
	if err := cell.Render(ctx, &out); err != nil {
		return "", err
	}
	return words(out.String()), nil
}

func words(source string) string {
	var parts []string
	whole := "" // what stands for the element that is being passed over
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: the source is our own
			return strings.Join(parts, " ")
		case html.TextToken:
			if text := strings.Join(strings.Fields(string(z.Text())), " "); text != "" && whole == "" {
				parts = append(parts, text)
			}
		case html.StartTagToken:
			if t := z.Token(); t.Data == "time" {
				whole = attr(t, "title")
			}
		case html.EndTagToken:
			if t := z.Token(); t.Data == "time" && whole != "" {
				parts, whole = append(parts, whole), ""
			}
		}
	}
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

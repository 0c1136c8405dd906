package ui

import (
	"context"
	"net/url"
)

// Capture takes the tables of a page instead of showing them, so that a list
// goes into a file with the very rows and columns that people see.
type Capture struct{ Tables []Table }

type captureKey struct{}

// WithCapture returns a context whose pages hand their tables to c.
func WithCapture(ctx context.Context, c *Capture) context.Context {
	return context.WithValue(ctx, captureKey{}, c)
}

// Captured reports whether the page is made for its table, which goes into a file.
func Captured(ctx context.Context) bool {
	_, ok := ctx.Value(captureKey{}).(*Capture)
	return ok
}

// captured reports whether the table was taken.
func captured(ctx context.Context, t Table) bool {
	c, ok := ctx.Value(captureKey{}).(*Capture)
	if ok {
		c.Tables = append(c.Tables, t)
	}
	return ok
}

// ExportPath serves the list or the report at the address "of" as a file.
const ExportPath = "/export"

// FileOf is the address that has the file at an address made in the background,
// to be found among one's exports.
func FileOf(at string) string { return ExportPath + "?" + url.Values{"of": {at}}.Encode() }

// ExportOf is the address that gives the list of the page being shown as a file.
func ExportOf(ctx context.Context) string { return FileOf(PrefsOf(ctx).Path) }

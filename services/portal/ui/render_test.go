package ui

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// render gives a component's markup.
func render(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// around renders a component with one child.
func around(t *testing.T, ctx context.Context, outer, inner templ.Component) string {
	t.Helper()
	return render(t, templ.WithChildren(ctx, inner), outer)
}

// wants checks that markup holds all of these.
func wants(t *testing.T, markup string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(markup, want) {
			t.Errorf("%q is missing in\n%s", want, markup)
		}
	}
}

// lacks checks that markup holds none of these.
func lacks(t *testing.T, markup string, all ...string) {
	t.Helper()
	for _, no := range all {
		if strings.Contains(markup, no) {
			t.Errorf("%q should not be in\n%s", no, markup)
		}
	}
}

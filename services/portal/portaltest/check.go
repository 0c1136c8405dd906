package portaltest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Expect stops the test unless got is want.
func Expect(t testing.TB, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// Says stops the test unless a person reads all of the words on the page.
func Says(t testing.TB, a Answer, words ...string) {
	t.Helper()
	text := a.Text(t)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Fatalf("%d: no %q in: %s", a.Status, w, text)
		}
	}
}

// Silent stops the test if one of the words stands anywhere in the page, markup
// included.
func Silent(t testing.TB, a Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body, w) {
			t.Fatalf("%q must not stand in: %s", w, a.Text(t))
		}
	}
}

// Refused stops the test unless a form came back with the words.
func Refused(t testing.TB, a Answer, words ...string) {
	t.Helper()
	Expect(t, "status", a.Status, http.StatusUnprocessableEntity)
	Says(t, a, words...)
}

// Does submits a page's form and follows where it leads; it stops the test when
// the form comes back.
func Does(t testing.TB, b *Browser, page, action string, values url.Values) Answer {
	t.Helper()
	got := b.Submit(b.Get(page), action, values)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", action, got.Status, got.Text(t))
	}
	return b.Follow(got)
}

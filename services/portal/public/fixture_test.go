package public_test

import (
	"net/http"
	"strings"
	"testing"

	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/public"
)

const atStation = "/s/" + portaltest.StationCode

func start(t *testing.T, fakes ...portaltest.Fake) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(public.Routes), fakes...).Visitor(t)
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func says(t *testing.T, a portaltest.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.Text(t), w) {
			t.Errorf("no %q in: %s", w, a.Text(t))
		}
	}
}

func silent(t *testing.T, a portaltest.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body, w) {
			t.Errorf("%q must not stand in: %s", w, a.Text(t))
		}
	}
}

func refused(t *testing.T, a portaltest.Answer, words ...string) {
	t.Helper()
	expect(t, "status", a.Status, http.StatusUnprocessableEntity)
	says(t, a, words...)
}

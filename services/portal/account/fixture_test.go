package account_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/account"
	"lianluo/services/portal/portaltest"
)

const officer = authz.LiaisonOfficer

func start(t *testing.T, fakes ...portaltest.Fake) *portaltest.Site {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(account.Routes), fakes...)
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

func credentials(login, password string) url.Values {
	return url.Values{"login": {login}, "password": {password}}
}

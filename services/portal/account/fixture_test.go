package account_test

import (
	"net/url"
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

func credentials(login, password string) url.Values {
	return url.Values{"login": {login}, "password": {password}}
}

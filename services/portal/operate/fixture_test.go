package operate_test

import (
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/operate"
	"lianluo/services/portal/portaltest"
)

const officer = authz.LiaisonOfficer

func start(t *testing.T, fakes ...portaltest.Fake) *portaltest.Site {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(operate.Routes), fakes...)
}

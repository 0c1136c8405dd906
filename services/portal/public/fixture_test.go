package public_test

import (
	"testing"

	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/public"
)

const atStation = "/s/" + portaltest.StationCode

func start(t *testing.T, fakes ...portaltest.Fake) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(public.Routes), fakes...).Visitor(t)
}

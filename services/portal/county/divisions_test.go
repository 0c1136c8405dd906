package county_test

import (
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

func TestDivisionsAreListedAndGoneDownInto(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/org/divisions?area=" + here)
	portaltest.Says(t, page, "辰阳镇", "431223100", "乡级", "从 Excel 导入")
	holds(t, page, `/county/org/divisions?area=431223100`, "/export?of=")
	portaltest.Says(t, b.Get("/county/org/divisions?area=431223100"), "还没有登记下级区划")
	portaltest.Expect(t, "where a change stands", b.Get("/county/org/divisions/431223100-20260301").Location(), "/county/org/divisions?area=431223")
	portaltest.Expect(t, "nothing", b.Get("/county/org/divisions/x").Location(), "/county/org/divisions")
}

func TestOnlyCountiesAndAboveImportDivisions(t *testing.T) {
	_, b := start(t, authz.TownshipAdmin)
	if page := b.Get("/county/org/divisions"); strings.Contains(page.Body, "/imports/divisions") {
		t.Error("a township is offered the import")
	}
}

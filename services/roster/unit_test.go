package roster

import (
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

func office(name string, duties ...api.Duty) api.UnitDraft {
	return api.UnitDraft{Name: name, Level: "county", Phone: "0745-5230000", Duties: duties}
}

func TestUnits(t *testing.T) {
	f := start(t)
	u := apptest.Call(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: chenxi, UnitDraft: office("县交通局", api.Duty{Category: "01"}, api.Duty{Category: "0203", Area: town})})
	if u.AreaName != "湖南省怀化市辰溪县" || u.Duties[0].Area != chenxi || u.Duties[1].Area != town {
		t.Errorf("%+v", u)
	}
	got := apptest.Call(t, f.county, api.UpdateUnit, api.UpdateUnitRequest{ID: u.ID, UnitDraft: office("县交通运输局")})
	if got.Name != "县交通运输局" || len(got.Duties) != 0 {
		t.Errorf("%+v", got)
	}
	apptest.Call(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: town, UnitDraft: office("镇农业站")})
	if page := apptest.Call(t, f.county, api.ListUnits, api.ListRequest{Words: "镇"}); len(page.Items) != 1 || page.Items[0].Name != "镇农业站" {
		t.Errorf("by name: %+v", page.Items)
	}
	if page := apptest.Call(t, f.county, api.ListUnits, api.ListRequest{Area: town}); len(page.Items) != 1 {
		t.Errorf("by area: %+v", page.Items)
	}
	retired := apptest.Call(t, f.county, api.RetireUnit, api.Reasoned{ID: u.ID, Reason: "机构改革"})
	if !retired.Retired.Equal(f.Clock.Now()) {
		t.Errorf("%+v", retired)
	}
	if page := apptest.Call(t, f.county, api.ListUnits, api.ListRequest{}); len(page.Items) != 1 {
		t.Errorf("retired units are listed: %+v", page.Items)
	}
	if got := apptest.Call(t, f.county, api.GetUnit, api.ByID{ID: u.ID}); got.Retired.IsZero() {
		t.Errorf("%+v", got)
	}
	apptest.Call(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: chenxi, UnitDraft: office("县交通运输局")}) // the name is free again
}

func TestUnitsRefuse(t *testing.T) {
	f := start(t)
	u := apptest.Call(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: chenxi, UnitDraft: office("县水利局")})
	apptest.Refused(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: chenxi, UnitDraft: office("县水利局")}, "roster.unit_taken")
	apptest.Refused(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: yuanling, UnitDraft: office("沅陵水利局")}, "unit.not_found")
	apptest.Refused(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: "431299", UnitDraft: office("无")}, "rpc.content")
	apptest.Refused(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: "431299", UnitDraft: office("无此县局")}, "area.unknown")
	apptest.Refused(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: chenxi, UnitDraft: office("县林业局", api.Duty{Category: "01", Area: yuanling})}, "roster.duty_area")
	neighbour := f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling})
	apptest.Refused(t, neighbour, api.GetUnit, api.ByID{ID: u.ID}, "unit.not_found")
	apptest.Refused(t, neighbour, api.RetireUnit, api.Reasoned{ID: u.ID, Reason: "越权"}, "unit.not_found")
	own := f.as(authz.Assignment{Role: authz.HandlingUnit, Area: chenxi, Unit: u.ID})
	if got := apptest.Call(t, own, api.GetUnit, api.ByID{ID: u.ID}); got.Name != "县水利局" {
		t.Errorf("%+v", got)
	}
	apptest.Refused(t, own, api.UpdateUnit, api.UpdateUnitRequest{ID: u.ID, UnitDraft: office("自己改名")}, "denied")
	apptest.Call(t, f.county, api.RetireUnit, api.Reasoned{ID: u.ID, Reason: "撤并"})
	apptest.Refused(t, f.county, api.RetireUnit, api.Reasoned{ID: u.ID, Reason: "再撤"}, "roster.unit_retired")
	apptest.Refused(t, f.county, api.UpdateUnit, api.UpdateUnitRequest{ID: u.ID, UnitDraft: office("县水利局")}, "roster.unit_retired")
}

package casework

import (
	"testing"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
)

// What holds a case is shown by the name it has now; what it did, by the name it
// had then.
func TestHoldersAreShownByTheirNamesOfNow(t *testing.T) {
	w := start(t)
	r := w.registers(zhang, "大桥村路灯坏了")
	w.replied(r.Case)
	w.stations.Tell(t, "station", "st1", "", station.StationUpdated.New(station.Changed{
		Station: "st1", Code: "Cst1", Name: "新站名", Phone: "0745-5232100", Area: town, State: station.Open,
	}))
	w.roster.Tell(t, "object", "u1", "", roster.UnitUpdated.New(roster.UnitChanged{Unit: "u1", Name: "新供电所", Area: town, Level: "township"}))
	follow := casework.FollowRequest{Number: r.Number, Code: r.Code}
	apptest.Eventually(t, "both are called anew", func() bool {
		p := apptest.Call(t, w.public, casework.FollowCase, follow)
		return p.Station == "新站名" && p.StationPhone == "0745-5232100" && p.Unit == "新供电所"
	})
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	if c.StationName != "新站名" || c.UnitName != "新供电所" || c.Replies[0].UnitName != "镇供电所" {
		t.Errorf("%s, %s, replied by %s", c.StationName, c.UnitName, c.Replies[0].UnitName)
	}
	for _, e := range c.Timeline {
		if e.What == "CaseAssigned" && e.Note != "镇供电所" {
			t.Errorf("assigned to %s", e.Note)
		}
	}
	row := apptest.Call(t, w.officer, casework.ListCases, casework.ListRequest{}).Items[0]
	if row.StationName != "新站名" || row.UnitName != "新供电所" {
		t.Errorf("%+v", row)
	}
}

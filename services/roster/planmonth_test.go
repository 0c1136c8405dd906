package roster

import (
	"strings"
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
)

func TestPlanAndPublish(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(2, "甲")
	made := f.plan("甲")
	if len(made.Days) != 1 || len(made.Shortages) != 0 || len(made.Loads) != 4 {
		t.Fatalf("%+v", made)
	}
	d := made.Days[0]
	// The 15th of March 2026 is a Sunday: the rule moves it to Monday.
	if !d.Start.Equal(at(16, 9)) || d.End.Sub(d.Start).Minutes() != 150 || d.State != api.DayPlanned || d.Place != "甲路1号" || d.StationName != "甲站" {
		t.Errorf("%+v", d)
	}
	if len(d.Shifts) != 2 || of(d, "official").Person == "" || of(d, "grassroots").State != api.ShiftAssigned {
		t.Errorf("%+v", d.Shifts)
	}
	m := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: month})
	if len(m.Violations) != 0 || m.NoticeDays != 3 || !m.PublishBy.Equal(calendar.NewDate(2026, 3, 13).End()) {
		t.Errorf("%+v", m)
	}
	out := f.publish("甲")
	if out.People != 2 || out.Late != 0 || out.Days[0].State != api.DayPublished || out.Days[0].PublishedAt.IsZero() {
		t.Errorf("%+v", out)
	}
	apptest.Refused(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month}, "roster.nothing_planned")
	again := f.plan("甲")
	if len(again.Days) != 0 || len(again.Shortages) != 0 {
		t.Errorf("an announced month is planned anew: %+v", again)
	}
}

func TestPlanOfAnAreaSharesDeputies(t *testing.T) {
	f := start(t)
	f.stations(town, "甲", "乙")
	f.person("官共", true, "甲", "乙")
	f.person("民甲", false, "甲")
	f.person("民乙", false, "乙")
	made := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Area: chenxi, Month: month})
	// Both rules say the 16th, and one official cannot be in both stations.
	if len(made.Days) != 2 || len(made.Shortages) == 0 {
		t.Fatalf("%+v", made)
	}
	if !strings.Contains(strings.Join(made.Shortages, ""), "同日") {
		t.Errorf("the shortage gives no cause: %q", made.Shortages)
	}
	township := f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other})
	apptest.Refused(t, township, api.PlanMonth, api.PlanRequest{Area: town, Month: month}, "roster.no_stations")
	apptest.Refused(t, township, api.PlanMonth, api.PlanRequest{Station: "甲", Month: month}, "roster.no_station")
}

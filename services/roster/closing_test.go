package roster

import (
	"testing"
	"time"

	api "lianluo/api/roster"
	stationapi "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
)

func (f *fixture) closeStation(id string) {
	f.t.Helper()
	f.origin.Tell(f.t, "station", id, "head", stationapi.StationClosed.New(stationapi.Changed{Station: id, Name: id + "站", Area: town,
		State: stationapi.Closed, Reason: "并入乙站", At: f.Clock.Now()}))
}

// Whoever was to come learns of it, nothing is planned any more, and the
// deputies are free for other stations.
func TestAStationCloses(t *testing.T) {
	f := start(t)
	f.stations(town, "甲", "乙")
	people := f.pairs(1, "甲", "乙")
	announced := f.announced("甲")
	apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-04"})
	f.closeStation("甲")
	apptest.Eventually(t, "the day is cancelled", func() bool { return f.day(announced.ID).State == api.DayCancelled })
	d := f.day(announced.ID)
	if note := d.History[len(d.History)-1]; d.Cancelled != "站点关闭：并入乙站" || note.By != "head" || note.What != "ReceptionCancelled" || note.Reason != d.Cancelled {
		t.Errorf("%+v", d)
	}
	if page := apptest.Call(t, f.county, api.ListDays, api.ListDaysRequest{Station: "甲", From: at(31, 23)}); len(page.Items) != 0 {
		t.Errorf("plans are left: %+v", page.Items)
	}
	for _, p := range people {
		got := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: p.ID})
		for _, q := range got.Postings {
			if ended := over(q.Until, f.Clock.Now()); ended != (q.Station == "甲") {
				t.Errorf("%s: %+v", p.Name, q)
			}
		}
	}
	f.journalHolds(t, `ReceptionCancelled`, true)
	f.journalHolds(t, `ReceptionDropped`, true)
	apptest.Refused(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: "2026-04"}, "roster.station_shut")
	if d := f.announced("乙"); len(d.Shifts) != 2 || d.Shifts[0].Person == "" || d.Shifts[1].Person == "" {
		t.Errorf("nobody is free: %+v", d.Shifts)
	}
}

// A reception that somebody has come to is held to its end; what is past stays.
func TestAClosingLeavesWhatHasBegun(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	d := f.announced("甲")
	f.Clock.Set(d.Start.Add(-30 * time.Minute))
	sh := of(d, "official")
	apptest.Call(t, f.deputy(sh.Person), api.CheckIn, api.CheckRequest{ID: d.ID, Shift: sh.ID})
	f.closeStation("甲")
	apptest.Eventually(t, "the postings have ended", func() bool {
		p := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: sh.Person})
		return over(p.Postings[0].Until, f.Clock.Now())
	})
	if got := f.day(d.ID); got.State != api.DayPublished || of(got, "official").State != api.ShiftAttended {
		t.Errorf("%+v", got)
	}
	f.Clock.Set(d.End)
	if got := apptest.Call(t, f.officer("甲"), api.CheckIn, api.CheckRequest{ID: d.ID, Shift: of(d, "grassroots").ID}); got.State != api.DayHeld {
		t.Errorf("%+v", got)
	}
}

// What crossed with the closing is ended a little later.
func TestWhatCrossesWithAClosing(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	f.closeStation("甲")
	apptest.Eventually(t, "the station is closed", func() bool {
		st, err := f.service.stations.Get(system(t), "甲")
		return err == nil && !st.Open
	})
	late := day{Areas: authz.AreaTokens(f.service.tree, town), ReceptionDay: api.ReceptionDay{ID: "late", Station: "甲", Area: town,
		Start: at(20, 9), End: at(20, 11), State: api.DayPlanned, History: []api.DayNote{}}}
	must(t, f.service.days.Create(system(t), late, api.DayPlannedEvent.New(late.changed(""))))
	must(t, f.service.windUpAgain(system(t)))
	_, err := rpc.Call(t.Context(), f.county, api.GetDay, api.ByID{ID: "late"})
	want(t, "a plan that crossed", err, "roster.no_day")
	f.Clock.Advance(2 * lately)
	late.ID, late.Start, late.End = "later", at(21, 9), at(21, 11)
	must(t, f.service.days.Create(system(t), late, api.DayPlannedEvent.New(late.changed(""))))
	must(t, f.service.windUpAgain(system(t)))
	if got := f.day("later"); got.State != api.DayPlanned {
		t.Errorf("a station is looked after for ever: %+v", got)
	}
}

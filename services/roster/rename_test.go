package roster

import (
	"testing"
	"time"

	api "lianluo/api/roster"
	stationapi "lianluo/api/station"
	"lianluo/pkg/app/apptest"
)

func TestAStationIsRenamed(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.tellStation(stationapi.Changed{Station: "甲", Name: "甲站", Area: town, State: stationapi.Open}) // without an address
	apptest.Eventually(t, "the address is gone", func() bool {
		st, err := f.service.stations.Get(system(t), "甲")
		return err == nil && st.Address == ""
	})
	f.pairs(1, "甲")
	held := f.announced("甲")
	next := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-04"}).Days[0]
	apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: "2026-04"})
	planned := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-05"}).Days[0]
	f.Clock.Set(held.End.Add(time.Hour))
	f.tellStation(stationapi.Changed{Station: "甲", Name: "中心站", Area: town, State: stationapi.Open})
	for _, id := range []string{next.ID, planned.ID} {
		apptest.Eventually(t, "a day to come has the new name", func() bool { d := f.day(id); return d.StationName == "中心站" && d.Place == "中心站" })
	}
	if d := f.day(held.ID); d.StationName != "甲站" || d.Place != "甲站" {
		t.Errorf("a past day: %+v", d)
	}
	f.journalHolds(t, "ReceptionRenamed", true)
}

func TestADeputyIsRenamed(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	me, spare := f.person("官一", true, "甲"), f.person("官二", true, "甲")
	f.person("民一", false, "甲")
	held := f.announced("甲")
	next := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-04"}).Days[0]
	apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: "2026-04"})
	old, sh := of(held, "official"), of(next, "official")
	asked := me
	if sh.Person == me.ID {
		asked = spare
	}
	f.Clock.Set(held.End.Add(time.Hour))
	apptest.Call(t, f.deputy(sh.Person), api.AskSwap, api.AskSwapRequest{ID: next.ID, Shift: sh.ID, With: asked.ID})
	for _, p := range []api.Person{me, spare} {
		apptest.Call(t, f.county, api.UpdatePerson, api.UpdatePersonRequest{ID: p.ID, PersonDraft: api.PersonDraft{Name: p.Name + "改", Post: p.Post, Official: true}})
	}
	got := of(f.day(next.ID), "official")
	if got.Name != sh.Name+"改" || got.SwapName != asked.Name+"改" || got.State != api.ShiftSwapAsked {
		t.Errorf("%+v", got)
	}
	if got := of(f.day(held.ID), "official"); got.Name != old.Name {
		t.Errorf("a past day: %+v", got)
	}
	f.journalHolds(t, "ReceptionRenamed", true)
	before := f.day(next.ID)
	apptest.Call(t, f.county, api.UpdatePerson, api.UpdatePersonRequest{ID: me.ID, PersonDraft: api.PersonDraft{Name: me.Name + "改", Post: "主任", Official: true}})
	if after := f.day(next.ID); len(after.History) != len(before.History) {
		t.Errorf("the day changed: %+v", after.History)
	}
}

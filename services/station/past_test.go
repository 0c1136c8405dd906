package station

import (
	"testing"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/fault"
)

func TestAPastStationIsAsIfOpenedThen(t *testing.T) {
	f := start(t)
	p := &Past{f.service}
	then := f.Clock.Now().AddDate(-1, 0, 0)
	one := PastStation{ID: "s1", Area: town, Event: "00000000000000000000000001", Draft: draft("辰阳镇代表联络站"), At: then, By: "founder"}
	must(t, p.Write(t.Context(), []PastStation{one}))
	got := apptest.Call(t, f.county, api.GetStation, api.ByID{ID: "s1"})
	if !got.OpenedAt.Equal(then) || got.Code == "" || got.State != api.Open {
		t.Errorf("%+v", got)
	}
	rows, err := f.service.db.Journal().ReadAggregate(t.Context(), "station/s1", 0, 9)
	must(t, err)
	if len(rows) != 1 || rows[0].Event.ID != one.Event || !rows[0].Event.Time.Equal(then) || rows[0].Event.Actor != "founder" {
		t.Errorf("%+v", rows)
	}
	if page := apptest.Call(t, f.public, api.FindStations, api.FindRequest{Words: "辰阳"}); len(page.Items) != 1 {
		t.Errorf("%+v", page.Items)
	}
}

func TestPastStationsAreWrittenOnceAndWhole(t *testing.T) {
	f := start(t)
	p := &Past{f.service}
	one := PastStation{ID: "s1", Area: town, Event: "1", Draft: draft("甲站"), At: time.Now(), By: "x"}
	two := one
	two.ID, two.Event, two.Hours = "s2", "2", []api.Hours{{From: "x"}}
	if err := p.Write(t.Context(), []PastStation{one, two}); !fault.HasCode(err, "station.hours") {
		t.Errorf("the rules do not hold for the past: %v", err)
	}
	if there, err := p.Written(t.Context(), "s1"); there || err != nil {
		t.Error(there, err)
	}
	must(t, p.Write(t.Context(), []PastStation{one}))
	if there, err := p.Written(t.Context(), "s1"); !there || err != nil {
		t.Error(there, err)
	}
	if err := p.Write(t.Context(), []PastStation{one}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("%v", err)
	}
}

func TestPastModuleGivesItsPast(t *testing.T) {
	var p *Past
	apptest.Start(t, PastModule(Settings{}, func(made *Past) { p = made }))
	if there, err := p.Written(t.Context(), "s1"); there || err != nil {
		t.Error(there, err)
	}
}

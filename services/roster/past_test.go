package roster

import (
	"fmt"
	"slices"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// pastPlace is a township with a unit, two deputies and a reception last month.
func pastPlace(now time.Time) PastPlace {
	began := now.AddDate(-1, 0, 0)
	n := 0
	out := PastPlace{NewID: func(at time.Time) string { n++; return fmt.Sprintf("%s%06d", at.UTC().Format("20060102150405"), n) }}
	out.Units = []PastUnit{{ID: "u1", Area: town, At: began, UnitDraft: api.UnitDraft{Name: "水利站", Level: "township", Duties: []api.Duty{{Category: "02"}}}}}
	for i, official := range []bool{true, false} {
		out.Persons = append(out.Persons, PastPerson{ID: fmt.Sprint("p", i), Area: town, Station: "st1", At: began,
			PersonDraft: api.PersonDraft{Name: "代表" + string(rune('甲'+i)), Official: official, Phone: "13900001111"},
			Mandate:     api.MandateDraft{Level: "township", Area: town, Term: 1, From: began}})
	}
	start := time.Date(2026, 2, 11, 1, 0, 0, 0, time.UTC)
	out.Days = []PastDay{{ID: "d1", Station: "st1", StationName: "甲站", Area: town, Start: start, End: start.Add(2 * time.Hour),
		Planned: start.AddDate(0, 0, -20), Published: start.AddDate(0, 0, -9), Visitors: 3,
		Seats: []PastSeat{{Shift: "s1", Person: "p0", Confirmed: start.AddDate(0, 0, -5), Arrived: start.Add(-5 * time.Minute)}, {Shift: "s2", Person: "p1"}}}}
	return out
}

func TestAPastReceptionIsAsOperationsWouldHaveLeftIt(t *testing.T) {
	f := start(t)
	p := &Past{f.service}
	must(t, p.Write(t.Context(), pastPlace(f.Clock.Now()), f.Clock.Now()))
	d := apptest.Call(t, f.county, api.GetDay, api.ByID{ID: "d1"})
	if d.State != api.DayHeld || *d.Visitors != 3 || d.Shifts[0].State != api.ShiftAttended || d.Shifts[1].State != api.ShiftAbsent || d.Late {
		t.Errorf("%+v", d)
	}
	rows, err := f.service.db.Journal().ReadAggregate(t.Context(), "day/d1", 0, 100)
	must(t, err)
	var told []string
	last := time.Time{}
	for _, row := range rows {
		told = append(told, event.ShortName(row.Event.Type)+" by "+row.Event.Actor)
		if row.Event.Time.Before(last) {
			t.Errorf("%s at %s after %s", row.Event.Type, row.Event.Time, last)
		}
		last = row.Event.Time
	}
	want := []string{"ReceptionPlanned by past", "ReceptionPublished by past", "ShiftConfirmed by p0", "CheckedIn by p0", "ReceptionHeld by system", "VisitorsRecorded by past", "MarkedAbsent by system"}
	if !slices.Equal(told, want) {
		t.Errorf("%q", told)
	}
	for id, served := range map[string]int{"p0": 1, "p1": 0} {
		who := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: id})
		if who.Served != served || len(who.Mandates) != 1 || len(who.Postings) != 1 || who.Phone != "139****1111" {
			t.Errorf("%+v", who)
		}
	}
	if units := apptest.Call(t, f.county, api.ListUnits, api.ListRequest{Area: town}); len(units.Items) != 1 {
		t.Errorf("%+v", units)
	}
}

func TestAPastPlaceIsWrittenOnceAndWhole(t *testing.T) {
	f := start(t)
	p := &Past{f.service}
	bad := pastPlace(f.Clock.Now())
	bad.Days[0].Published = bad.Days[0].Start.Add(time.Hour)
	if err := p.Write(t.Context(), bad, f.Clock.Now()); !fault.HasCode(err, "roster.day_past") {
		t.Errorf("the rules do not hold for the past: %v", err)
	}
	if there, err := p.Written(t.Context(), "p0"); there || err != nil {
		t.Error(there, err)
	}
	must(t, p.Write(t.Context(), pastPlace(f.Clock.Now()), f.Clock.Now()))
	if there, err := p.Written(t.Context(), "p0"); !there || err != nil {
		t.Error(there, err)
	}
	if err := p.Write(t.Context(), pastPlace(f.Clock.Now()), f.Clock.Now()); !fault.Is(err, fault.KindConflict) {
		t.Errorf("%v", err)
	}
}

// What is still to come is planned or announced, and binds as it does otherwise.
func TestAPastGoesOnIntoTheFuture(t *testing.T) {
	f := start(t)
	f.stations(town, "st1")
	place := pastPlace(f.Clock.Now())
	d := &place.Days[0]
	d.Start = f.Clock.Now().AddDate(0, 0, 7)
	d.End, d.Planned, d.Published = d.Start.Add(time.Hour), d.Start.AddDate(0, 0, -12), d.Start.AddDate(0, 0, -9)
	d.Seats[0].Confirmed, d.Seats[0].Arrived = d.Start.AddDate(0, 0, -8), d.Start
	must(t, (&Past{f.service}).Write(t.Context(), place, f.Clock.Now()))
	shifts := apptest.Call(t, f.deputy("p0"), api.MyShifts, api.MyShiftsRequest{})
	if len(shifts.Items) != 1 || shifts.Items[0].State != api.DayPublished || shifts.Items[0].Shifts[0].State != api.ShiftConfirmed {
		t.Fatalf("%+v", shifts.Items)
	}
	f.Clock.Set(d.Start)
	apptest.Call(t, f.deputy("p0"), api.CheckIn, api.CheckRequest{ID: "d1", Shift: "s1"})
}

func TestPastModuleServesAndGivesItsPast(t *testing.T) {
	var p *Past
	s := apptest.Start(t, PastModule(Settings{}, func(made *Past) { p = made }))
	must(t, p.Write(t.Context(), pastPlace(s.Clock.Now()), s.Clock.Now()))
	county := s.Client("roster", apptest.With("c", authz.Assignment{Role: authz.CountyAdmin, Area: chenxi}, ""))
	if page := apptest.Call(t, county, api.ListPersons, api.ListRequest{}); len(page.Items) != 2 {
		t.Errorf("%+v", page.Items)
	}
}

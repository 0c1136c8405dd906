package roster

import (
	"fmt"
	"testing"
	"time"

	api "lianluo/api/roster"
	stationapi "lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

const (
	hunan    = "43"
	huaihua  = "4312"
	chenxi   = "431223"
	yuanling = "431222"
	town     = "431223100" // 辰阳镇
	other    = "431223101"
	street   = "431202001" // streets have no congress
)

type fixture struct {
	*apptest.System
	t       testing.TB
	service *Service
	origin  *apptest.Teller // the station service
	county  *rpc.Client
}

func start(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{t: t, origin: apptest.NewTeller("station", "station")}
	m := Module(Settings{})
	m.Build = func(b *app.Builder) (err error) { f.service, err = build(b); return err }
	f.System = apptest.Start(t, m, f.origin.Module(apptest.Silent))
	f.county = f.as(authz.Assignment{Role: authz.CountyAdmin, Area: chenxi})
	return f
}

func (f *fixture) as(a authz.Assignment) *rpc.Client {
	return f.Client("roster", apptest.With("acct-"+string(a.Role)+a.Area+a.Station, a, ""))
}

// deputy is a client in a deputy's own name.
func (f *fixture) deputy(person string) *rpc.Client {
	return f.Client("roster", apptest.With("acct-"+person, authz.Assignment{Role: authz.DeputyRole, Area: town}, person))
}

// officer is a client of a station's liaison officer.
func (f *fixture) officer(station string) *rpc.Client {
	return f.as(authz.Assignment{Role: authz.LiaisonOfficer, Area: town, Station: station})
}

// stations are told by the station service and awaited.
func (f *fixture) stations(area string, ids ...string) {
	f.t.Helper()
	for _, id := range ids {
		f.tellStation(stationapi.Changed{Station: id, Name: id + "站", Area: area, Address: id + "路1号", State: stationapi.Open})
	}
	apptest.Eventually(f.t, "the stations are known", func() bool {
		for _, id := range ids {
			if _, err := f.service.stations.Get(store.System(f.t.Context()), id); err != nil {
				return false
			}
		}
		return true
	})
}

func (f *fixture) tellStation(c stationapi.Changed) {
	f.t.Helper()
	f.origin.Tell(f.t, "station", c.Station, "", stationapi.StationUpdated.New(c))
}

// seat is a mandate of the county's congress.
func seat(area string) api.MandateDraft {
	return api.MandateDraft{Level: map[int]string{2: "province", 4: "city", 6: "county", 9: "township"}[len(area)], Area: area,
		Term: 18, District: "第三选区", From: apptest.Now.AddDate(-1, 0, 0)}
}

func (f *fixture) person(name string, official bool, stations ...string) api.Person {
	f.t.Helper()
	return apptest.Call(f.t, f.county, api.CreatePerson, api.CreatePersonRequest{
		Area: town, PersonDraft: api.PersonDraft{Name: name, Post: "村支书", Official: official},
		Mandates: []api.MandateDraft{seat(chenxi)}, Stations: stations,
	})
}

// pairs are n officials and n grass-roots deputies of the stations.
func (f *fixture) pairs(n int, stations ...string) []api.Person {
	var out []api.Person
	for i := range n {
		out = append(out, f.person(fmt.Sprintf("官%d", i), true, stations...), f.person(fmt.Sprintf("民%d", i), false, stations...))
	}
	return out
}

const month = "2026-03" // of apptest.Now, the 2nd

func (f *fixture) plan(station string) api.PlanResult {
	f.t.Helper()
	return apptest.Call(f.t, f.county, api.PlanMonth, api.PlanRequest{Station: station, Month: month})
}

func (f *fixture) publish(station string) api.PublishResult {
	f.t.Helper()
	return apptest.Call(f.t, f.county, api.PublishMonth, api.PublishRequest{Station: station, Month: month})
}

// announced is a station's one reception, planned and published.
func (f *fixture) announced(station string) api.ReceptionDay {
	f.t.Helper()
	f.plan(station)
	return f.publish(station).Days[0]
}

func (f *fixture) day(id string) api.ReceptionDay {
	f.t.Helper()
	return apptest.Call(f.t, f.county, api.GetDay, api.ByID{ID: id})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func at(day, hour int) time.Time {
	return time.Date(2026, time.March, day, hour, 0, 0, 0, calendar.Zone)
}

// of finds the shift of a kind.
func of(d api.ReceptionDay, kind string) api.Shift {
	for _, sh := range d.Shifts {
		if sh.Kind == kind {
			return sh
		}
	}
	return api.Shift{}
}

package voting

import (
	"context"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

const (
	chenxi = "431223"
	town   = "431223100" // 辰阳镇
	other  = "431223101"
)

// fixture is the service with neighbours that tell what a test has them tell.
type fixture struct {
	*apptest.System
	t                         *testing.T
	service                   *Service
	station, roster, casework *apptest.Teller
	county, office            *rpc.Client // administrators of Chenxi, of the town
	desk                      *rpc.Client // liaison officer of station s1
	deputy                    *rpc.Client // of the town, person d1
	public                    *rpc.Client
}

func start(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, station: apptest.NewTeller("station", "station"), roster: apptest.NewTeller("roster", "person", "unit"), casework: apptest.NewTeller("casework", "case")}
	m := Module()
	m.Build = func(b *app.Builder) error { f.service = newService(b); return f.service.serve(b) }
	f.System = apptest.StartOn(t, func(name string) (store.Backend, error) {
		if name == m.Name {
			return storetest.Backend(t, name)
		}
		return sqlite.Open(t.TempDir(), sqlite.Options{})
	}, m, f.station.Module(apptest.Silent), f.roster.Module(apptest.Silent), f.casework.Module(apptest.Silent))
	f.county = f.as(authz.Assignment{Role: authz.CountyAdmin, Area: chenxi}, "")
	f.office = f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: town}, "")
	f.desk = f.as(authz.Assignment{Role: authz.LiaisonOfficer, Area: town, Station: "s1"}, "")
	f.deputy = f.as(authz.Assignment{Role: authz.DeputyRole, Area: town}, "d1")
	f.public = f.Client("voting", authz.Subject{})
	f.tellWorld()
	return f
}

func (f *fixture) as(a authz.Assignment, person string) *rpc.Client {
	return f.Client("voting", apptest.With("acct-"+string(a.Role)+a.Area+a.Station+person, a, person))
}

// tellWorld: two stations, a unit and two deputies.
func (f *fixture) tellWorld() {
	f.t.Helper()
	f.station.Tell(f.t, "station", "s1", "", station.StationOpened.New(station.Changed{Station: "s1", Name: "辰阳站", Area: town, State: station.Open}))
	f.station.Tell(f.t, "station", "s2", "", station.StationOpened.New(station.Changed{Station: "s2", Name: "孝坪站", Area: other, State: station.Open}))
	f.roster.Tell(f.t, "unit", "u1", "", roster.UnitCreated.New(roster.UnitChanged{Unit: "u1", Name: "镇农办", Area: town}))
	f.tellDeputy("d1", "张代表", town)
	f.tellDeputy("d2", "李代表", other)
	f.eventually("the world is known", func() bool {
		ctx := system(f.t)
		_, err1 := f.service.stations.Get(ctx, "s2")
		_, err2 := f.service.units.Get(ctx, "u1")
		_, err3 := f.service.persons.Get(ctx, "d2")
		return err1 == nil && err2 == nil && err3 == nil
	})
}

func (f *fixture) tellDeputy(id, name, area string) {
	f.t.Helper()
	f.roster.Tell(f.t, "person", id, "", roster.PersonAdded.New(roster.PersonChanged{Person: id, Name: name, Area: area,
		Mandates: []roster.Mandate{{ID: "m" + id, Level: "township", Area: area, From: apptest.Now.AddDate(-1, 0, 0), Status: roster.MandateActive}}}))
}

// tellCase tells of a case and waits until this service knows it.
func (f *fixture) tellCase(id, area, at string, voices ...string) {
	f.t.Helper()
	f.casework.Tell(f.t, "case", id, "", casework.CaseRegistered.New(casework.Changed{Case: id, Number: "N-" + id, Station: at, Area: area, Category: "0101",
		PublicTitle: "路不好走", Step: casework.Registered, Voices: voices, ReceivedBy: []string{}, ReceivedAt: f.Now()}))
	f.eventually("the case is known", func() bool {
		c, err := f.service.cases.Get(system(f.t), id)
		return err == nil && len(c.Voices) == len(voices)
	})
}

func (f *fixture) eventually(what string, cond func() bool) {
	f.t.Helper()
	apptest.Eventually(f.t, what, cond)
}

// Now is the system's time.
func (f *fixture) Now() time.Time { return f.service.clock.Now() }

func (f *fixture) day(n int) string { return (calendar.DateOf(f.Now()) + calendar.Date(n)).String() }

func (f *fixture) call(area string) voting.AnnounceRequest {
	return voting.AnnounceRequest{Area: area, Year: calendar.DateOf(f.Now()).Year() + 1, Title: "民生实事项目征集", Call: "您希望明年办成哪些实事？", Opens: f.day(0), Closes: f.day(40)}
}

func (f *fixture) announce(area string) voting.Round {
	f.t.Helper()
	return apptest.Call(f.t, f.county, voting.AnnounceRound, f.call(area))
}

func said(station string) voting.RecordProposalRequest {
	return voting.RecordProposalRequest{Station: station, Channel: voting.AtDesk, Who: voting.Who{Name: "王五", Phone: "13800138000"}, Title: "修通学路", Text: "下雨天孩子走不过去"}
}

// proposed is a project that a villager proposed at the desk.
func (f *fixture) proposed() voting.Receipt {
	f.t.Helper()
	return apptest.Call(f.t, f.desk, voting.RecordProposal, said("s1"))
}

func (f *fixture) project(id string) voting.Project {
	f.t.Helper()
	return apptest.Call(f.t, f.county, voting.GetProject, voting.ByID{ID: id})
}

func system(t *testing.T) context.Context { return store.System(t.Context()) }

// tellUnit tells of another unit and waits until this service knows it.
func (f *fixture) tellUnit(id, name, area string) {
	f.t.Helper()
	f.roster.Tell(f.t, "unit", id, "", roster.UnitCreated.New(roster.UnitChanged{Unit: id, Name: name, Area: area}))
	f.eventually("the unit is known", func() bool { _, err := f.service.units.Get(system(f.t), id); return err == nil })
}

package station

import (
	"context"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	api "lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

const (
	chenxi   = "431223"
	yuanling = "431222"
	town     = "431223100" // 辰阳镇
	other    = "431223101"
)

type fixture struct {
	*apptest.System
	t        *testing.T
	service  *Service
	roster   *apptest.Teller
	casework *apptest.Teller
	county   *rpc.Client // administrator of Chenxi
	public   *rpc.Client
}

func start(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, roster: apptest.NewTeller("roster", "person", "day"), casework: apptest.NewTeller("casework", "case")}
	m := Module(Settings{})
	m.Build = func(b *app.Builder) (err error) { f.service, err = build(b); return err }
	f.System = apptest.Start(t, m, f.roster.Module(apptest.Silent), f.casework.Module(apptest.Silent))
	f.county = f.as(authz.Assignment{Role: authz.CountyAdmin, Area: chenxi})
	f.public = f.Client("station", authz.Subject{})
	return f
}

func (f *fixture) as(a authz.Assignment) *rpc.Client {
	return f.Client("station", apptest.With("acct-"+string(a.Role)+a.Area+a.Station, a, ""))
}

func draft(name string) api.Draft {
	return api.Draft{Name: name, Kind: api.Normal, Address: "沿江路 1 号", Phone: "0745-5236000",
		Hours: []api.Hours{{Weekday: 1, From: "09:00", To: "17:00"}}}
}

func (f *fixture) create(area string, d api.Draft) api.Station {
	f.t.Helper()
	return apptest.Call(f.t, f.county, api.CreateStation, api.CreateRequest{Area: area, Draft: d})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) tellPerson(p roster.PersonChanged) {
	f.t.Helper()
	f.roster.Tell(f.t, "person", p.Person, "", roster.PersonUpdated.New(p))
}

func (f *fixture) tellCase(c casework.Changed) {
	f.t.Helper()
	f.casework.Tell(f.t, "case", c.Case, "", casework.CaseClosed.New(c))
}

func (f *fixture) bulletin(code string) api.Bulletin {
	f.t.Helper()
	return apptest.Call(f.t, f.public, api.GetBulletin, api.ByCode{Code: code})
}

// eventually waits for the bulletin to show what consumers fold by themselves.
func (f *fixture) eventually(code, what string, cond func(api.Bulletin) bool) api.Bulletin {
	f.t.Helper()
	var b api.Bulletin
	apptest.Eventually(f.t, what, func() bool { b = f.bulletin(code); return cond(b) })
	return b
}

func system(t *testing.T) context.Context { return store.System(t.Context()) }

func at(day, hour int) time.Time {
	return time.Date(2026, time.March, day, hour, 0, 0, 0, apptest.Now.Location())
}

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
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

const (
	chenxi   = "431223"
	yuanling = "431222"
	town     = "431223100" // 辰阳镇
	other    = "431223101"
)

// told is a fact that another service tells in a test.
type told struct{ ID string }

// teller is another service, of which only what it tells matters here.
type teller struct {
	name  string
	db    *store.DB
	facts map[string]*store.Collection[told]
}

func (f *teller) module(aggregates ...string) app.Module {
	return app.Module{Name: f.name, Build: func(b *app.Builder) error {
		f.db, f.facts = b.DB, map[string]*store.Collection[told]{}
		for _, a := range aggregates {
			f.facts[a] = store.NewCollection(b.DB, a, store.Def[told]{ID: func(t *told) string { return t.ID }})
		}
		return nil
	}}
}

func (f *teller) tell(t *testing.T, aggregate, id string, events ...event.Event) {
	t.Helper()
	_, err := f.facts[aggregate].Upsert(store.System(t.Context()), id, func() told { return told{ID: id} },
		func(*told) ([]event.Event, error) { return events, nil })
	must(t, err)
}

type fixture struct {
	*apptest.System
	t        *testing.T
	service  *Service
	roster   *teller
	casework *teller
	county   *rpc.Client // administrator of Chenxi
	public   *rpc.Client
}

func start(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, roster: &teller{name: "roster"}, casework: &teller{name: "casework"}}
	m := Module(Settings{})
	m.Build = func(b *app.Builder) (err error) { f.service, err = build(b); return err }
	f.System = apptest.Start(t, m, f.roster.module("person", "day"), f.casework.module("case"))
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
	return call(f.t, f.county, api.CreateStation, api.CreateRequest{Area: area, Draft: d})
}

func call[Req, Res any](t *testing.T, c *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	t.Helper()
	res, err := rpc.Call(t.Context(), c, op, req)
	if err != nil {
		t.Fatalf("%s: %v", op.Name, err)
	}
	return res
}

func refused[Req, Res any](t *testing.T, c *rpc.Client, op rpc.Op[Req, Res], req Req, code string) {
	t.Helper()
	if _, err := rpc.Call(t.Context(), c, op, req); !fault.HasCode(err, code) {
		t.Errorf("%s: got %v, want %s", op.Name, err, code)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) tellPerson(p roster.PersonChanged) {
	f.t.Helper()
	f.roster.tell(f.t, "person", p.Person, roster.PersonUpdated.New(p))
}

func (f *fixture) tellCase(c casework.Changed) {
	f.t.Helper()
	f.casework.tell(f.t, "case", c.Case, casework.CaseClosed.New(c))
}

func (f *fixture) bulletin(code string) api.Bulletin {
	f.t.Helper()
	return call(f.t, f.public, api.GetBulletin, api.ByCode{Code: code})
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

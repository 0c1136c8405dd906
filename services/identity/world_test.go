package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/services/identity/password"
)

var (
	start  = time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone)
	secret = []byte("only-for-tests-only-for-tests-00")
	cheap  = password.Params{Memory: 64, Passes: 1, Threads: 1}
)

// Chenxi, two of its townships, another county of the city, another city.
const (
	province, city, county, town, otherTown = "43", "4312", "431223", "431223100", "431223101"
	otherCounty, otherCity                  = "431222", "4301"
)

const goodPassword = "correct horse battery"

// world is the service as it runs, with other services that only journal. Events
// are delivered when the test says so, each once and in order.
type world struct {
	t         testing.TB
	clock     *calendar.Virtual
	svc       *service
	dir       string
	dbs       map[string]*store.DB
	backends  map[string]store.Backend
	keeper    *authz.Keeper // of another service
	routes    *app.Routes
	trees     []*area.Tree // one for each service, as in processes of their own
	days      []*calendar.Places
	transport event.Transport // nil where the test delivers
	built     []*app.Service
	delivered map[string]int64
	applied   []event.Handler
}

func newWorld(t testing.TB, adjust ...func(*Settings)) *world {
	t.Helper()
	settings := Settings{Hash: cheap, SecondFactor: FactorNone}
	for _, fn := range adjust {
		fn(&settings)
	}
	w := emptyWorld(t, settings)
	for _, name := range journalling {
		if name == "identity" {
			continue
		}
		w.build(name, func(b *app.Builder) error {
			if name == "roster" {
				w.keeper = b.Keeper
			}
			return nil
		})
	}
	w.applied = append(w.svc.placeHandlers(), w.svc.audit.handlers()...)
	for _, k := range []*authz.Keeper{w.svc.keeper, w.keeper} {
		w.applied = append(w.applied, SecurityHandlers(k)...)
	}
	w.ok(w.svc.upkeep(w.system()))
	w.deliver()
	return w
}

// emptyWorld is the service alone, before anything has run.
func emptyWorld(t testing.TB, settings Settings, adjust ...func(*world)) *world {
	t.Helper()
	w := &world{t: t, clock: calendar.NewVirtual(start), dir: t.TempDir(), dbs: map[string]*store.DB{}, backends: map[string]store.Backend{},
		routes: &app.Routes{}, delivered: map[string]int64{}}
	for _, fn := range adjust {
		fn(w)
	}
	w.build("identity", func(b *app.Builder) (err error) {
		w.svc, err = build(b, settings)
		return err
	})
	return w
}

// withBroker lets the services be run.
func withBroker(tr event.Transport) func(*world) { return func(w *world) { w.transport = tr } }

// build makes a service, its store included, that ends with the test.
func (w *world) build(name string, fn func(b *app.Builder) error) {
	w.t.Helper()
	tree := area.Default().Live()
	days := calendar.NewPlaces(calendar.Default(), tree.Line)
	w.trees, w.days = append(w.trees, tree), append(w.days, days)
	env := app.Env{
		Clock: w.clock, Calendars: days, Tree: tree,
		Log: func(string) *slog.Logger { return slog.New(slog.DiscardHandler) },
		OpenStore: func(string) (store.Backend, error) {
			backend, err := sqlite.Open(filepath.Join(w.dir, name), sqlite.Options{})
			w.backends[name] = backend
			return backend, err
		},
		Security: SecurityHandlers, Route: w.routes.Route, Secret: secret, Master: secret, Transport: w.transport,
		Data: func(string) string { return w.dir },
	}
	s, err := app.Build(w.t.Context(), env, app.Module{Name: name, Build: func(b *app.Builder) error {
		w.dbs[name] = b.DB
		return fn(b)
	}})
	w.ok(err)
	w.t.Cleanup(func() { w.ok(s.Close()) })
	w.routes.Add(name, s.Handler())
	w.built = append(w.built, s)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) system() context.Context { return store.System(context.Background()) }

// deliver positions and applies what was told since the last time.
func (w *world) deliver() {
	w.t.Helper()
	for name, db := range w.dbs {
		w.position(db)
		for {
			rows, err := db.Journal().ReadAfter(w.system(), w.delivered[name], 100)
			w.ok(err)
			for _, row := range rows {
				w.apply(row.Event)
				w.delivered[name] = row.Position
			}
			if len(rows) == 0 {
				break
			}
		}
	}
}

func (w *world) position(db *store.DB) {
	w.t.Helper()
	lease, err := db.Acquire(w.system(), "relay", "test", time.Minute)
	w.ok(err)
	for {
		rows, err := db.Journal().Pending(w.system(), 100)
		w.ok(err)
		if len(rows) == 0 {
			return
		}
		lease, _, err = db.Journal().Assign(w.system(), lease, rows)
		w.ok(err)
	}
}

func (w *world) apply(e event.Event) {
	w.t.Helper()
	for _, h := range w.applied {
		if h.Service == e.Service() && (h.Type == e.Type || h.Type == event.Any) {
			w.ok(h.Apply(w.system(), e))
		}
	}
}

// client calls identity with a token, "" for the public.
func (w *world) client(token string) *rpc.Client {
	base, transport := w.routes.Route("identity")
	return &rpc.Client{Base: base, HTTP: &http.Client{Transport: transport}, Token: func(context.Context) string { return token }}
}

func (w *world) host() *rpc.Client {
	token, err := authz.SignService(secret, "host", w.clock.Now())
	w.ok(err)
	return w.client(token)
}

// do calls an operation and expects it to succeed.
func do[Req, Res any](w *world, c *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	w.t.Helper()
	res, err := rpc.Call(w.t.Context(), c, op, req)
	if err != nil {
		w.t.Fatalf("%s: %v", op.Name, err)
	}
	return res
}

// refuses calls an operation and expects a fault's kind or code.
func refuses[Req, Res any](w *world, c *rpc.Client, op rpc.Op[Req, Res], req Req, want string) {
	w.t.Helper()
	_, err := rpc.Call(w.t.Context(), c, op, req)
	if e := fault.Of(err); err == nil || string(e.Kind) != want && e.Code != want {
		w.t.Errorf("%s: got %v, want %s", op.Name, err, want)
	}
}

// user is somebody who has accepted an invitation.
type user struct {
	w       *world
	id      string
	login   string
	session identity.Session
}

// user makes an account on the host; unit, station and person ride on the grant.
func (w *world) user(login, person string, grants ...identity.Grant) *user {
	w.t.Helper()
	at := province
	if len(grants) > 0 {
		at = grants[0].Area
	}
	invited := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: login, Name: "姓名", Area: at, Person: person, Grants: grants})
	return w.accept(invited)
}

func (w *world) accept(i identity.Invitation) *user {
	w.t.Helper()
	s := do(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: i.Code, Password: goodPassword, Device: "test"})
	return &user{w: w, id: i.Account.ID, login: i.Account.Login, session: s}
}

// token is a fresh access token of the user's session.
func (u *user) token() string {
	u.w.t.Helper()
	return do(u.w, u.w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}).Token
}

func (u *user) client() *rpc.Client {
	u.w.t.Helper()
	return u.w.client(u.token())
}

func role(r authz.Role, at string) identity.Grant { return identity.Grant{Role: string(r), Area: at} }

// signIn signs in and gives the error.
func (w *world) signIn(login, plain string) (identity.Session, error) {
	return rpc.Call(w.t.Context(), w.client(""), identity.SignIn, identity.SignInRequest{Login: login, Password: plain})
}

// tell journals an event of another service and delivers it.
func (w *world) tell(service, aggregate, id string, e event.Event) {
	w.t.Helper()
	w.ok(w.dbs[service].Append(w.system(), aggregate, id, e))
	w.deliver()
}

func (w *world) station(id, at string) {
	w.tell("station", "station", id, station.StationOpened.New(station.Changed{Station: id, Area: at}))
}

func (w *world) unit(id, at string) {
	w.tell("roster", "unit", id, roster.UnitCreated.New(roster.UnitChanged{Unit: id, Area: at}))
}

func (w *world) person(id, at string) {
	w.tell("roster", "person", id, roster.PersonAdded.New(roster.PersonChanged{Person: id, Area: at}))
}

// events are what identity has told, of one type.
func told[T any](w *world, kind event.Type[T]) []T {
	w.t.Helper()
	w.position(w.dbs["identity"])
	var out []T
	for after := int64(0); ; {
		rows, err := w.dbs["identity"].Journal().ReadAfter(w.system(), after, 100)
		w.ok(err)
		for _, row := range rows {
			after = row.Position
			if row.Event.Type == kind.Name {
				data, err := kind.Decode(row.Event)
				w.ok(err)
				out = append(out, data)
			}
		}
		if len(rows) == 0 {
			return out
		}
	}
}

func stationMoved(id, at string) event.Event {
	return station.StationUpdated.New(station.Changed{Station: id, Area: at})
}

func numbered(n int64) string { return fmt.Sprintf("%016d", n) }

// rawWrite replaces a stored document below the typed store.
func (w *world) rawWrite(service, collection, id string, doc any) {
	w.t.Helper()
	backend := w.backends[service]
	recs, err := backend.Get(w.system(), collection, []string{id})
	w.ok(err)
	if len(recs) != 1 {
		w.t.Fatalf("%s has no %s/%s", service, collection, id)
	}
	raw, err := json.Marshal(doc)
	w.ok(err)
	change := store.Write{Collection: collection, Expect: recs[0].Version, Record: store.Record{ID: id, Version: recs[0].Version + 1, Seq: recs[0].Seq, Doc: raw}}
	w.ok(backend.Commit(w.system(), []store.Write{change}))
}

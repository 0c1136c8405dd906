package casework

import (
	"context"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules/rulestest"
	"lianluo/pkg/store"
)

// Places of the tests: a township of 辰溪 and its neighbour.
const (
	town      = "431223100"
	neighbour = "431223101"
	county    = "431223"
)

// world is the casework service as the product runs it, with what it needs to
// have heard from others.
type world struct {
	*apptest.System
	t                             testing.TB
	svc                           *Service
	stations, roster, deliveries  *apptest.Teller
	officer, head, unit, county   *rpc.Client
	township, deputy, public, nbr *rpc.Client
}

// moduleOf is the product's module, remembering the service it made.
func moduleOf(made **Service) app.Module {
	m := Module(Settings{})
	m.Build = func(b *app.Builder) error {
		*made = newService(b, Settings{})
		return (*made).serve(b)
	}
	return m
}

func start(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, stations: apptest.NewTeller("station", "station"), roster: apptest.NewTeller("roster", "object"),
		deliveries: apptest.NewTeller("notification", "delivery")}
	w.System = apptest.Start(t, moduleOf(&w.svc), w.stations.Module(apptest.Silent), w.roster.Module(apptest.Silent),
		w.deliveries.Module(apptest.Silent))
	as := func(id string, a authz.Assignment, person string) *rpc.Client {
		return w.Client("casework", apptest.With(id, a, person))
	}
	w.officer = as("officer", authz.Assignment{Role: authz.LiaisonOfficer, Area: town, Station: "st1"}, "")
	w.head = as("head", authz.Assignment{Role: authz.StationHead, Area: town, Station: "st1"}, "")
	w.nbr = as("nbr", authz.Assignment{Role: authz.LiaisonOfficer, Area: neighbour, Station: "st2"}, "")
	w.unit = as("unit", authz.Assignment{Role: authz.HandlingUnit, Area: town, Unit: "u1"}, "")
	w.township = as("township", authz.Assignment{Role: authz.TownshipAdmin, Area: town}, "")
	w.county = as("county", authz.Assignment{Role: authz.CountyAdmin, Area: county}, "")
	w.deputy = as("deputy", authz.Assignment{Role: authz.DeputyRole, Area: town}, "p1")
	w.public = w.Client("casework", authz.Subject{})
	w.hear()
	return w
}

// hear lets the service learn of two stations, four units, deputies and today's reception.
func (w *world) hear() {
	w.t.Helper()
	now := apptest.Now
	stations := map[string]string{"st1": town, "st2": neighbour}
	for id, place := range stations {
		w.stations.Tell(w.t, "station", id, "", station.StationOpened.New(station.Changed{
			Station: id, Code: "C" + id, Name: "联络站" + id, Kind: station.Normal, Area: place, State: station.Open, At: now,
		}))
	}
	units := []roster.UnitChanged{
		{Unit: "u1", Name: "镇供电所", Area: town, Level: "township", Duties: []roster.Duty{{Category: "03"}}},
		{Unit: "u2", Name: "镇农业站", Area: town, Level: "township", Duties: []roster.Duty{{Category: "09"}}},
		{Unit: "u3", Name: "县水利局", Area: county, Level: "county", Duties: []roster.Duty{{Category: "0201"}}},
		{Unit: "u9", Name: "外县单位", Area: "431224", Level: "county"},
	}
	for _, u := range units {
		w.roster.Tell(w.t, "object", u.Unit, "", roster.UnitCreated.New(u))
	}
	persons := []string{"p1", "p2"}
	for _, id := range persons {
		w.roster.Tell(w.t, "object", id, "", roster.PersonAdded.New(roster.PersonChanged{
			Person: id, Name: "代表" + id, Area: town, Postings: []roster.Posting{{ID: "x", Station: "st1", From: now.AddDate(-1, 0, 0)}},
		}))
	}
	w.roster.Tell(w.t, "object", "d1", "", roster.DayPublishedNews.New(roster.DayChanged{Day: roster.ReceptionDay{
		ID: "d1", Station: "st1", Start: now.Add(time.Hour), State: roster.DayPublished,
		Shifts: []roster.Shift{{ID: "s1", Person: "p1", Name: "代表p1"}, {ID: "s2", Person: "p2", Name: "代表p2"}, {ID: "s3"}},
	}}))
	ctx := store.System(w.t.Context())
	for id := range stations {
		heard(ctx, w, w.svc.stations, id)
	}
	for _, u := range units {
		heard(ctx, w, w.svc.units, u.Unit)
	}
	for _, id := range persons {
		heard(ctx, w, w.svc.persons, id)
	}
	heard(ctx, w, w.svc.days, "d1")
}

// heard waits for one fact: each has a key of its own, so no order holds among them.
func heard[T any](ctx context.Context, w *world, facts *store.Collection[T], id string) {
	w.t.Helper()
	apptest.Eventually(w.t, "the service has heard of "+id, func() bool {
		_, err := facts.Get(ctx, id)
		return err == nil
	})
}

// zhang is somebody who comes to the desk.
var zhang = casework.Who{Name: "张大山", Phone: "13812345678"}

func (w *world) registers(who casework.Who, text string) casework.Receipt {
	w.t.Helper()
	return apptest.Call(w.t, w.officer, casework.RegisterCase, casework.RegisterRequest{
		Station: "st1", Channel: casework.AtDesk, Who: who, Text: text,
	})
}

func (w *world) assigned(id string) casework.Case {
	w.t.Helper()
	apptest.Call(w.t, w.officer, casework.TriageCase, casework.TriageRequest{ID: id, Class: casework.TownshipOrdinary, Reason: "属镇里职责"})
	return apptest.Call(w.t, w.officer, casework.AssignCase, casework.AssignRequest{ID: id, Unit: "u1", Letter: "请核实并修复"})
}

func (w *world) replied(id string) casework.Case {
	w.t.Helper()
	w.assigned(id)
	apptest.Call(w.t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
	return apptest.Call(w.t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: id, Text: "已派人修好路灯", Class: "A"})
}

// passes moves the clock and lets the timers run once.
func (w *world) passes(d time.Duration) {
	w.t.Helper()
	w.Clock.Advance(d)
	if err := w.svc.Timers(store.System(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
}

// setRules changes the county's rules from now on.
func (w *world) setRules(values string) string {
	w.t.Helper()
	return rulestest.Set(w.t, w.System, "casework", county, values)
}

// journal lists the data of the service's events of a kind.
func (w *world) journal(name string) []string {
	w.t.Helper()
	var out []string
	for _, e := range w.events() {
		if event.ShortName(e.Type) == name {
			out = append(out, string(e.Data))
		}
	}
	return out
}

// events are all that the service told so far, published or not.
func (w *world) events() []event.Event {
	w.t.Helper()
	var out []event.Event
	pending, err := w.svc.db.Journal().Pending(w.t.Context(), 500)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := w.svc.db.Journal().ReadAfter(w.t.Context(), 0, 500)
	if err != nil {
		w.t.Fatal(err)
	}
	seen := map[string]bool{} // what was published in between is in both
	for _, row := range append(rows, pending...) {
		if !seen[row.Event.ID] {
			out = append(out, row.Event)
		}
		seen[row.Event.ID] = true
	}
	return out
}

func (w *world) tellsNothingPersonal(words ...string) {
	w.t.Helper()
	for _, e := range w.events() {
		for _, word := range words {
			if strings.Contains(string(e.Data), word) {
				w.t.Errorf("%s tells %s", e.Type, word)
			}
		}
	}
}

package insight

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// world is this service among stand-ins for the others, run as the product runs it.
type world struct {
	*apptest.System
	t                          testing.TB
	stations, roster, casework *apptest.Teller
	service                    *Service
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, stations: apptest.NewTeller("station", "station", "notice"), roster: apptest.NewTeller("roster", "person", "day"), casework: apptest.NewTeller("casework", "case")}
	w.System = apptest.Start(t, w.stations.Module(apptest.Silent), w.roster.Module(apptest.Silent), w.casework.Module(apptest.Silent),
		apptest.NewTeller("voting", "project").Module(apptest.Silent),
		app.Module{Name: "insight", Build: func(b *app.Builder) (err error) {
			if w.service, err = build(b); err == nil {
				w.service.consumer.Grace = 50 * time.Millisecond // no reader of a test is slower
			}
			return err
		}})
	for id, code := range towns {
		w.stations.Tell(t, "station", id, "x", station.StationOpened.New(station.Changed{Station: id, Name: "站" + id, Area: code}))
	}
	for i, st := range []string{"s1", "s3"} {
		p := people[i]
		w.roster.Tell(t, "person", p, "x", roster.PersonAdded.New(roster.PersonChanged{Person: p, Name: "代表" + p, Area: towns[st],
			Postings: []roster.Posting{{ID: "1", Station: st, From: apptest.Now.AddDate(-1, 0, 0), Until: apptest.Now.AddDate(0, 0, 30)}}}))
	}
	w.known()
	return w
}

// known waits until the stations are: cases come with their own place, but a
// station is asked about by its name.
func (w *world) known() {
	apptest.Eventually(w.t, "the stations are known", func() bool {
		ctx := store.System(context.Background())
		v, err := w.service.view(ctx)
		for id := range towns {
			if err == nil {
				_, err = v.stations.Get(ctx, id)
			}
		}
		return err == nil
	})
}

// heard tells that a case was received at a station by a deputy.
func (w *world) heard(id, st, person string, change func(*casework.Changed)) {
	d := casework.Changed{Case: id, Number: "N" + id, Station: st, Area: towns[st], Category: "01", ReceivedAt: apptest.Now, Step: casework.Registered, ReceivedBy: []string{person}}
	kind := casework.CaseRegistered
	if change != nil {
		change(&d)
		kind = casework.CaseTriaged
	}
	w.casework.Tell(w.t, "case", id, "x", kind.New(d))
}

func (w *world) as(role authz.Role, code, st, person string) *rpc.Client {
	return w.Client("insight", apptest.With(string(role)+code+st, authz.Assignment{Role: role, Area: code, Station: st}, person))
}

func counts(c *rpc.Client, req insight.CountsRequest) (insight.Counts, error) {
	return rpc.Call(context.Background(), c, insight.GetCounts, req)
}

func TestCounts(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.heard(fmt.Sprint("a", i), "s1", "p1", nil)
	}
	w.heard("b1", "s2", "p1", nil)
	w.heard("b2", "s3", "p2", nil)
	w.heard("a0", "s1", "p1", func(d *casework.Changed) { d.Step, d.Light, d.Supervision = casework.Handling, "red", 1 })
	county := w.as(authz.CountyAdmin, "431223", "", "")
	apptest.Eventually(t, "all is counted", func() bool {
		c, err := counts(county, insight.CountsRequest{})
		return err == nil && c.Received == 6 && c.Supervised == 1
	})
	c, err := counts(county, insight.CountsRequest{Area: "431223"})
	want := insight.Counts{Area: "431223", Period: "year", Figures: insight.Figures{From: "2026-01-01", To: c.To, Received: 6, Standing: 6}, Before: insight.Figures{From: "2025-01-01", To: c.Before.To},
		Open: 6, Supervised: 1, AsOf: c.AsOf, Deputies: c.Deputies, Covered: c.Covered, Took: map[string]insight.Took{}, AttendedByRank: map[string]int{},
		BySteps: map[string]int{"registered": 5, "handling": 1}, ByCategory: map[string]int{"01": 6}, ByOutcome: map[string]int{}, ByLight: map[string]int{"red": 1}}
	if err != nil || !reflect.DeepEqual(c, want) || c.AsOf.IsZero() {
		t.Errorf("county: %+v %v", c, err)
	}
	head := w.as(authz.StationHead, "431223100", "s1", "")
	if c, err = counts(head, insight.CountsRequest{}); err != nil || c.Station != "s1" || c.Received != 5 {
		t.Errorf("a head's own: %+v %v", c, err)
	}
	if c, err = counts(county, insight.CountsRequest{Year: 2025}); err != nil || c.Received != 0 || c.Open != 6 {
		t.Errorf("last year: %+v %v", c, err)
	}
	for _, no := range []struct {
		client *rpc.Client
		req    insight.CountsRequest
		kind   fault.Kind
	}{
		{county, insight.CountsRequest{Area: "4312"}, fault.KindNotFound}, {county, insight.CountsRequest{Area: "431202"}, fault.KindNotFound},
		{county, insight.CountsRequest{Area: "431299"}, fault.KindNotFound}, {county, insight.CountsRequest{Station: "s3"}, fault.KindNotFound},
		{county, insight.CountsRequest{Station: "none"}, fault.KindNotFound}, {head, insight.CountsRequest{Area: "431223100"}, fault.KindNotFound},
		{head, insight.CountsRequest{Station: "s2"}, fault.KindNotFound}, {county, insight.CountsRequest{Area: "x"}, fault.KindInvalid},
		{w.as(authz.HandlingUnit, "431223", "", ""), insight.CountsRequest{}, fault.KindDenied},
		{w.Client("insight", authz.Subject{}), insight.CountsRequest{}, fault.KindUnauthenticated},
	} {
		if _, err := counts(no.client, no.req); !fault.Is(err, no.kind) {
			t.Errorf("%+v: %v, want %s", no.req, err, no.kind)
		}
	}
}

func TestListCounts(t *testing.T) {
	w := newWorld(t)
	w.heard("a", "s1", "p1", nil)
	w.heard("b", "s2", "p1", nil)
	county := w.as(authz.CountyAdmin, "431223", "", "")
	apptest.Eventually(t, "all is counted", func() bool {
		c, err := counts(county, insight.CountsRequest{})
		return err == nil && c.Received == 2
	})
	page, err := rpc.Call(t.Context(), county, insight.ListCounts, insight.CountsRequest{})
	sum := 0
	for _, p := range page.Items {
		sum += p.Counts.Received
		if p.Name == "" || p.Counts.Area == "" {
			t.Errorf("%+v", p)
		}
	}
	if err != nil || len(page.Items) != 23 || sum != 2 {
		t.Errorf("%d townships, %d cases, %v", len(page.Items), sum, err)
	}
	page, err = rpc.Call(t.Context(), county, insight.ListCounts, insight.CountsRequest{Area: "431223100"})
	if err != nil || len(page.Items) != 1 || page.Items[0].Name != "站s1" || page.Items[0].Counts.Received != 1 {
		t.Errorf("stations of a township: %+v %v", page.Items, err)
	}
	if _, err = rpc.Call(t.Context(), county, insight.ListCounts, insight.CountsRequest{Area: "4312"}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("above the caller: %v", err)
	}
}

func TestPublicCounts(t *testing.T) {
	w := newWorld(t)
	w.heard("a", "s1", "p1", nil)
	w.heard("a", "s1", "p1", func(d *casework.Changed) { d.Light, d.Supervision = "red", 2 })
	anybody := w.Client("insight", authz.Subject{})
	var c insight.Counts
	apptest.Eventually(t, "the case is counted", func() (ok bool) {
		var err error
		c, err = rpc.Call(t.Context(), anybody, insight.PublicCounts, insight.PublicCountsRequest{Station: "s1"})
		head, _ := counts(w.as(authz.StationHead, "431223100", "s1", ""), insight.CountsRequest{})
		return err == nil && c.Received == 1 && head.Supervised == 1
	})
	if len(c.ByLight) != 0 || c.Supervised != 0 {
		t.Errorf("the public sees %+v", c)
	}
	if _, err := rpc.Call(t.Context(), anybody, insight.PublicCounts, insight.PublicCountsRequest{Station: "none"}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("no station: %v", err)
	}
}

func TestFile(t *testing.T) {
	w := newWorld(t)
	w.heard("a", "s1", "p1", nil)
	w.heard("a", "s1", "p1", func(d *casework.Changed) {
		d.Step, d.Outcome, d.ClosedAt = casework.Closed, casework.OutcomeSatisfied, apptest.Now
	})
	day := roster.ReceptionDay{ID: "d1", Station: "s1", Area: towns["s1"], Start: apptest.Now, State: roster.DayHeld,
		Shifts: []roster.Shift{{ID: "x", Person: "p1", State: roster.ShiftAttended}}}
	w.roster.Tell(t, "day", "d1", "x", roster.CheckedIn.New(roster.ShiftChanged{Day: day}))
	file := func(c *rpc.Client, person string, year int) (insight.File, error) {
		return rpc.Call(t.Context(), c, insight.GetFile, insight.FileRequest{Person: person, Year: year})
	}
	me := w.as(authz.DeputyRole, "431223100", "", "p1")
	var f insight.File
	apptest.Eventually(t, "the file has written itself", func() bool {
		f, _ = file(me, "me", 0)
		return f.Satisfied == 1 && f.Receptions == 1
	})
	if f.Name != "代表p1" || f.Cases != 1 || f.Closed != 1 || len(f.Entries) != 3 || f.Year != 2026 {
		t.Errorf("%+v", f)
	}
	labels := map[string]string{}
	for _, e := range f.Entries {
		labels[e.What] = e.Label + " " + e.Object
		if e.Event == "" || e.At.IsZero() {
			t.Errorf("no proof: %+v", e)
		}
	}
	if want := map[string]string{"CaseRegistered": "Na case/a", "CaseTriaged": "Na case/a", "CheckedIn": "站s1 day/d1"}; !reflect.DeepEqual(labels, want) {
		t.Errorf("entries %v", labels)
	}
	head := w.as(authz.StationHead, "431223100", "s1", "")
	if f, err := file(head, "p1", 0); err != nil || f.Receptions != 1 {
		t.Errorf("the head of the station of posting: %+v %v", f, err)
	}
	if f, err := file(w.as(authz.CountyAdmin, "431223", "", ""), "p1", 2025); err != nil || f.Cases != 0 || len(f.Entries) != 0 {
		t.Errorf("last year: %+v %v", f, err)
	}
	for name, no := range map[string]struct {
		client *rpc.Client
		person string
	}{
		"another deputy": {me, "p2"}, "a head elsewhere": {w.as(authz.StationHead, "431223101", "s2", ""), "p1"},
		"a county elsewhere": {w.as(authz.CountyAdmin, "431202", "", ""), "p1"}, "nobody": {head, "p9"}, "an account of no deputy": {head, "me"},
	} {
		if _, err := file(no.client, no.person, 0); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.Clock.Advance(31 * 24 * time.Hour) // the posting has ended
	head = w.as(authz.StationHead, "431223100", "s1", "")
	if _, err := file(head, "p1", 0); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("after the posting: %v", err)
	}
}

// A rebuild serves throughout, ends in the next generation and changes nothing.
func TestRebuild(t *testing.T) {
	w := newWorld(t)
	for i := range 30 {
		w.heard(fmt.Sprint("c", i), []string{"s1", "s2"}[i%2], "p1", nil)
	}
	county, operator := w.as(authz.CountyAdmin, "431223", "", ""), w.as(authz.SystemOperator, "43", "", "")
	apptest.Eventually(t, "all is counted", func() bool {
		c, err := counts(county, insight.CountsRequest{})
		return err == nil && c.Received == 30
	})
	before, err := counts(county, insight.CountsRequest{})
	must(t, err)
	st, err := rpc.Call(t.Context(), operator, insight.Rebuild, insight.RebuildRequest{})
	if err != nil || !st.Running || st.Generation != 1 {
		t.Fatalf("%+v %v", st, err)
	}
	if _, err := rpc.Call(t.Context(), operator, insight.Rebuild, insight.RebuildRequest{}); !fault.Is(err, fault.KindFailedPrecondition) {
		t.Errorf("a second one: %v", err)
	}
	if _, err := rpc.Call(t.Context(), county, insight.Rebuild, insight.RebuildRequest{}); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the county: %v", err)
	}
	apptest.Eventually(t, "the rebuild has ended", func() bool {
		now, err := counts(county, insight.CountsRequest{})
		if err != nil || !reflect.DeepEqual(now, before) {
			t.Fatalf("meanwhile %+v %v", now, err)
		}
		st, err = rpc.Call(t.Context(), operator, insight.GetRebuild, insight.RebuildRequest{})
		return err == nil && !st.Running
	})
	if st.Generation != 2 || st.Error != "" || st.Finished.IsZero() {
		t.Errorf("%+v", st)
	}
	w.heard("later", "s1", "p1", nil)
	apptest.Eventually(t, "it goes on", func() bool {
		c, err := counts(county, insight.CountsRequest{})
		return err == nil && c.Received == 31
	})
}

// A wish that a process left behind is taken up; one that another replica has
// fulfilled is not fulfilled again.
func TestRebuildLeftBehind(t *testing.T) {
	w := newWorld(t)
	ctx := store.System(t.Context())
	left := func(from int64) {
		must(t, w.service.rebuilds.Put(ctx, Rebuild{ID: rebuildCounts, From: from, Asked: w.Clock.Now()}))
		w.service.poke()
		apptest.Eventually(t, "it has ended", func() bool {
			r, err := w.service.rebuilds.Get(ctx, rebuildCounts)
			return err == nil && !r.pending()
		})
	}
	for _, c := range []struct{ from, becomes int64 }{{1, 2}, {1, 2}, {2, 3}} {
		left(c.from)
		if g, err := w.service.consumer.Generation(ctx); err != nil || g.Number != c.becomes {
			t.Errorf("from %d: generation %d, want %d, %v", c.from, g.Number, c.becomes, err)
		}
	}
}

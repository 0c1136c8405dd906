package insight

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

var start = time.Date(2026, time.November, 2, 9, 0, 0, 0, calendar.Zone)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// model is a view on a store of its own, folded as a consumer folds it.
type model struct {
	*view
	db *store.DB
	t  testing.TB
}

func newModel(t testing.TB) *model {
	return modelOn(t, storetest.DB(t, "insight", storetest.NewClock(start)))
}

func modelOn(t testing.TB, db *store.DB) *model {
	m := &model{view: newView(db, area.Default(), "_a"), db: db, t: t}
	must(t, db.Open(t.Context()))
	return m
}

func (m *model) system() context.Context { return store.System(m.t.Context()) }

// fold applies events, some to a unit of work as a consumer's batches are.
func (m *model) fold(events ...event.Event) {
	m.t.Helper()
	for batch := range slices.Chunk(events, 50) {
		m.foldIn(m.system(), batch, nil)
	}
}

// foldIn applies events in one unit of work, which fails with an error unless it is nil.
func (m *model) foldIn(ctx context.Context, events []event.Event, failure error) {
	m.t.Helper()
	handlers := map[string]event.Handler{}
	for _, h := range m.Handlers() {
		handlers[h.Type] = h
	}
	err := m.db.Transact(ctx, func(ctx context.Context) error {
		for _, e := range events {
			if h, ok := handlers[e.Type]; ok {
				if err := h.Apply(ctx, e); err != nil {
					return err
				}
			}
		}
		return failure
	})
	if !errors.Is(err, failure) {
		m.t.Fatal(err)
	}
}

// n is one number of a place.
func (m *model) n(place string, year int, name string) int {
	m.t.Helper()
	c, err := m.numbers(m.system(), place, year)
	must(m.t, err)
	return c.N[name]
}

// dump is everything that can be read from the model, without what it was folded from.
func (m *model) dump() map[string]string {
	out := map[string]string{}
	for k, n := range m.stored() {
		out[fmt.Sprintf("%s %d %s", k.place, k.period, k.name)] = fmt.Sprint(n)
	}
	for _, person := range people {
		for year := 2025; year <= 2028; year++ {
			page, err := m.view.entries.List(m.system(), store.Query{Index: "newest", Eq: store.Key{person, year}, Limit: store.MaxPage})
			must(m.t, err)
			for _, e := range page.Items {
				out[e.ID] = fmt.Sprint(e.Year, e.What, e.Object, e.Label, e.Station, e.Event, e.At.UnixNano())
			}
		}
	}
	return out
}

// stored are all numbers as they stand in the counters.
func (m *model) stored() tally {
	t := tally{}
	for _, place := range allPlaces() {
		must(m.t, m.counters.Each(m.system(), store.Query{Index: "span", Eq: store.Key{place}}, func(c Counter) error {
			for name, n := range c.N {
				t[key{place, c.Period, name}] = n
			}
			t[key{place, c.Period, "as of"}] = int(c.AsOf.UnixNano())
			return nil
		}))
	}
	return t
}

var (
	people = []string{"p1", "p2", "p3"}
	towns  = map[string]string{"s1": "431223100", "s2": "431223101", "s3": "431202100"} // station → area
)

func allPlaces() []string {
	var out []string
	v := &view{tree: area.Default()}
	for st, code := range towns {
		out = append(out, v.places(code, st)...)
	}
	for _, p := range people {
		out = append(out, "p:"+p)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// story makes random events of some cases and days, each aggregate in order.
func story(r *rand.Rand, length int) []event.Event {
	cases, days, projects := map[string]casework.Changed{}, map[string]roster.ReceptionDay{}, map[string]voting.Changed{}
	var out []event.Event
	seq := map[string]int64{}
	tell := func(kind, id, service string, e event.Event) {
		seq[kind+id]++
		e.ID, e.Aggregate, e.Subject, e.Source = fmt.Sprintf("%s%s-%d", kind, id, seq[kind+id]), kind, id, "lianluo/"+service
		e.Sequence, e.Time = seq[kind+id], start.Add(time.Duration(len(out))*31*time.Hour).UTC()
		out = append(out, e)
	}
	for range length {
		if id := fmt.Sprint("d", r.IntN(3)); r.IntN(4) == 0 {
			days[id] = nextDay(r, id, days[id])
			tell("day", id, "roster", roster.CheckedIn.New(roster.ShiftChanged{Day: days[id]}))
			continue
		}
		if id := fmt.Sprint("j", r.IntN(4)); r.IntN(5) == 0 {
			projects[id] = nextProject(r, id, projects[id], start.Add(time.Duration(len(out))*31*time.Hour))
			tell("project", id, "voting", voting.ProjectPooled.New(projects[id]))
			continue
		}
		id := fmt.Sprint("c", r.IntN(6))
		d, t := nextCase(r, id, cases[id], start.Add(time.Duration(len(out))*31*time.Hour))
		cases[id] = d
		tell("case", id, "casework", t.New(d))
	}
	return out
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func nextDay(r *rand.Rand, id string, d roster.ReceptionDay) roster.ReceptionDay {
	if d.ID == "" {
		st := pick(r, []string{"s1", "s2", "s3"})
		d = roster.ReceptionDay{ID: id, Station: st, Area: towns[st], Start: start.AddDate(0, r.IntN(6), 0), State: roster.DayPublished}
	}
	d.Shifts, d.PublishedAt = slices.Clone(d.Shifts), start
	if len(d.Shifts) < 2 {
		d.Shifts = append(d.Shifts, roster.Shift{ID: fmt.Sprint("sh", len(d.Shifts)), Person: pick(r, people), Name: "代表", Rank: pick(r, []string{"", "county_leader", "section_head"})})
	}
	sh := &d.Shifts[r.IntN(len(d.Shifts))]
	sh.State = pick(r, []roster.ShiftState{roster.ShiftAssigned, roster.ShiftAttended, roster.ShiftAbsent})
	d.State = pick(r, []roster.DayState{roster.DayPublished, roster.DayHeld, roster.DayMissed, roster.DayCancelled})
	return d
}

func nextCase(r *rand.Rand, id string, d casework.Changed, at time.Time) (casework.Changed, event.Type[casework.Changed]) {
	if d.Case == "" {
		st := pick(r, []string{"s1", "s2", "s3"})
		d = casework.Changed{Case: id, Number: "N" + id, Station: st, Area: towns[st], ReceivedAt: at, Step: casework.Registered,
			Category: pick(r, []string{"01", "02"}), ReceivedBy: []string{pick(r, people)}}
		return d, casework.CaseRegistered
	}
	d.ReceivedBy = slices.Clone(d.ReceivedBy)
	switch r.IntN(11) {
	case 0:
		d.Step, d.Unit, d.UnitName = casework.Assigned, "u1", "县水利局"
		return d, casework.CaseAssigned
	case 8:
		d.Step = casework.Handling
		return d, casework.CaseAccepted
	case 9:
		d.Step = casework.Returned
		return d, casework.CaseReturned
	case 10:
		d.Step, d.Result = casework.Replied, pick(r, []string{"A", "B"})
		return d, casework.CaseReplied
	case 1:
		d.Light = pick(r, []string{"", "yellow", "red"})
		return d, casework.CaseLightChanged
	case 2:
		d.Supervision = r.IntN(3)
		return d, casework.CaseSupervised
	case 3:
		d.Step, d.ClosedAt, d.Light = casework.Closed, at, ""
		d.Outcome = pick(r, []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeBasically, casework.OutcomeUnanswered, casework.OutcomeDissatisfied})
		return d, casework.CaseClosed
	case 4:
		d.Step, d.ClosedAt, d.Outcome = pick(r, []casework.Step{casework.Rejected, casework.MergedStep, casework.Withdrawn}), at, casework.OutcomeNotAsked
		return d, casework.CaseRejected
	case 5:
		if ended(d.Step) {
			d.Step = casework.Archived
		}
		return d, casework.CaseArchived
	case 6:
		d.Step, d.ClosedAt, d.Outcome = casework.Handling, time.Time{}, ""
		return d, casework.CaseReopened
	}
	d.Category, d.ReceivedBy = pick(r, []string{"01", "02", "03"}), []string{pick(r, people), pick(r, people)}
	return d, casework.CaseTriaged
}

// nextProject is a project after another of its steps.
func nextProject(r *rand.Rand, id string, d voting.Changed, at time.Time) voting.Changed {
	if d.Project == "" {
		d = voting.Changed{Project: id, Number: "P" + id, Area: towns[pick(r, []string{"s1", "s2", "s3"})]}
	}
	d.At, d.Title = at.UTC(), "修路"
	d.State = pick(r, []voting.State{voting.Proposed, voting.Pooled, voting.Balloting, voting.Adopted, voting.Announced, voting.Merged, voting.Split, voting.NotAdopted})
	return d
}

// stationEvent opens a station.
func stationEvent(id string) event.Event {
	e := station.StationOpened.New(station.Changed{Station: id, Name: "站" + id, Area: towns[id]})
	e.Aggregate, e.Subject, e.Source, e.Sequence, e.Time = "station", id, "lianluo/station", 1, start.UTC()
	return e
}

var _ consume.View = (*view)(nil)

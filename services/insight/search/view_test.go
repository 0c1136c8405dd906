package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/words"
)

var (
	start = time.Date(2026, time.November, 2, 9, 0, 0, 0, calendar.Zone)
	towns = []string{"431223100", "431223101", "431202001"}
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newIndex(t testing.TB, db *store.DB) *View {
	t.Helper()
	v := NewView(db, area.Default(), "_a")
	must(t, db.Open(t.Context()))
	return v
}

// fold applies events as a consumer does.
func fold(t testing.TB, db *store.DB, v *View, events []event.Event) {
	t.Helper()
	handlers := map[string]event.Handler{}
	for _, h := range v.Handlers() {
		handlers[h.Type] = h
	}
	for batch := range slices.Chunk(events, 20) {
		must(t, db.Transact(store.System(t.Context()), func(ctx context.Context) error {
			for _, e := range batch {
				if h, ok := handlers[e.Type]; ok {
					if err := h.Apply(ctx, e); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
}

var vocabulary = []string{"停水", "检修", "接待", "辰阳镇", "Ａ座", "𠮷家冲", "cafe\u0301"}

// story is what happens to some aggregates, each in order.
func story(r *rand.Rand, length int) []event.Event {
	var out []event.Event
	seq := map[string]int64{}
	tell := func(kind, id string, e event.Event) {
		seq[kind+id]++
		e.ID, e.Aggregate, e.Subject, e.Source = fmt.Sprint(kind, id, "-", seq[kind+id]), kind, id, "lianluo/"+kind
		e.Sequence, e.Time = seq[kind+id], start.Add(time.Duration(len(out))*31*time.Minute).UTC()
		out = append(out, e)
	}
	word := func() string { return vocabulary[r.IntN(len(vocabulary))] + vocabulary[r.IntN(len(vocabulary))] }
	for range length {
		n := r.IntN(4)
		id, town := fmt.Sprint(n), towns[n%3]
		switch r.IntN(4) {
		case 0:
			tell("station", id, station.StationUpdated.New(station.Changed{Station: id, Name: word(), Area: town, Address: word(),
				State: []station.State{station.Open, station.Closed}[r.IntN(2)]}))
		case 1:
			t := []event.Type[station.NoticeChanged]{station.NoticePublished, station.NoticeWithdrawn}[r.IntN(2)]
			tell("notice", id, t.New(station.NoticeChanged{Notice: id, Station: id, Area: town, Title: word(), Text: word()}))
		case 2:
			tell("person", id, roster.PersonUpdated.New(roster.PersonChanged{Person: id, Name: word(), Area: town, Post: word(),
				Postings: []roster.Posting{{Station: fmt.Sprint(r.IntN(4)), From: start}}}))
		default:
			tell("day", id, roster.DayMoved.New(roster.DayChanged{Day: roster.ReceptionDay{ID: id, Station: id, StationName: word(), Area: town,
				Start: start.AddDate(0, r.IntN(3), n), Topic: word(), State: roster.DayPublished, PublishedAt: start.AddDate(0, -r.IntN(2), 0)}}))
		}
	}
	return out
}

// dump is all that anybody finds.
func dump(t testing.TB, v *View) map[string]string {
	out := map[string]string{}
	for _, town := range towns {
		ctx := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:" + town}})
		for _, q := range append(slices.Clone(vocabulary), "家冲", "阳镇a", "2026年") {
			page, err := v.Find(ctx, insight.SearchRequest{Words: q, Limit: 100}, start)
			must(t, err)
			for _, f := range page.Items {
				out[town+q+string(f.Kind)+f.ID] = fmt.Sprint(f)
			}
			out[town+q] = fmt.Sprint(page.Counts)
		}
	}
	return out
}

// In whatever order the events of different aggregates come, the same is found:
// an index built anew is the one that followed.
func TestOrderIndependent(t *testing.T) {
	events := story(rand.New(rand.NewPCG(2, 2)), 60)
	eventtest.OrderIndependent(t, events, func(events []event.Event) map[string]string {
		db := storetest.DB(t, "insight", storetest.NewClock(start))
		v := newIndex(t, db)
		fold(t, db, v, events)
		return dump(t, v)
	})
}

// What is found is what a naive look at the last event of each aggregate finds,
// on every store; built anew it is the same.
func TestFindsLikeANaiveSearch(t *testing.T) {
	storetest.EachDB(t, "insight", func(t *testing.T, db *store.DB) {
		v := newIndex(t, db)
		events := story(rand.New(rand.NewPCG(5, 5)), 120)
		fold(t, db, v, events)
		last := map[string]Found{}
		for _, e := range events {
			if e.Aggregate == "station" {
				d, err := station.StationUpdated.Decode(e)
				must(t, err)
				last[e.Subject] = v.ofStation(e, d)
			}
		}
		live := dump(t, v)
		for _, town := range towns {
			for _, q := range vocabulary {
				for id, f := range last {
					_, found := live[town+q+"station"+id]
					if want := f.Area == town && words.NewQuery(q).Finds(f.says()); found != want {
						t.Errorf("%s %q station %s: found %v", town, q, id, found)
					}
				}
			}
		}
		must(t, v.Clear(store.System(t.Context())))
		if left := dump(t, v); len(left) != len(towns)*(len(vocabulary)+3) {
			t.Errorf("cleared, and %d are found", len(left))
		}
		fold(t, db, v, events)
		if again := dump(t, v); fmt.Sprint(again) != fmt.Sprint(live) {
			t.Errorf("built anew:\n%v\nlive:\n%v", again, live)
		}
	})
}

var _ consume.View = (*View)(nil)

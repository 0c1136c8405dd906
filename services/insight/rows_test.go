package insight

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// rowsOf pages through what a figure of a stretch is made of.
func (m *model) rowsOf(place string, l listing, s stretch) (rows []insight.Row) {
	m.t.Helper()
	r := reader{m.view, m.system(), map[string]string{}}
	for after := ""; ; {
		page, err := r.list(l, place, s, 3, after)
		must(m.t, err)
		rows = append(rows, page.Items...)
		if after = page.Next; after == "" {
			return rows
		}
	}
}

// Whatever happened, of whatever place and days: each figure has exactly as many
// rows as it says.
func TestEveryFigureHasItsRows(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 3))
		m := newModel(t)
		m.fold(story(r, 150)...)
		for range 6 {
			from := calendar.DateOf(start) + calendar.Date(r.IntN(200))
			s := stretch{from, from + calendar.Date(r.IntN(300))}
			for _, place := range []string{"a:431223", "a:431202100", "s:s1"} {
				m.rowsAgree(place, s)
			}
		}
	}
}

func (m *model) rowsAgree(place string, s stretch) {
	m.t.Helper()
	sum, err := m.sum(m.system(), place, s)
	must(m.t, err)
	open, err := m.numbers(m.system(), place, now)
	must(m.t, err)
	for figure, index := range indexes {
		n := sum.N
		if index == "open" {
			n = open.N
		}
		for _, of := range partsOf(figure) {
			l, err := listingOf(insight.RowsRequest{Figure: figure, Of: of})
			must(m.t, err)
			if got := len(m.rowsOf(place, l, s)); index != "roll" && got != n[l.name] {
				m.t.Errorf("%s, %s to %s: %s is %d, there are %d rows", place, s.From, s.To, l.name, n[l.name], got)
			}
		}
	}
}

// partsOf are some parts of a figure; one without has itself.
func partsOf(figure string) []string {
	parts := map[string][]string{"category": {"01", "02", "03", "none"}, "outcome": {"satisfied", "unanswered"}, "step": {"handling", "closed"}, "rank": {"none", "county_leader"}}[figure]
	if parts == nil {
		return []string{""}
	}
	return parts
}

func TestEveryDefinitionHasRows(t *testing.T) {
	for _, d := range insight.Definitions {
		if indexes[d.Figure] == "" || d.Title.ZH == "" || d.Title.EN == "" || d.How.ZH == "" || d.How.EN == "" {
			t.Errorf("%s: %+v", d.Figure, d)
		}
		if d.Of != "" && insight.Define(d.Of).Figure == "" {
			t.Errorf("%s is of %s, which is nothing", d.Figure, d.Of)
		}
	}
	if len(indexes) != len(insight.Definitions) {
		t.Errorf("%d figures, %d definitions", len(indexes), len(insight.Definitions))
	}
}

func TestListRows(t *testing.T) {
	w := newWorld(t)
	w.heard("a", "s1", "p1", nil)
	w.heard("a", "s1", "p1", func(d *casework.Changed) {
		d.Step, d.Outcome, d.UnitName, d.Result = casework.Closed, casework.OutcomeSatisfied, "县水利局", "A"
		d.ReceivedAt, d.ClosedAt = apptest.Now.Add(-30*time.Hour), apptest.Now
	})
	w.heard("b", "s2", "p1", nil)
	day := roster.ReceptionDay{ID: "d1", Station: "s1", Area: towns["s1"], Start: apptest.Now, State: roster.DayHeld,
		Shifts: []roster.Shift{{ID: "x", Person: "p1", Name: "向春梅", Rank: "section_head", State: roster.ShiftAttended}, {ID: "y", Person: "p2", Name: "舒建华", State: roster.ShiftAttended}}}
	w.roster.Tell(t, "day", "d1", "x", roster.CheckedIn.New(roster.ShiftChanged{Day: day}))
	county := w.as(authz.CountyAdmin, "431223", "", "")
	list := func(c *rpc.Client, req insight.RowsRequest) ([]insight.Row, error) {
		page, err := rpc.Call(t.Context(), c, insight.ListRows, req)
		return page.Items, err
	}
	apptest.Eventually(t, "all is counted", func() bool {
		c, err := counts(county, insight.CountsRequest{})
		return err == nil && c.Received == 2 && c.Closed == 1 && c.Attended == 2
	})
	rows, err := list(county, insight.RowsRequest{Figure: "solved"})
	want := insight.Row{Kind: "case", ID: "a", Label: "Na", Station: "s1", StationName: "站s1", Area: towns["s1"], On: rows[0].On, Ended: rows[0].Ended,
		Category: "01", Step: "closed", Outcome: "satisfied", Unit: "县水利局", Hours: 48}
	if err != nil || len(rows) != 1 || rows[0] != want {
		t.Errorf("%+v %v", rows, err)
	}
	rows, err = list(county, insight.RowsRequest{Figure: "rank", Of: "section_head"})
	if err != nil || len(rows) != 1 || rows[0].Label != "向春梅" || rows[0].Kind != "attendance" || rows[0].StationName != "站s1" {
		t.Errorf("%+v %v", rows, err)
	}
	if rows, err = list(w.as(authz.StationHead, "431223101", "s2", ""), insight.RowsRequest{Figure: "received"}); err != nil || len(rows) != 1 || rows[0].ID != "b" {
		t.Errorf("a head's own: %+v %v", rows, err)
	}
	if rows, err = list(county, insight.RowsRequest{Figure: "received", CountsRequest: insight.CountsRequest{From: "2020-01-01", To: "2020-02-01"}}); err != nil || len(rows) != 0 {
		t.Errorf("other days: %+v %v", rows, err)
	}
	trend, err := rpc.Call(t.Context(), county, insight.GetTrend, insight.CountsRequest{Period: "month"})
	if err != nil || trend.By != "day" || len(trend.Points) == 0 || sumOf(trend.Points) != 2 {
		t.Errorf("by %s %d, %v", trend.By, sumOf(trend.Points), err)
	}
	trend, err = rpc.Call(t.Context(), county, insight.GetTrend, insight.CountsRequest{Period: "two_years"})
	if err != nil || trend.By != "month" || sumOf(trend.Points) != 2 {
		t.Errorf("by %s %d, %v", trend.By, sumOf(trend.Points), err)
	}
	if page, err := rpc.Call(t.Context(), county, insight.ListFigures, rpc.None{}); err != nil || !slices.Equal(page.Items, insight.Definitions) {
		t.Errorf("%v %v", page.Items, err)
	}
	w.refusesRows(county)
}

func sumOf(points []insight.Figures) (n int) {
	for _, p := range points {
		n += p.Received
	}
	return n
}

func (w *world) refusesRows(county *rpc.Client) {
	for _, no := range []struct {
		client *rpc.Client
		req    insight.RowsRequest
		kind   fault.Kind
	}{
		{county, insight.RowsRequest{Figure: "none"}, fault.KindInvalid}, {county, insight.RowsRequest{}, fault.KindInvalid},
		{county, insight.RowsRequest{Figure: "category"}, fault.KindInvalid}, {county, insight.RowsRequest{Figure: "closed", Of: "x"}, fault.KindInvalid},
		{county, insight.RowsRequest{Figure: "closed", After: "not a cursor"}, fault.KindInvalid},
		{county, insight.RowsRequest{Figure: "closed", CountsRequest: insight.CountsRequest{Area: "431202"}}, fault.KindNotFound},
		{county, insight.RowsRequest{Figure: "closed", CountsRequest: insight.CountsRequest{Station: "s3"}}, fault.KindNotFound},
		{county, insight.RowsRequest{Figure: "closed", CountsRequest: insight.CountsRequest{From: "2026-13-01"}}, fault.KindInvalid},
		{county, insight.RowsRequest{Figure: "closed", CountsRequest: insight.CountsRequest{Period: "decade"}}, fault.KindInvalid},
		{w.as(authz.DeputyRole, "431223100", "", "p1"), insight.RowsRequest{Figure: "closed"}, fault.KindDenied},
		{w.Client("insight", authz.Subject{}), insight.RowsRequest{Figure: "closed"}, fault.KindUnauthenticated},
	} {
		if _, err := rpc.Call(w.t.Context(), no.client, insight.ListRows, no.req); !fault.Is(err, no.kind) {
			w.t.Errorf("%+v: %v, want %s", no.req, err, no.kind)
		}
	}
}

// The rows of deputies are those of the day, posted or not.
func TestDeputiesRows(t *testing.T) {
	m := newModel(t)
	from := time.Date(2022, time.January, 1, 0, 0, 0, 0, calendar.Zone)
	m.deputy("p1", "431223100", []roster.Mandate{{From: from}}, []roster.Posting{{Station: "s1", From: from.AddDate(1, 0, 0)}})
	m.deputy("p2", "431223101", []roster.Mandate{{From: from}}, nil)
	on := calendar.DateOf(from.AddDate(2, 0, 0))
	for name, want := range map[string]int{"deputies": 2, "covered": 1, "uncovered": 1} {
		if got := len(m.rowsOf("a:431223", listing{index: "roll", name: name}, stretch{on, on})); got != want {
			t.Errorf("%s: %d rows, want %d", name, got, want)
		}
	}
	if got := m.rowsOf("a:431223", listing{index: "roll", name: "covered"}, stretch{on, calendar.DateOf(from)}); len(got) != 0 {
		t.Errorf("before: %+v", got)
	}
}

// No text that a caller sends as figure, part or days does anything but list or
// be refused.
func FuzzListing(f *testing.F) {
	f.Add("category", "01", "2026-01-01", "2026-02-01", "free")
	f.Add("closed", "", "", "", "term")
	m := newModel(f)
	m.fold(story(rand.New(rand.NewPCG(1, 1)), 20)...)
	f.Fuzz(func(t *testing.T, figure, of, from, to, name string) {
		l, err := listingOf(insight.RowsRequest{Figure: figure, Of: of})
		if err != nil {
			return
		}
		p, err := m.periodOf(store.System(t.Context()), insight.CountsRequest{Area: "431223", Period: name, From: from, To: to}, calendar.DateOf(start))
		if err != nil {
			return
		}
		r := reader{m.view, store.System(t.Context()), map[string]string{}}
		if _, err := r.list(l, "a:431223", p.now, 50, ""); err != nil {
			t.Fatal(err)
		}
	})
}

package insight

import (
	"testing"

	"lianluo/api/insight"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// What happens to one project, number by number: it is a topic of the day on which it
// was proposed, and chosen on that of the ballot, whatever becomes of it.
func TestOneProject(t *testing.T) {
	m := newModel(t)
	d := voting.Changed{Project: "j1", Number: "P1", Area: "431223100"}
	seq := int64(0)
	happens := func(kind event.Type[voting.Changed], state voting.State) {
		d.State, d.At = state, start.AddDate(0, int(seq), 0)
		seq++
		e := kind.New(d)
		e.ID, e.Aggregate, e.Subject, e.Source, e.Sequence, e.Time = "e", "project", "j1", "lianluo/voting", seq, d.At
		m.fold(e)
	}
	is := func(year int, name string, want int) {
		t.Helper()
		for _, place := range []string{"a:43", "a:4312", "a:431223", "a:431223100"} {
			if got := m.n(place, year, name); got != want {
				t.Errorf("after %d: %s %d %s is %d, want %d", seq, place, year, name, got, want)
			}
		}
	}
	happens(voting.ProjectProposed, voting.Proposed)
	is(20261102, "topics", 1)
	happens(voting.ProjectMerged, voting.Merged)
	is(2026, "topics", 0)
	happens(voting.ProjectPooled, voting.Pooled)
	happens(voting.ProjectAdopted, voting.Adopted)
	is(2026, "topics", 1)
	is(2026, "chosen", 0)
	is(20270202, "chosen", 1)
	d.Present = []string{"d1", "d2"}
	happens(voting.ProjectVisited, voting.Adopted)
	files := m.view.entries
	for _, person := range d.Present {
		e, err := files.Get(store.System(t.Context()), person+"/visit/e")
		if err != nil || e.What != "ProjectVisited" || e.Object != "project/j1" || e.Label != "P1" || e.Year != 2027 {
			t.Errorf("the file of %s: %+v, %v", person, e, err)
		}
	}
	d.Present, d.Title = nil, "修通学路"
	happens(voting.BallotAbandoned, voting.Deliberating)
	is(2027, "chosen", 1)
	l, err := listingOf(insight.RowsRequest{Figure: "chosen"})
	must(t, err)
	for kind, state := range map[*event.Type[voting.Changed]]voting.State{&voting.ProjectEvaluated: voting.Evaluated, &voting.RectificationOrdered: voting.Rectifying,
		&voting.ProjectCarriedOver: voting.CarriedOver, &voting.ProjectArchived: voting.Archived, &voting.ProposalWithdrawn: voting.Withdrawn} {
		happens(*kind, state)
		if now := m.rowsOf("a:431223", l, stretch{calendar.DateOf(start), calendar.DateOf(start) + 365}); now[0].State != string(state) {
			t.Errorf("after %s the board says %s, not %s", kind.Name, now[0].State, state)
		}
	}
	happens(voting.BallotAbandoned, voting.Deliberating)
	rows := m.rowsOf("a:431223", l, stretch{calendar.DateOf(start), calendar.DateOf(start) + 365})
	want := insight.Row{Kind: "project", ID: "j1", Label: "P1", Title: "修通学路", Area: "431223100", On: "2026-11-02", Ended: "2027-02-02", State: "deliberating"}
	if len(rows) != 1 || rows[0] != want {
		t.Errorf("the rows are %+v", rows)
	}
}

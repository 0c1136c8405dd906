package checker

import (
	"slices"
	"strings"
	"testing"
)

// Each case damages the small world in one way; the checker has to say which.
var damages = map[string]struct {
	want   Kind
	says   string
	damage func(*world)
}{
	"a registration that is not there": {Lost, "cannot be read", func(w *world) { delete(w.state.Cases, "c2") }},
	"a step that is not in the journal": {Lost, "CaseTriaged", func(w *world) {
		w.drop("CaseTriaged")
	}},
	"a step twice in the journal": {Doubled, "CaseTriaged", func(w *world) {
		w.says("casework", "case", "c1", "CaseTriaged", told{Station: ours, Category: place, Step: "assigned", ReceivedAt: received})
	}},
	"a step twice in the history":    {Doubled, "history shows CaseAssigned 2", func(w *world) { w.shown("c1", "CaseAssigned") }},
	"steps in another order":         {Reordered, "acknowledged", func(w *world) { w.swap("CaseTriaged", "CaseAssigned") }},
	"a case back at an earlier step": {Different, "stands at triaged", func(w *world) { w.at("c1", "triaged") }},
	"another person's words":         {Different, "it is number", func(w *world) { c := w.state.Cases["c1"]; c.Text = "else"; w.state.Cases["c1"] = c }},
	"a number given twice":           {Doubled, "is also that of", func(w *world) { w.acts[1].Number = w.acts[0].Number }},
	"one case for two people":        {Doubled, "two people", func(w *world) { w.acts[1].Object = w.acts[0].Object }},
	"a case that nobody was told of": {Doubled, "nobody was told", func(w *world) { w.state.Listed = append(w.state.Listed, Listed{ID: "c9", Station: ours}) }},
	"a key that answers differently": {Doubled, "different answers", func(w *world) { w.acts[0].Answers = []string{"a", "b"} }},
	"a case that no list has":        {Lost, "listed 0 times", func(w *world) { w.state.Listed = w.state.Listed[:1] }},
	"a case twice in the lists":      {Doubled, "listed 2 times", func(w *world) { w.state.Listed = append(w.state.Listed, w.state.Listed[0]) }},
	"a check-in that is not there":   {Lost, "shows no", func(w *world) { w.state.Days["d1"].Shifts[0].State = "assigned" }},
	"a check-in said twice": {Doubled, "CheckedIn sh0", func(w *world) {
		w.says("roster", "day", "d1", "CheckedIn", map[string]any{"day": w.state.Days["d1"], "shift": "sh0"})
	}},
	"a check-in missing in the file": {Lost, "in the file", func(w *world) { delete(w.state.Files, "p0") }},
	"a check-in twice in the file": {Doubled, "2 times in the file", func(w *world) {
		f := w.state.Files["p0"]
		f.Entries = append(f.Entries, f.Entries[0])
		w.state.Files["p0"] = f
	}},
	"an event counted twice":           {Miscount, "the board", func(w *world) { c := w.state.Counts[ours]; c.Received++; w.state.Counts[ours] = c }},
	"a case counted at the wrong step": {Miscount, "the board", func(w *world) { w.state.Counts[County].BySteps["closed"] = 1 }},
	"an attendance counted twice":      {Miscount, "the board", func(w *world) { c := w.state.Counts[County]; c.Attended++; w.state.Counts[County] = c }},
	"a bulletin that lags":             {Miscount, "the bulletin", func(w *world) { w.state.Bulletins[ours] = Bulletin{Received: 1, Open: 1} }},
	"a mail that arrived twice":        {ToldTwice, "arrived 2 times", func(w *world) { w.state.Caught[w.state.Deliveries[0].ID]++ }},
	"a mail nobody knows of":           {ToldTwice, "no delivery is known", func(w *world) { w.state.Caught["other"] = 1 }},
	"a mail that would go out again":   {ToldTwice, "would go out again", func(w *world) { w.state.Deliveries[0].State = "waiting" }},
	"a mail that never arrived":        {NotTold, "never arrived", func(w *world) { clear(w.state.Caught) }},
	"nobody told of the assignment":    {NotTold, "told nothing", func(w *world) { w.state.Deliveries = nil; clear(w.state.Caught) }},
	"two deliveries of one event": {ToldTwice, "2 deliveries", func(w *world) {
		again := w.state.Deliveries[0]
		again.ID = "again"
		w.state.Deliveries, w.state.Caught["again"] = append(w.state.Deliveries, again), 1
	}},
	"a mail that failed":               {NotTold, "is failed", func(w *world) { w.state.Deliveries[0].State = "failed"; clear(w.state.Caught) }},
	"a mail that is overdue":           {NotTold, "is waiting", func(w *world) { w.state.Deliveries[0].State = "waiting"; clear(w.state.Caught) }},
	"an inbox with one event twice":    {ToldTwice, "CaseAssigned", func(w *world) { in := w.state.Inboxes; in[UnitOffice] = append(in[UnitOffice], in[UnitOffice][0]) }},
	"an inbox that lacks an event":     {NotTold, "did not hear", func(w *world) { w.state.Inboxes[StationHead] = w.state.Inboxes[StationHead][:1] }},
	"a gap in the journal":             {Lost, "holds number 2 after 0", func(w *world) { w.state.Journals["roster"] = w.state.Journals["roster"][1:] }},
	"a number twice in the journal":    {Doubled, "holds number 1 after 1", func(w *world) { w.state.Journals["roster"][1].Event.Sequence = 1 }},
	"an event at two places":           {Doubled, "is twice in", func(w *world) { j := w.state.Journals["roster"]; j[1].Event.ID = j[0].Event.ID }},
	"positions that fall":              {Broken, "position 1 after 1", func(w *world) { w.state.Journals["roster"][1].Position = 1 }},
	"an audit chain that is not whole": {Broken, "exit status 1", func(w *world) { w.state.Audit = "exit status 1" }},
}

func TestEveryDamageIsFound(t *testing.T) {
	for name, d := range damages {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			d.damage(w)
			found := w.check()
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == d.want && strings.Contains(f.String(), d.says) }) {
				t.Errorf("found %v, want %s with %q", found, d.want, d.says)
			}
		})
	}
}

// What is marked uncertain is no fault, whether it arrived or not; nor is what
// was there before the clients came.
func TestWhatIsNoFault(t *testing.T) {
	for n := range 2 {
		w := newWorld()
		w.state.Deliveries[0].State, w.state.Caught[w.state.Deliveries[0].ID] = "uncertain", n
		if found := w.check(); len(found) > 0 {
			t.Errorf("uncertain, arrived %d times: %v", n, found)
		}
	}
	later := newWorld()
	later.state.Deliveries[0].State, later.state.Deliveries[0].Next = "waiting", received
	clear(later.state.Caught)
	if found := later.check(); len(found) > 0 {
		t.Errorf("to be tried again: %v", found)
	}
	w := newWorld()
	w.says("casework", "case", "c0", "CaseRegistered", told{Station: "st0", Step: "withdrawn", ReceivedAt: received, ClosedAt: received})
	before := Listed{ID: "c0", Station: ours, Step: "withdrawn"}
	w.state.Before, w.state.Listed = []Listed{before}, append(w.state.Listed, before)
	county := w.state.Counts[County]
	county.Received, county.EndedOtherwise, county.ByCategory = 3, 1, map[string]int{place: 2, "": 1}
	w.state.Counts[County] = county
	if found := w.check(); len(found) > 0 {
		t.Errorf("what was there before: %v", found)
	}
}

// at sets a case's step, as a lost write would.
func (w *world) at(id, step string) {
	c := w.state.Cases[id]
	c.Step = step
	w.state.Cases[id] = c
}

func (w *world) shown(id, name string) {
	c := w.state.Cases[id]
	c.Timeline = append(c.Timeline, struct {
		What string `json:"what"`
	}{name})
	w.state.Cases[id] = c
}

// drop takes an event out of the journal and closes the gap, so that nothing but
// the history tells of it.
func (w *world) drop(name string) {
	rows := w.state.Journals["casework"]
	at := w.find(name)
	for i := at + 1; i < len(rows); i++ {
		if rows[i].Event.Subject == rows[at].Event.Subject {
			rows[i].Event.Sequence--
		}
	}
	w.state.Journals["casework"] = slices.Delete(rows, at, at+1)
}

// swap exchanges two events of one case, places and numbers kept.
func (w *world) swap(a, b string) {
	rows := w.state.Journals["casework"]
	x, y := &rows[w.find(a)], &rows[w.find(b)]
	x.Event.Type, y.Event.Type = y.Event.Type, x.Event.Type
}

func (w *world) find(name string) int {
	return slices.IndexFunc(w.state.Journals["casework"], func(r Row) bool { return short(r.Event.Type) == name })
}

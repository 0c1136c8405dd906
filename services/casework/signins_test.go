package casework

import (
	"fmt"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// held tells of a reception that was held some days before now, with who signed in.
func (w *world) held(id, station string, daysAgo int, visitors *int, persons ...string) time.Time {
	w.t.Helper()
	start := w.Clock.Now().AddDate(0, 0, -daysAgo)
	d := roster.ReceptionDay{ID: id, Station: station, Start: start, End: start.Add(2 * time.Hour), State: roster.DayHeld, Visitors: visitors}
	for _, p := range persons {
		d.Shifts = append(d.Shifts, roster.Shift{ID: id + p, Person: p, Name: "代表" + p, State: roster.ShiftAttended})
	}
	told := roster.DayHeldEvent.New(roster.DayChanged{Day: d})
	if visitors != nil {
		told = roster.VisitorsRecorded.New(roster.DayChanged{Day: d})
	}
	w.roster.Tell(w.t, "object", id, "", told)
	apptest.Eventually(w.t, "heard of "+id, func() bool {
		known, err := w.svc.days.Get(store.System(w.t.Context()), id)
		return err == nil && (known.Visitors == nil) == (visitors == nil)
	})
	return start
}

// quiet are three receptions at which somebody signed in, and no more.
func (w *world) quiet(station string, persons ...string) {
	w.t.Helper()
	for i, ago := range []int{100, 70, 40} {
		w.held(fmt.Sprint("q", station, i), station, ago, nil, persons...)
	}
}

func count(n int) *int { return &n }

func (w *world) signIns(c *rpc.Client) []casework.SignalRow {
	w.t.Helper()
	return apptest.Call(w.t, c, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, Area: ""}).Items
}

func TestSignInsWithoutWorkAreAFactOfTheStation(t *testing.T) {
	w := start(t)
	w.quiet("st1", "p1", "p2")
	got := w.signIns(w.county)
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	in := got[0].SignIns
	if in.Station != "st1" || in.Person != "" || len(in.Days) != 3 || in.Days[0].Day != "qst10" || len(in.Days[0].Persons) != 2 || in.Least != 3 || in.PeriodDays != 180 || in.Rule == "" {
		t.Errorf("%+v", in)
	}
	if len(w.signIns(w.officer)) != 1 || len(w.signIns(w.nbr)) != 0 {
		t.Error("the station sees its own, and a neighbour nothing")
	}
	row := apptest.Call(t, w.officer, casework.ExplainSignIns, casework.ExplainSignInsRequest{Station: "st1", Day: "qst12", Text: "农忙，改为入户走访，走访记录在站里"})
	if len(row.Explanations) != 1 || row.Explanations[0].By != "officer" {
		t.Errorf("%+v", row)
	}
	w.held("q4", "st1", 10, nil, "p1")
	if got = w.signIns(w.county); len(got) != 1 || len(got[0].SignIns.Days) != 4 || len(got[0].Explanations) != 1 {
		t.Errorf("what was said of the receptions before holds on: %+v", got)
	}
	if told := w.journal("SignInsExplained"); len(told) != 1 {
		t.Errorf("%v", told)
	}
	w.tellsNothingPersonal("农忙")
}

// Whatever is on record is work: that nobody came, too.
func TestWhatCountsAsWork(t *testing.T) {
	for name, c := range map[string]struct {
		after func(w *world)
		want  string // of whom
	}{
		"nothing":                 {func(*world) {}, "the station"},
		"nobody came, it is said": {func(w *world) { w.held("qst11", "st1", 70, count(0), "p1", "p2") }, ""},
		"somebody came":           {func(w *world) { w.held("qst12", "st1", 40, count(3), "p1", "p2") }, ""},
		"one more, not over yet":  {func(w *world) { w.held("new", "st1", 2, nil, "p1", "p2") }, "the station"},
		"a case in between": {func(w *world) {
			w.setRules(`{"late_days":60}`)
			c := apptest.Call(t, w.officer, casework.RegisterCase, casework.RegisterRequest{Station: "st1", Channel: casework.AtReception, Who: zhang,
				Text: "路灯坏了", At: w.Clock.Now().AddDate(0, 0, -40).Add(time.Hour)})
			if c.Case == "" {
				t.Fatal("no case")
			}
			w.setRules(`{"late_days":7}`)
		}, ""},
		"a deputy hears somebody later": {func(w *world) {
			w.setRules(`{"late_days":60}`)
			apptest.Call(t, w.officer, casework.RegisterCase, casework.RegisterRequest{Station: "st1", Channel: casework.AtDesk, Who: zhang,
				Text: "路灯坏了", ReceivedBy: []string{"p2"}, At: w.Clock.Now().AddDate(0, 0, -50)})
			w.setRules(`{"late_days":7}`)
		}, "p1"}, // the other one
		"the county looks for more": {func(w *world) { w.setRules(`{"sign_in_times":4}`) }, ""},
		"or at a shorter time":      {func(w *world) { w.setRules(`{"sign_in_days":50}`) }, ""},
	} {
		w := start(t)
		w.quiet("st1", "p1", "p2")
		c.after(w)
		of := ""
		for _, row := range w.signIns(w.county) {
			of += either(row.SignIns.Person, "the station")
		}
		if of != c.want {
			t.Errorf("%s: of %q", name, of)
		}
	}
}

// Where the station has work to show, each deputy is looked at alone.
func TestSignInsOfOneDeputy(t *testing.T) {
	w := start(t)
	w.quiet("st1", "p1")
	w.held("busy", "st1", 55, count(4), "p2")
	got := w.signIns(w.county)
	if len(got) != 1 || got[0].SignIns.Person != "p1" || got[0].SignIns.PersonName != "代表p1" || len(got[0].SignIns.Days) != 3 {
		t.Fatalf("%+v", got)
	}
	before := apptest.Call(t, w.county, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, Until: w.Clock.Now().AddDate(0, 0, -45)}).Items
	after := apptest.Call(t, w.county, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, From: w.Clock.Now().AddDate(0, 0, -20)}).Items
	if len(before) != 0 || len(after) != 0 {
		t.Errorf("%+v\n%+v", before, after)
	}
	for name, try := range map[string]struct {
		client *rpc.Client
		req    casework.ExplainSignInsRequest
		kind   fault.Kind
	}{
		"no fact":      {w.officer, casework.ExplainSignInsRequest{Station: "st1", Day: "qst12", Text: "没有"}, fault.KindFailedPrecondition},
		"not the last": {w.officer, casework.ExplainSignInsRequest{Station: "st1", Day: "qst11", Person: "p1", Text: "不是"}, fault.KindFailedPrecondition},
		"elsewhere":    {w.nbr, casework.ExplainSignInsRequest{Station: "st1", Day: "qst12", Person: "p1", Text: "不是我"}, fault.KindNotFound},
		"the deputy":   {w.deputy, casework.ExplainSignInsRequest{Station: "st1", Day: "qst12", Person: "p1", Text: "是我"}, fault.KindDenied},
		"no words":     {w.officer, casework.ExplainSignInsRequest{Station: "st1", Day: "qst12", Person: "p1"}, fault.KindInvalid},
	} {
		if _, err := rpc.Call(t.Context(), try.client, casework.ExplainSignIns, try.req); !fault.Is(err, try.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	apptest.Refused(t, w.officer, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, Station: "st2"}, "case.signal_elsewhere")
}

// A call looks through some stations, found something or not.
func TestSignInsAreLookedForSomeStationsAtATime(t *testing.T) {
	w := start(t)
	w.quiet("st1", "p1")
	for i := range stationsAtOnce {
		st := Station{Changed: station.Changed{Station: fmt.Sprint("x", i), Name: "x", Area: county}, Ancestors: w.svc.ancestors(county)}
		if err := w.svc.stations.Put(store.System(t.Context()), st); err != nil { // listed before those of the towns
			t.Fatal(err)
		}
	}
	first := apptest.Call(t, w.county, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, Limit: 100})
	if len(first.Items) != 0 || first.Next == "" {
		t.Fatalf("%+v", first)
	}
	rest := apptest.Call(t, w.county, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, Limit: 100, After: first.Next})
	if len(rest.Items) != 1 || rest.Next != "" {
		t.Errorf("%+v", rest)
	}
}

// Who asks for no period is told of the last year; what is older is found by its
// period, and explained.
func TestSignInsOfNoPeriodAreOfOneYear(t *testing.T) {
	w := start(t)
	for i, ago := range []int{560, 530, 500} {
		w.held(fmt.Sprint("old", i), "st1", ago, nil, "p1")
	}
	if got := w.signIns(w.county); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	from := w.Clock.Now().AddDate(-2, 0, 0)
	if got := apptest.Call(t, w.county, casework.ListSignals, casework.SignalsRequest{Signal: casework.SignInsOnly, From: from}).Items; len(got) != 1 {
		t.Errorf("%+v", got)
	}
	row := apptest.Call(t, w.officer, casework.ExplainSignIns, casework.ExplainSignInsRequest{Station: "st1", Day: "old2", Text: "当时道路中断"})
	if len(row.Explanations) != 1 {
		t.Errorf("%+v", row)
	}
	req := casework.ExplainSignInsRequest{Station: "st1", Day: "unheard-of", Text: "没有"}
	apptest.Refused(t, w.officer, casework.ExplainSignIns, req, "case.no_sign_ins")
}

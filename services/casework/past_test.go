package casework

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/store"
)

// lately is a case of six weeks ago that a unit accepted the next day and never
// replied to.
func lately(w *world, id string) PastCase {
	began := w.Clock.Now().AddDate(0, 0, -42)
	serial := map[string]int{"past1": 7, "past2": 8}[id]
	pc := PastCase{
		ID: id, Voice: id + "v", Number: number.Format(number.Series(town, 2026), serial), Text: "村口的路灯坏了三盏", Category: "0103",
		Station: Station{Changed: station.Changed{Station: "st1", Name: "辰阳镇站", Area: town}},
		Place:   casework.Place{Text: "大桥村"}, Channel: casework.AtDesk, At: began, Registrar: "officer", Officer: "联络员",
		Who: casework.Who{Name: "张三", Phone: "13800001111"},
	}
	n := 0
	pc.NewID = func(at time.Time) string { n++; return at.UTC().Format("20060102150405") + string(rune('a'+n)) + id }
	act := func(by string, days int, do func(*Case, Act) ([]event.Event, error)) (PastAct, bool) {
		return PastAct{At: began.AddDate(0, 0, days), By: by, Name: by, Do: do}, true
	}
	pc.Next = func(c *Case) (PastAct, bool) {
		switch c.Step {
		case casework.Registered:
			return act("officer", 1, func(c *Case, a Act) ([]event.Event, error) {
				return c.Triage(a, casework.TriageRequest{Class: casework.TownshipOrdinary, Reason: "属镇里职责"})
			})
		case casework.Triaged:
			return act("officer", 1, func(c *Case, a Act) ([]event.Event, error) {
				return c.Assign(a, Unit{ID: "u1", Name: "电力所", Area: town}, "", "请办理")
			})
		case casework.Assigned:
			return act("unit", 2, (*Case).Accept)
		}
		return PastAct{}, false
	}
	return pc
}

func (w *world) toldOf(id string) (out []event.Event) {
	w.t.Helper()
	rows, err := w.svc.db.Journal().ReadAggregate(w.t.Context(), "case/"+id, 0, 100)
	ok(w.t, err)
	for _, row := range rows {
		out = append(out, row.Event)
	}
	return out
}

func TestAPastCaseIsAsOperationsWouldHaveLeftIt(t *testing.T) {
	w := start(t)
	p := &Past{w.svc}
	ok(t, p.Number(t.Context(), map[string]int{number.Series(town, 2026): 7}))
	ok(t, p.Number(t.Context(), map[string]int{number.Series(town, 2026): 5})) // never back
	ok(t, p.Write(t.Context(), []PastCase{lately(w, "past1")}, w.Clock.Now()))
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: "past1"})
	if c.Step != casework.Handling || c.Clock.Light != "red" || c.Unit != "u1" || c.Voices[0].Phone != "138****1111" {
		t.Errorf("%s %s %s %+v", c.Step, c.Clock.Light, c.Unit, c.Voices)
	}
	var told []string
	last := event.Event{}
	for i, e := range w.toldOf("past1") {
		told = append(told, event.ShortName(e.Type))
		if e.Sequence != int64(i+1) || e.Time.Before(last.Time) {
			t.Errorf("%d: %s at %s after %s", e.Sequence, e.Type, e.Time, last.Time)
		}
		last = e
	}
	want := []string{"CaseRegistered", "CaseTriaged", "CaseAssigned", "CaseAccepted", "CaseLightChanged", "CaseLightChanged"}
	if !slices.Equal(told, want) {
		t.Errorf("%v", told)
	}
	var timeline []string
	for _, e := range c.Timeline {
		timeline = append(timeline, e.What)
	}
	if !slices.Equal(timeline, want) {
		t.Errorf("%v", timeline)
	}
	d, err := casework.CaseLightChanged.Decode(last)
	ok(t, err)
	if d.Step != c.Step || d.Light != "red" || last.Actor != "system" || !last.Time.Equal(d.Planned) {
		t.Errorf("the last event is not of the state: %+v by %s at %s", d, last.Actor, last.Time)
	}
	w.isFoundLikeAnyOther(t)
}

// isFoundLikeAnyOther: lists, words, people and the next number follow.
func (w *world) isFoundLikeAnyOther(t *testing.T) {
	for _, q := range []string{"三盏", "张三", "13800001111"} {
		if page := apptest.Call(t, w.officer, casework.FindCases, casework.FindRequest{Words: q}); len(page.Items) != 1 {
			t.Errorf("%s: %+v", q, page.Items)
		}
	}
	if page := apptest.Call(t, w.officer, casework.ListCases, casework.ListRequest{Queue: "due"}); len(page.Items) != 1 {
		t.Errorf("%+v", page.Items)
	}
	r := w.registers(zhang, "自来水停水")
	if want := number.Format(number.Series(town, 2026), 8); r.Number != want {
		t.Errorf("the next number is %s, not %s", r.Number, want)
	}
	apptest.Call(t, w.unit, casework.ReplyCase, casework.ReplyRequest{ID: "past1", Text: "三盏路灯都已换新", Class: "A"})
}

func TestAPastIsWrittenOnceAndWhole(t *testing.T) {
	w := start(t)
	p := &Past{w.svc}
	if there, err := p.Written(t.Context(), "past1"); there || err != nil {
		t.Error(there, err)
	}
	ok(t, p.Write(t.Context(), []PastCase{lately(w, "past1")}, w.Clock.Now()))
	before := w.toldOf("past1")
	if err := p.Write(t.Context(), []PastCase{lately(w, "past2"), lately(w, "past1")}, w.Clock.Now()); !fault.Is(err, fault.KindConflict) {
		t.Errorf("%v", err)
	}
	bad := lately(w, "past2")
	bad.Next = func(*Case) (PastAct, bool) { return PastAct{At: bad.At.AddDate(0, 0, 1), Do: (*Case).Accept}, true }
	if err := p.Write(t.Context(), []PastCase{bad}, w.Clock.Now()); !fault.HasCode(err, "case.step") {
		t.Errorf("the rules do not hold for the past: %v", err)
	}
	if !reflect.DeepEqual(w.toldOf("past1"), before) || len(w.toldOf("past2")) > 0 {
		t.Error("something was left by what failed")
	}
	if there, err := p.Written(t.Context(), "past2"); there || err != nil {
		t.Error(there, err)
	}
	n := 0
	ok(t, w.svc.cases.Each(store.System(t.Context()), store.Query{Index: "recent"}, func(Case) error { n++; return nil }))
	if n != 1 {
		t.Errorf("%d cases", n)
	}
}

func TestPastModuleServesAndGivesItsPast(t *testing.T) {
	var p *Past
	apptest.Start(t, PastModule(Settings{}, func(made *Past) { p = made }))
	if there, err := p.Written(t.Context(), "nothing"); there || err != nil {
		t.Error(there, err)
	}
}

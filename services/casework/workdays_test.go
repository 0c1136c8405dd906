package casework

import (
	"context"
	"encoding/json"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// localWeek gives a county a local holiday from Monday to Friday, 9 to 13 March 2026.
var localWeek = json.RawMessage(`{"local":[{"year":2026,"status":"official","source":"县政府通知","holidays":[
	{"name":{"zh":"县庆","en":"County day"},"from":"2026-03-09","to":"2026-03-13","workdays":["2026-03-14"]}]}]}`)

// sets has the service hear of other working days.
func (w *world) sets(area, id string, values json.RawMessage) {
	w.t.Helper()
	o := rules.Override{ID: id, Area: area, From: w.Clock.Now(), Values: values, Reason: "县庆放假"}
	ctx := store.System(w.t.Context())
	if err := w.svc.db.Transact(ctx, func(ctx context.Context) error { return w.svc.onWorkdays(ctx, event.Event{}, o) }); err != nil {
		w.t.Fatal(err)
	}
	w.recounts() // before the guard has told the calendar: nothing may happen
	w.svc.calendars.Learn("test", []calendar.Setting{{ID: id, Area: area, From: o.From, Values: values}})
	w.recounts()
}

func TestOpenDeadlinesFollowOtherWorkingDays(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "村口路灯坏了").Case
	w.assigned(id)
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: id})
	due := w.due(id)
	w.approves(rules.Draft{Area: county, Values: []byte(`{"reply_workdays":5,"accept_workdays":2}`)}) // for deadlines to come
	w.sets(county, "o1", localWeek)
	c := apptest.Call(t, w.county, casework.GetCase, casework.ByID{ID: id})
	// Five days off and one worked in exchange: four working days later, by the rules it began with.
	if want := calendar.Default().AddWorkdays(due, 4, calendar.Policy{}); !c.Clock.Due.Equal(want) || c.Clock.Calendar != "o1" || c.Clock.Rule != "default" {
		t.Fatalf("due %s (%+v), was %s, want %s", c.Clock.Due, c.Clock, due, want)
	}
	last := c.Timeline[len(c.Timeline)-1]
	if last.What != "DeadlineMoved" || last.Why != "县庆放假" || last.Calendar != "o1" || c.Timeline[0].Calendar != "" {
		t.Errorf("%+v", c.Timeline)
	}
	if c.Clock.DaysLeft != 15 {
		t.Errorf("%d days left", c.Clock.DaysLeft)
	}
}

func TestOtherCountiesKeepTheirWorkingDays(t *testing.T) {
	w := start(t)
	id := w.registers(zhang, "村口路灯坏了").Case
	due := w.due(id)
	w.sets("431222", "o1", localWeek)
	if got := w.due(id); !got.Equal(due) {
		t.Errorf("%s, was %s", got, due)
	}
}

func TestAPreviewOfWorkingDaysCountsOpenCases(t *testing.T) {
	w := start(t)
	slow := w.registers(zhang, "村口路灯坏了").Case
	w.assigned(slow)
	op := holidays.OpOf("casework")
	seen := apptest.Call(t, w.county, op, holidays.ForeseeRequest{Area: county, Values: localWeek}).Effects
	if len(seen) != 1 || seen[0].Count != 0 {
		t.Fatalf("the unit accepts before that: %+v", seen)
	}
	apptest.Call(t, w.unit, casework.AcceptCase, casework.ByID{ID: slow})
	if seen = apptest.Call(t, w.county, op, holidays.ForeseeRequest{Area: county, Values: localWeek}).Effects; seen[0].Count != 1 || seen[0].Items[0].ID != slow {
		t.Fatalf("%+v", seen)
	}
	for name, req := range map[string]holidays.ForeseeRequest{
		"elsewhere": {Area: "431222", Values: localWeek}, "nowhere": {Area: "999999", Values: localWeek},
		"no calendar": {Area: county, Values: []byte(`{"local":"x"}`)}, "a workday": {Area: county, Values: []byte(`{"local":[{"year":2026}]}`)},
	} {
		_, err := rpc.Call(t.Context(), w.county, op, req)
		if !fault.Is(err, fault.KindNotFound) && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

package casework

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/store"
)

// When retention ends, the data go with all that they are found by; the case, its
// words and its receipt stay.
func TestPersonalDataEndWithTheirRetention(t *testing.T) {
	w := start(t)
	apptest.Call(t, w.county, w.setRules(), ruleChange(county, `{"personal_years":2}`))
	r := w.registers(zhang, "与邻居的官司")
	w.Clock.Advance(time.Minute)
	open := w.registers(zhang, "还在办理的事").Case
	w.refuses(r.Case)
	voice := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case}).Voices[0].ID
	sweep := func() {
		t.Helper()
		if err := w.svc.Retention(store.System(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock.Set(apptest.Now.AddDate(2, 0, 0))
	sweep()
	wantIDs(t, "in the last moment", w.finds(w.officer, "张大山"), open, r.Case)
	w.Clock.Set(apptest.Now.AddDate(2, 0, 1))
	sweep()
	sweep() // once is enough
	wantIDs(t, "by name", w.finds(w.officer, "张大山"), open)
	wantIDs(t, "by phone", w.finds(w.officer, "5678"), open)
	wantIDs(t, "by number", w.finds(w.officer, r.Number), r.Case)
	contact, err := w.svc.contacts.Get(store.System(t.Context()), voice)
	if err != nil || contact.Phone != "" || contact.Tail != "" || len(contact.Names) > 0 {
		t.Errorf("%+v, %v", contact, err)
	}
	apptest.Refused(t, w.officer, casework.UnmaskVoice, casework.UnmaskRequest{ID: r.Case, Voice: voice, Purpose: "核实"}, "vault.destroyed")
	c := apptest.Call(t, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	recorded := slices.ContainsFunc(c.Timeline, func(e casework.Entry) bool { return e.What == "DataDestroyed" })
	if c.Voices[0].Name != "" || c.Text == "" || !recorded {
		t.Errorf("%+v", c)
	}
	if got := w.journal("DataDestroyed"); len(got) != 1 {
		t.Errorf("told %d times", len(got))
	}
	apptest.Call(t, w.public, casework.FollowCase, casework.FollowRequest{Number: r.Number, Code: r.Code})
}

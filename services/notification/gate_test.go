package notification

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
	"lianluo/services/notification/mail/mailtest"
	"lianluo/services/notification/sms/smstest"
)

// on is a time of the week of these tests: 2026-03-02 is a Monday.
func on(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, day, hour, minute, 0, 0, calendar.Zone)
}

// ruled sets rules of the county, from the beginning on.
func (d *desk) ruled(values string) {
	d.t.Helper()
	ctx := event.WithCause(within(d.t, "a:"+county), event.Cause{Actor: "admin"})
	_, err := d.rules.Put(ctx, rules.Override{Area: county, From: d.clock.Now(), Values: json.RawMessage(values), Reason: "试点"})
	must(d.t, err)
}

// progress tells v1 something that may wait.
func (d *desk) progress(id string) {
	d.apply(caseEvent(casework.CaseReopened, func(c *casework.Changed) { c.Case = id }))
}

// ofVoice are the deliveries to v1, oldest first.
func (d *desk) ofVoice() []Delivery {
	d.t.Helper()
	var out []Delivery
	must(d.t, d.deliveries.Each(system(d.t), store.Query{Index: "newest"}, func(one Delivery) error {
		if one.Recipient == "voice:v1" {
			out = append(out, one)
		}
		return nil
	}))
	return out
}

// Quiet hours begin and end with their minute.
func TestQuietHours(t *testing.T) {
	w := notification.Wishes{QuietFrom: "21:00", QuietUntil: "08:00"}
	for _, c := range []struct {
		now   time.Time
		until time.Time
	}{
		{on(2, 20, 59), time.Time{}}, {on(2, 21, 0).Add(-time.Nanosecond), time.Time{}}, {on(2, 21, 0), on(3, 8, 0)}, {on(2, 23, 59), on(3, 8, 0)},
		{on(3, 0, 0), on(3, 8, 0)}, {on(3, 7, 59), on(3, 8, 0)}, {on(3, 8, 0), time.Time{}}, {on(3, 12, 0), time.Time{}},
	} {
		if got := quiet(w, c.now); !got.Equal(c.until) {
			t.Errorf("at %s: until %s", c.now, got)
		}
	}
	noon := notification.Wishes{QuietFrom: "12:00", QuietUntil: "14:00"}
	if !quiet(noon, on(2, 13, 59)).Equal(on(2, 14, 0)) || !quiet(noon, on(2, 14, 0)).IsZero() || !quiet(noon, on(2, 11, 59)).IsZero() {
		t.Error("a quiet noon")
	}
	if never := (notification.Wishes{QuietFrom: "08:00", QuietUntil: "08:00"}); !quiet(never, on(2, 8, 0)).IsZero() || !quiet(never, on(2, 3, 0)).IsZero() {
		t.Error("never quiet")
	}
}

// What rings waits for the morning, even what must be told; mail does not.
func TestNothingRingsAtNight(t *testing.T) {
	for channel, waits := range map[string]bool{bySMS: true, byMail: false} {
		f, server := smstest.Start(t), mailtest.Start(t, nil)
		settings := mailing(server, 5*time.Second)
		if channel == bySMS {
			settings = texting(f)
		}
		d := newTextingDesk(t, settings)
		d.clock.Move(on(2, 21, 0).Sub(start))
		d.asked()
		for range 3 {
			d.turn()
		}
		got := d.one("voice:v1")
		if waits != (got.State == notification.Waiting) || waits && (!got.Next.Equal(on(3, 8, 0)) || len(got.Tries) != 1 || got.Tries[0].Result != "quiet") {
			t.Fatalf("%s: %s until %s, %v", channel, got.State, got.Next, got.Tries)
		}
		if !waits {
			continue
		}
		d.clock.Move(on(3, 8, 0).Sub(on(2, 21, 0)) - time.Second)
		if d.turn(); len(f.Sent()) != 0 {
			t.Error("sent a second too early")
		}
		d.clock.Move(time.Second)
		if d.turn(); len(f.Sent()) != 1 {
			t.Error("not sent in the morning")
		}
	}
}

// Days off wait for the next working day; make-up Saturdays are worked.
func TestWorkdays(t *testing.T) {
	d := newDesk(t, nil)
	w, r := notification.Wishes{Workdays: "yes"}, DefaultRules()
	for _, c := range []struct{ now, until time.Time }{
		{on(6, 23, 59), time.Time{}}, {on(7, 0, 0), on(9, 9, 0)}, {on(8, 12, 0), on(9, 9, 0)}, {on(9, 0, 0), time.Time{}},
		{time.Date(2026, 2, 28, 10, 0, 0, 0, calendar.Zone), time.Time{}}, // worked in exchange for the Spring Festival
		{time.Date(2026, 10, 1, 10, 0, 0, 0, calendar.Zone), time.Date(2026, 10, 8, 9, 0, 0, 0, calendar.Zone)},
	} {
		if got := d.worked("", w, r, c.now); !got.Equal(c.until) {
			t.Errorf("at %s: %s, want %s", c.now, got, c.until)
		}
	}
}

func TestWhenDigestsGoOut(t *testing.T) {
	for _, c := range []struct {
		often     string
		now, want time.Time
	}{
		{digestDaily, on(2, 8, 59), on(2, 9, 0)}, {digestDaily, on(2, 9, 0), on(3, 9, 0)}, {digestWeekly, on(2, 8, 59), on(2, 9, 0)},
		{digestWeekly, on(2, 9, 0), on(9, 9, 0)}, {digestWeekly, on(8, 23, 59), on(9, 9, 0)},
	} {
		if got := digest(c.often, "09:00", c.now); !got.Equal(c.want) {
			t.Errorf("%s at %s: %s", c.often, c.now, got)
		}
	}
}

// What may wait comes in one message, and all of it ends as that does.
func TestDigest(t *testing.T) {
	clock := storetest.NewClock(start)
	storetest.EachDB(t, "notification", func(t *testing.T, db *store.DB) {
		f := mailtest.Start(t, nil)
		d := deskOn(t, db, clock, f)
		d.cast()
		d.ruled(`{"people_digest":"daily"}`)
		for i := range 3 {
			d.progress(fmt.Sprint("c", i))
		}
		d.asked() // must be told at once
		d.turn()
		if kept := len(f.Kept()); kept != 1 {
			t.Fatalf("%d mails at once", kept)
		}
		d.clock.Move(24*time.Hour - time.Second)
		must(t, d.Digests(system(t)))
		if d.turn(); len(f.Kept()) != 1 {
			t.Error("a second too early")
		}
		d.clock.Move(time.Second)
		must(t, d.Digests(system(t)))
		d.turn()
		kept := f.Kept()
		if len(kept) != 2 {
			t.Fatalf("%d mails", len(kept))
		}
		for _, one := range d.ofVoice() {
			if one.State != notification.Delivered {
				t.Errorf("%s %v", one.State, one.Tries)
			}
		}
		if told := strings.Join(d.settled(), " "); strings.Count(told, "delivered") != 4 {
			t.Errorf("told %s", told)
		}
	}, clock)
}

func TestWordsOfADigest(t *testing.T) {
	settings := texting(smstest.Start(t))
	settings.Mail = mailing(mailtest.Start(t, nil), 5*time.Second).Mail
	d := newTextingDesk(t, settings)
	d.ruled(`{"people_digest":"daily"}`)
	d.progress("c1")
	d.progress("c2")
	d.turn()
	d.clock.Move(24 * time.Hour)
	must(t, d.Digests(system(t)))
	carrier := d.ofVoice()[0]
	m := d.composed(bySMS, carrier, d.people["voice:v1"])
	if m.Subject != "您有2条消息" || strings.Count(m.Text, "重新办理") != 2 || strings.Count(m.Text, "https://") != 1 {
		t.Errorf("%q %q", m.Subject, m.Text)
	}
	if m = d.composed(byMail, carrier, contact{Lang: "en"}); m.Subject != "2 messages for you" || strings.Count(m.Text, "https://") != 3 {
		t.Errorf("%q %q", m.Subject, m.Text)
	}
}

// Beyond the week's budget everything comes in one message on Monday; what must
// be told is never kept back.
func TestWeeklyBudget(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	d.ruled(`{"people_weekly":2}`)
	for i := range 5 {
		d.progress(fmt.Sprint("c", i))
		d.turn()
	}
	d.asked()
	d.turn()
	if kept := len(f.Kept()); kept != 3 {
		t.Fatalf("%d mails in the week", kept)
	}
	d.clock.Move(on(9, 8, 59).Sub(start))
	must(t, d.Digests(system(t)))
	if d.turn(); len(f.Kept()) != 3 {
		t.Error("a minute too early")
	}
	d.clock.Move(time.Minute)
	must(t, d.Digests(system(t)))
	d.turn()
	if kept := len(f.Kept()); kept != 4 {
		t.Errorf("%d mails after the digest", kept)
	}
	d.progress("c9") // the digest was the first of the new week
	if d.turn(); len(f.Kept()) != 5 {
		t.Errorf("%d mails in the new week", len(f.Kept()))
	}
}

// Who wants no news of progress gets none, and the record says why; decisions
// cannot be turned off.
func TestOptOut(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	must(t, d.refuse(t.Context(), "voice:v1", "progress", "decision"))
	d.progress("c1")
	d.asked()
	d.turn()
	wants(t, d.settled(), "acct:unit no_way", "voice:v1 opted_out", "voice:v1 delivered")
	if len(f.Kept()) != 1 {
		t.Errorf("kept %d", len(f.Kept()))
	}
}

func TestPreferences(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	me := authz.WithSubject(store.WithScope(t.Context(), store.Scope{Tokens: []string{"acct:deputy"}}),
		authz.Subject{ID: "deputy", Assignments: []authz.Assignment{{Role: authz.DeputyRole, Area: town}}})
	p, err := d.GetPreferences(me, rpc.None{})
	if err != nil || p.Holds.QuietFrom != "21:00" || p.Holds.Digest != digestOff || p.Holds.Weekly != -1 || p.Holds.Workdays != "no" || len(p.Kinds) != len(kinds) {
		t.Errorf("%+v %v", p, err)
	}
	wish := notification.Wishes{Off: []string{"work", "work"}, QuietFrom: "12:00", QuietUntil: "14:00", Digest: "weekly", Weekly: 3, Workdays: "yes"}
	if p, err = d.SetPreferences(me, wish); err != nil || len(p.Own.Off) != 1 || p.Holds.Weekly != 3 || p.Holds.QuietUntil != "14:00" {
		t.Errorf("%+v %v", p, err)
	}
	if w, err := d.wishes(t.Context(), "person:p1"); err != nil || w.Digest != "weekly" { // the deputy's account
		t.Errorf("%+v %v", w, err)
	}
	for name, bad := range map[string]notification.Wishes{
		"what must be told": {Off: []string{"decision"}}, "no kind": {Off: []string{"all"}}, "half a time": {QuietFrom: "21:00"},
		"no time": {QuietFrom: "25:00", QuietUntil: "08:00"}, "a short time": {QuietFrom: "9:00", QuietUntil: "08:00"},
	} {
		if _, err := d.SetPreferences(me, bad); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRulesThatMakeNoSense(t *testing.T) {
	if err := DefaultRules().Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Rules){
		"hour": func(r *Rules) { r.QuietFrom = "24:00" }, "digest": func(r *Rules) { r.StaffDigest = "hourly" }, "budget": func(r *Rules) { r.PeopleWeekly = -1 },
	} {
		r := DefaultRules()
		change(&r)
		if err := r.Check(); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every row of the table is of a kind that there is.
func TestKinds(t *testing.T) {
	for _, r := range table {
		if err := checkWishes(notification.Wishes{Off: []string{r.kind()}}); fault.HasCode(err, "preference.kind") {
			t.Errorf("%s is of no kind: %s", r.key(), r.kind())
		}
	}
	for key, want := range map[string]string{asked: "decision", "CaseClosed.voice": "progress", "PersonAsked.voice.result": "question", "CaseAssigned.unit": "work"} {
		if got := rowsByKey[key].kind(); got != want {
			t.Errorf("%s: %s", key, got)
		}
	}
}

// Two workers cannot both take the last message of a week's budget: counting is
// in the unit that begins the try.
func TestBudgetIsExact(t *testing.T) {
	f := mailtest.Start(t, nil)
	d := newDesk(t, f)
	d.cast()
	d.ruled(`{"people_weekly":3}`)
	for i := range 12 {
		d.progress(fmt.Sprint("c", i))
	}
	d.turn() // four workers at once
	if kept := len(f.Kept()); kept != 3 {
		t.Errorf("%d mails", kept)
	}
	if w, err := d.weeks.Get(system(t), week("voice:v1", d.clock.Now()).ID); err != nil || w.Sent != 3 {
		t.Errorf("counted %d %v", w.Sent, err)
	}
}

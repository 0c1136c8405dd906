package notification

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/services/notification/mail/mailtest"
)

func wants(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func tell(refs ...string) func(*casework.Changed) {
	return func(d *casework.Changed) { d.Tell = refs }
}

func day1(state roster.DayState) roster.ReceptionDay {
	d := roster.ReceptionDay{ID: "d1", Station: "s1", Area: town, Start: start.AddDate(0, 0, 7), State: state, Place: "便民服务中心",
		Shifts: []roster.Shift{{ID: "sh1", Person: "p1"}, {ID: "sh2", Person: "p2"}}}
	if state != roster.DayPlanned {
		d.PublishedAt = start
	}
	return d
}

func dayEvent(t event.Type[roster.DayChanged], data roster.DayChanged) event.Event {
	e := t.New(data)
	e.Aggregate, e.Subject, e.Actor = "day", data.Day.ID, "officer"
	return e
}

func shiftEvent(t event.Type[roster.ShiftChanged], data roster.ShiftChanged) event.Event {
	data.Shift = "sh1"
	e := t.New(data)
	e.Aggregate, e.Subject, e.Actor = "day", data.Day.ID, "someone"
	return e
}

// Who is told of what, with a mail server.
func TestWhoIsTold(t *testing.T) {
	published := day1(roster.DayPublished)
	late := published
	late.Late, late.LateReason = true, "代表临时有会"
	for name, c := range map[string]struct {
		event event.Event
		want  []string
	}{
		"received": {caseEvent(casework.CaseReceived, tell("station:s1")), []string{"acct:head inbox delivered", "acct:officer inbox delivered"}},
		"assigned": {caseEvent(casework.CaseAssigned, tell("unit:u1")), []string{"acct:unit inbox delivered", "acct:unit mail waiting", "voice:v1 mail waiting"}},
		"returned": {caseEvent(casework.CaseReturned, tell("station:s1", "office:"+town)),
			[]string{"acct:head inbox delivered", "acct:officer inbox delivered", "acct:town inbox delivered"}},
		"replied": {caseEvent(casework.CaseReplied, tell("station:s1")),
			[]string{"acct:head inbox delivered", "acct:officer inbox delivered", "person:p1 inbox delivered"}},
		"asked":    {caseEvent(casework.PersonAsked, func(d *casework.Changed) { d.Voice, d.About = "v1", "reply" }), []string{"voice:v1 mail waiting"}},
		"rejected": {caseEvent(casework.CaseRejected, func(d *casework.Changed) { d.Voices = []string{"v1", "v2"} }), []string{"voice:v1 mail waiting", "voice:v2 mail waiting"}},
		"red": {caseEvent(casework.CaseLightChanged, func(d *casework.Changed) {
			d.Light, d.Tell = "red", []string{"unit:u1", "station:s1", "office:" + county}
		}), []string{"acct:head inbox delivered", "acct:officer inbox delivered", "acct:unit inbox delivered", "acct:unit mail waiting", "acct:county inbox delivered"}},
		"green":  {caseEvent(casework.CaseLightChanged, func(d *casework.Changed) { d.Light, d.Tell = "green", []string{"unit:u1"} }), nil},
		"merged": {caseEvent(casework.VoiceAdded, func(d *casework.Changed) { d.Voice, d.Other = "v1", "c2" }), []string{"voice:v1 mail waiting"}},
		"an office where nobody works": {caseEvent(casework.CaseEscalated, tell("office:431223101")),
			[]string{"acct:county inbox delivered", "acct:county mail waiting", "acct:head inbox delivered", "acct:officer inbox delivered"}},
		"a station where nobody works": {caseEvent(casework.CaseReceived, func(d *casework.Changed) { d.Station = "s9" }), []string{"acct:town inbox delivered"}},
		"announced":                    {dayEvent(roster.DayPublishedNews, roster.DayChanged{Day: published}), []string{"person:p1 inbox delivered", "person:p1 mail waiting", "person:p2 mail waiting"}},
		"announced late": {dayEvent(roster.DayPublishedNews, roster.DayChanged{Day: late, Persons: []string{"p1"}}),
			[]string{"person:p1 inbox delivered", "person:p1 mail waiting", "acct:town inbox delivered", "acct:county inbox delivered"}},
		"a plan dropped": {dayEvent(roster.DayCancelledNews, roster.DayChanged{Day: day1(roster.DayPlanned), Persons: []string{"p1"}}), nil},
		"cancelled":      {dayEvent(roster.DayCancelledNews, roster.DayChanged{Day: published, Persons: []string{"p2"}}), []string{"person:p2 mail waiting"}},
		"a substitute": {shiftEvent(roster.ShiftSubstituted, roster.ShiftChanged{Day: published, Person: "p1", Other: "p2"}),
			[]string{"person:p1 inbox delivered", "person:p1 mail waiting", "person:p2 mail waiting", "acct:head inbox delivered", "acct:officer inbox delivered"}},
		"a swap asked": {shiftEvent(roster.SwapAsked, roster.ShiftChanged{Day: published, Person: "p1", Other: "p2"}), []string{"person:p2 mail waiting"}},
		"a swap settled": {shiftEvent(roster.SwapAnswered, roster.ShiftChanged{Day: published, Person: "p1", Other: "p2", Accepted: true}),
			[]string{"person:p1 inbox delivered", "person:p1 mail waiting", "person:p2 mail waiting", "acct:head inbox delivered", "acct:officer inbox delivered"}},
		"a role": {accountEvent(identity.RoleGranted, identity.AccountChanged{Account: "head", State: identity.Active}), []string{"acct:head inbox delivered"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, mailtest.Start(t, nil))
			d.cast()
			d.apply(c.event)
			wants(t, d.told(), c.want...)
		})
	}
}

// Nobody is told what they did themselves, but everybody hears of their own account.
func TestWhoDidItKnows(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	e := caseEvent(casework.CaseReplied, tell("station:s1"))
	e.Actor = "head"
	d.apply(e)
	wants(t, d.told(), "acct:officer inbox delivered", "person:p1 inbox delivered")
	e = accountEvent(identity.PasswordChanged, identity.AccountChanged{Account: "unit", State: identity.Active})
	e.Actor = "unit"
	d.apply(e)
	if !slices.Contains(d.told(), "acct:unit inbox delivered") {
		t.Error("the owner did not hear of the new password")
	}
}

// Assignments count while they last; a disabled account hears nothing.
func TestOnlyWhoWorksThere(t *testing.T) {
	d := newDesk(t, nil)
	d.worker("now", authz.LiaisonOfficer, identity.Assignment{Station: "s1", Area: town}, "")
	d.worker("gone", authz.LiaisonOfficer, identity.Assignment{Station: "s1", Area: town, Until: start}, "")
	d.worker("disabled", authz.StationHead, identity.Assignment{Station: "s1", Area: town}, "")
	d.apply(accountEvent(identity.AccountDisabled, identity.AccountChanged{Account: "disabled", State: identity.Disabled,
		Assignments: []identity.Assignment{{Role: "station_head", Station: "s1"}}}))
	d.apply(caseEvent(casework.CaseReceived, nil))
	wants(t, d.told(), "acct:now inbox delivered")
}

// Without a mail server accounts have their inbox, and for others there is no way.
func TestWithoutMail(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	d.apply(caseEvent(casework.CaseAssigned, nil))
	d.apply(dayEvent(roster.DayPublishedNews, roster.DayChanged{Day: day1(roster.DayPublished)}))
	wants(t, d.told(), "acct:unit inbox delivered", "voice:v1 mail no_way", "person:p1 inbox delivered", "person:p2 mail no_way")
	if got := d.one("voice:v1").Tries; len(got) != 1 || got[0].Result != "no_mail" {
		t.Errorf("tries %v", got)
	}
	wants(t, d.settled(), "voice:v1 no_way", "person:p1 delivered", "person:p2 no_way")
}

// The same event again tells nobody again.
func TestOnce(t *testing.T) {
	d := newDesk(t, mailtest.Start(t, nil))
	d.cast()
	e := d.apply(caseEvent(casework.CaseAssigned, nil))
	before := d.told()
	d.apply(e)
	wants(t, d.told(), before...)
	items, err := d.items.List(system(t), store.Query{Index: "newest"})
	must(t, err)
	if len(items.Items) != 1 {
		t.Errorf("%d messages in inboxes", len(items.Items))
	}
}

// News that lay about for long are not mailed any more; a person may still
// decide to.
func TestOldNews(t *testing.T) {
	d := newDesk(t, mailtest.Start(t, nil))
	d.cast()
	e := caseEvent(casework.CaseRejected, nil)
	e.ID, e.Time, e.Sequence = "01OLD", start.Add(-fresh-time.Minute), 1
	d.apply(e)
	if got := d.one("voice:v1"); got.State != notification.Failed || got.Tries[0].Result != "stale" {
		t.Errorf("%s %v", got.State, got.Tries)
	}
}

func TestWordsOfAMessage(t *testing.T) {
	d := newDesk(t, nil)
	d.cast()
	opened := station.StationOpened.New(station.Changed{Station: "s1", Name: "孝坪镇联络站", Area: town})
	opened.Aggregate, opened.Subject = "station", "s1"
	d.apply(opened)
	person := roster.PersonAdded.New(roster.PersonChanged{Person: "p2", Name: "李四"})
	person.Aggregate, person.Subject = "person", "p2"
	d.apply(person)
	d.apply(shiftEvent(roster.SwapAsked, roster.ShiftChanged{Day: day1(roster.DayPublished), Person: "p2", Other: "p1"}))
	d.apply(caseEvent(casework.CaseAssigned, nil))
	for account, want := range map[string][]string{
		"deputy": {"李四请您换班", "李四 asks you to swap", "李四请您接替3月9日 周一 09:00在孝坪镇联络站的接待，请答复。", "/d"},
		"unit":   {"交办 431223-100-26-0001-5", "Assigned to you: 431223-100-26-0001-5", "孝坪镇联络站交给您单位一件群众意见，请在3月5日前受理。", "/desk/cases/c1"},
	} {
		page, err := d.items.List(store.WithScope(t.Context(), store.Scope{Tokens: []string{"acct:" + account}}), store.Query{Index: "newest"})
		must(t, err)
		if len(page.Items) != 1 {
			t.Fatalf("%s has %d", account, len(page.Items))
		}
		i := page.Items[0]
		if got := []string{i.Title.ZH, i.Title.EN, i.Text.ZH, i.Link}; !slices.Equal(got, want) {
			t.Errorf("%s: %q", account, got)
		}
	}
}

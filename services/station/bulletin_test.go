package station

import (
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	api "lianluo/api/station"
	"lianluo/pkg/app/apptest"
)

func deputy(id, name, station string) roster.PersonChanged {
	return roster.PersonChanged{
		Person: id, Area: town, Name: name, Post: "村支书",
		Mandates: []roster.Mandate{{ID: "m", Level: "county", Area: chenxi, District: "第三选区", From: at(1, 0).AddDate(-1, 0, 0), Status: roster.MandateActive}},
		Postings: []roster.Posting{{ID: "p", Station: station, From: at(1, 0)}},
	}
}

func reception(id, station string, day int, state roster.DayState, shifts ...roster.Shift) roster.ReceptionDay {
	return roster.ReceptionDay{ID: id, Station: station, Start: at(day, 9), End: at(day, 11), Place: "站内", State: state, PublishedAt: at(1, 9), Shifts: shifts}
}

func shift(person, name string, state roster.ShiftState) roster.Shift {
	return roster.Shift{ID: "s" + person, Person: person, Name: name, Kind: "official", State: state}
}

func TestBulletinShowsWhatOthersTell(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	day := reception("d1", st.ID, 16, roster.DayPublished, shift("p1", "张三", roster.ShiftAssigned))
	f.roster.Tell(t, "day", "d1", "", roster.DayPublishedNews.New(roster.DayChanged{Day: day})) // before its deputy is known
	f.tellPerson(deputy("p1", "张三", st.ID))
	b := f.eventually(st.Code, "deputy and day appear", func(b api.Bulletin) bool { return len(b.Deputies) == 1 && len(b.Receptions) == 1 })
	if d := b.Deputies[0]; d.Name != "张三" || d.Levels[0] != "county" || d.District != "第三选区" || d.Receptions != 0 {
		t.Errorf("%+v", d)
	}
	if d := b.Receptions[0]; d.Deputies[0] != "张三" || d.State != "published" || !d.Start.Equal(at(16, 9)) {
		t.Errorf("%+v", d)
	}
	renamed := reception("d1", st.ID, 16, roster.DayPublished, shift("p1", "张三丰", roster.ShiftAssigned))
	f.roster.Tell(t, "day", "d1", "", roster.DayRenamed.New(roster.DayChanged{Day: renamed}))
	f.eventually(st.Code, "the deputy's new name appears", func(b api.Bulletin) bool { return b.Receptions[0].Deputies[0] == "张三丰" })
	day.Shifts[0].State = roster.ShiftAttended
	f.roster.Tell(t, "day", "d1", "", roster.CheckedIn.New(roster.ShiftChanged{Day: day}), roster.DayHeldEvent.New(roster.DayChanged{Day: day}))
	f.eventually(st.Code, "the attendance counts once", func(b api.Bulletin) bool { return b.Deputies[0].Receptions == 1 })
	day.Shifts[0].State = roster.ShiftAbsent // corrected
	f.roster.Tell(t, "day", "d1", "", roster.MarkedAbsent.New(roster.ShiftChanged{Day: day}))
	f.eventually(st.Code, "a correction takes it back", func(b api.Bulletin) bool { return b.Deputies[0].Receptions == 0 })
	suspended := deputy("p1", "张三", st.ID)
	suspended.Mandates[0].Status = roster.MandateSuspended
	f.tellPerson(suspended)
	f.eventually(st.Code, "a suspended deputy is gone", func(b api.Bulletin) bool { return len(b.Deputies) == 0 })
}

func TestBulletinHidesWhatIsNotPublished(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	draftDay := reception("d0", st.ID, 17, roster.DayPlanned)
	draftDay.PublishedAt = time.Time{}
	f.roster.Tell(t, "day", "d0", "", roster.DayPlannedEvent.New(roster.DayChanged{Day: draftDay}), roster.DayMoved.New(roster.DayChanged{Day: draftDay}))
	past := reception("d2", st.ID, 1, roster.DayHeld)
	f.roster.Tell(t, "day", "d2", "", roster.DayPublishedNews.New(roster.DayChanged{Day: past}))
	cancelled := reception("d3", st.ID, 18, roster.DayCancelled)
	f.roster.Tell(t, "day", "d3", "", roster.DayCancelledNews.New(roster.DayChanged{Day: cancelled}))
	b := f.eventually(st.Code, "the cancelled day shows", func(b api.Bulletin) bool { return len(b.Receptions) > 0 })
	if len(b.Receptions) != 1 || b.Receptions[0].ID != "d3" {
		t.Errorf("%+v", b.Receptions)
	}
}

func closedCase(id, station string) casework.Changed {
	return casework.Changed{Case: id, Number: "N-" + id, Station: station, Step: casework.Closed, PublicTitle: "路灯已修好",
		UnitName: "城管局", Outcome: casework.OutcomeSatisfied, ReceivedBy: []string{"p1"}, ReceivedAt: at(1, 9), ClosedAt: at(2, 9)}
}

func TestBulletinCountsCases(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	f.tellPerson(deputy("p1", "张三", st.ID))
	c := closedCase("c1", st.ID)
	open := c
	open.Step, open.Outcome, open.ClosedAt = casework.Registered, "", time.Time{}
	f.casework.Tell(t, "case", "c1", "", casework.CaseRegistered.New(open))
	b := f.eventually(st.Code, "one case is open", func(b api.Bulletin) bool { return b.Counts.Open == 1 })
	if len(b.Results) != 0 || b.Counts != (api.BulletinCounts{Received: 1, Open: 1}) {
		t.Errorf("%+v %+v", b.Counts, b.Results)
	}
	f.tellCase(c)
	untitled := closedCase("c2", st.ID)
	untitled.PublicTitle, untitled.Outcome = "", casework.OutcomeUnanswered
	f.tellCase(untitled)
	rejected := closedCase("c3", st.ID)
	rejected.Step, rejected.Outcome = casework.Rejected, casework.OutcomeNotAsked
	f.tellCase(rejected)
	want := api.BulletinCounts{Received: 3, Closed: 2, Satisfied: 1, Answered: 1}
	b = f.eventually(st.Code, "all cases count", func(b api.Bulletin) bool { return b.Counts == want && len(b.Deputies) == 1 && b.Deputies[0].Cases == 3 })
	if len(b.Results) != 1 || b.Results[0].Title != "路灯已修好" || b.Results[0].Unit != "城管局" {
		t.Errorf("%+v", b.Results)
	}
	c.Step, c.Outcome, c.ClosedAt = casework.Handling, "", time.Time{} // reopened
	f.casework.Tell(t, "case", "c1", "", casework.CaseReopened.New(c))
	f.eventually(st.Code, "a reopened case counts as open", func(b api.Bulletin) bool {
		return b.Counts == api.BulletinCounts{Received: 3, Open: 1, Closed: 1} && len(b.Results) == 0
	})
}

func TestARebuiltBulletinEqualsTheOldOne(t *testing.T) {
	f := start(t)
	st := f.create(town, draft("辰阳镇联络站"))
	f.tellPerson(deputy("p1", "张三", st.ID))
	day := reception("d1", st.ID, 2, roster.DayHeld, shift("p1", "张三", roster.ShiftAttended))
	f.roster.Tell(t, "day", "d1", "", roster.CheckedIn.New(roster.ShiftChanged{Day: day}))
	f.tellCase(closedCase("c1", st.ID))
	before := f.eventually(st.Code, "all is there", func(b api.Bulletin) bool {
		return b.Counts.Closed == 1 && len(b.Deputies) == 1 && b.Deputies[0].Receptions == 1 && b.Deputies[0].Cases == 1
	})
	must(t, f.service.bulletin.Rebuild(system(t)))
	after := f.bulletin(st.Code)
	if after.Counts != before.Counts || len(after.Results) != 1 || len(after.Deputies) != 1 ||
		after.Deputies[0].Receptions != 1 || after.Deputies[0].Cases != 1 || len(after.Receptions) != len(before.Receptions) {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
}

func TestBulletinOfNoStation(t *testing.T) {
	f := start(t)
	for _, c := range []string{"nonsense", "222222", "%", "联络站"} {
		apptest.Refused(t, f.public, api.GetBulletin, api.ByCode{Code: c}, "station.not_found")
	}
}

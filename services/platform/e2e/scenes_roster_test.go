package e2e

import (
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// aRoleComesAndGoes: what is granted works at once, what is revoked stops
// everywhere (in how long is logged, not judged: the machine is shared), and
// its holder hears of both.
func aRoleComesAndGoes(g *stage) {
	ctx, town := g.t.Context(), g.Demo.Station(0).Area
	account := g.Join(ctx, "colleague", g.colleague.ID, g.station().Area, identity.Grant{Role: "deputy", Area: g.station().Area})
	refused(g, "colleague", fault.KindDenied, casework.ListCallbacks, casework.CallbackRequest{})
	refused(g, "desk", fault.KindDenied, identity.GrantRole, identity.GrantRequest{ID: account.ID, Grant: identity.Grant{Role: "liaison_officer", Area: town}})
	granted := do(g, "county", identity.GrantRole, identity.GrantRequest{ID: account.ID, Grant: identity.Grant{Role: "liaison_officer", Area: town, Station: g.Demo.Station(0).ID}})
	g.hears("colleague", "您的权限有变化")
	reach := map[string]func() error{
		"casework": func() error { return try(g, "colleague", casework.ListCallbacks, casework.CallbackRequest{}) },
		"notification": func() error {
			return try(g, "colleague", notification.ListDeliveries, notification.ListDeliveriesRequest{})
		},
		"station": func() error { return try(g, "colleague", station.GetStation, station.ByID{ID: g.Demo.Station(0).ID}) },
	}
	g.Renew("colleague")
	for service, call := range reach {
		g.eventually("the role works at "+service, func() bool { return call() == nil })
	}
	mine := granted.Assignments[slices.IndexFunc(granted.Assignments, func(a identity.Assignment) bool { return a.Role == "liaison_officer" })]
	do(g, "county", identity.RevokeRole, identity.RevokeRequest{ID: account.ID, Assignment: mine.ID, Reason: "借调结束"})
	revoked := time.Now()
	for service, call := range reach {
		g.eventually("the role is gone at "+service, func() bool { return call() != nil })
		g.t.Logf("a revoked role stopped at %s within %v", service, time.Since(revoked).Round(10*time.Millisecond))
	}
	g.Renew("colleague")
}

// deputiesAreRostered: a month is planned and announced in time, everybody
// concerned is told, the public sees it, and a shift changes hands.
func deputiesAreRostered(g *stage) {
	st, date := g.station(), g.freeDate()
	month := date.Start().Format("2006-01")
	planned := do(g, "desk", roster.PlanMonth, roster.PlanRequest{Station: st.ID, Month: month,
		Days: []roster.PlanDay{{Date: date.String(), From: "09:00", To: "11:30", Topic: "听取群众意见"}}})
	at := slices.IndexFunc(planned.Days, func(d roster.ReceptionDay) bool { return calendar.DateOf(d.Start) == date })
	if at < 0 || len(planned.Shortages) > 0 {
		g.t.Fatalf("planned %+v", planned)
	}
	day, shift := g.seat(planned.Days[at], g.deputy.ID)
	refused(g, "elected", fault.KindDenied, roster.PublishMonth, roster.PublishRequest{Station: st.ID, Month: month})
	out := do(g, "chief", roster.PublishMonth, roster.PublishRequest{Station: st.ID, Month: month})
	if out.Late != 0 || len(out.Days) != 1 || out.People != len(day.Shifts) {
		g.t.Fatalf("published %+v", out)
	}
	g.day = day.ID
	g.hears("elected", "接待安排")
	g.onBulletin(day.ID, shift.Name)
	req := roster.ShiftRequest{ID: day.ID, Shift: shift.ID}
	do(g, "elected", roster.ConfirmShift, req)
	with := g.colleague
	may := do(g, "elected", roster.SwapCandidates, req)
	if !slices.ContainsFunc(may.Items, func(l roster.Load) bool { return l.Person == with.ID }) {
		g.t.Fatalf("%s is no candidate among %d", with.ID, len(may.Items))
	}
	do(g, "elected", roster.AskSwap, roster.AskSwapRequest{ID: day.ID, Shift: shift.ID, With: with.ID, Note: "当天外出培训"})
	g.hears("colleague", "请您换班")
	do(g, "colleague", roster.AnswerSwap, roster.AnswerSwapRequest{ID: day.ID, Shift: shift.ID, Accept: true})
	g.hears("elected", "换班已定")
	g.hears("desk", "换班")
	g.onBulletin(day.ID, with.Name)
}

// freeDate is a day next week on which the station receives nobody yet.
func (g *stage) freeDate() calendar.Date {
	g.t.Helper()
	known := do(g, "desk", roster.ListDays, roster.ListDaysRequest{Station: g.station().ID, Limit: 100})
	date := calendar.DateOf(g.Now()) + 8
	for slices.ContainsFunc(known.Items, func(d roster.ReceptionDay) bool { return calendar.DateOf(d.Start) == date }) {
		date++
	}
	return date
}

// seat puts the deputy on the shift of their kind.
func (g *stage) seat(d roster.ReceptionDay, person string) (roster.ReceptionDay, roster.Shift) {
	g.t.Helper()
	kind := "grassroots"
	if do(g, "county", roster.GetPerson, roster.ByID{ID: person}).Official {
		kind = "official"
	}
	of := func(d roster.ReceptionDay) roster.Shift {
		return d.Shifts[slices.IndexFunc(d.Shifts, func(s roster.Shift) bool { return s.Kind == kind })]
	}
	if of(d).Person != person {
		d = do(g, "desk", roster.ChangeShift, roster.ChangeShiftRequest{ID: d.ID, Shift: of(d).ID, Person: person})
	}
	return d, of(d)
}

// onBulletin waits until anybody can read who receives on a day.
func (g *stage) onBulletin(day, name string) {
	g.t.Helper()
	g.eventually(name+" is announced", func() bool {
		b := do(g, "", station.GetBulletin, station.ByCode{Code: g.station().Code})
		return slices.ContainsFunc(b.Receptions, func(d station.BulletinDay) bool { return d.ID == day && slices.Contains(d.Deputies, name) })
	})
}

// receptionIsHeld: the day is moved to today, which is recorded as late; the
// deputies check in, one by phone, one at the desk.
func receptionIsHeld(g *stage) {
	start := g.Now().Add(10 * time.Minute)
	if calendar.DateOf(start) != calendar.DateOf(start.Add(2*time.Minute)) {
		start = start.Add(2 * time.Minute)
	}
	end := calendar.DateOf(start).End()
	d := do(g, "desk", roster.MoveDay, roster.MoveDayRequest{ID: g.day, Start: start, End: end, Reason: "会议冲突，提前接待"})
	if !d.Late || d.LateReason == "" {
		g.t.Errorf("a day moved to today is not late: %+v", d)
	}
	g.hears("colleague", "接待改期")
	for _, s := range d.Shifts {
		who := "desk"
		if s.Person == g.colleague.ID {
			who = "colleague"
		} else if start.Sub(g.Now()) > 0 && calendar.DateOf(start) != calendar.DateOf(g.Now()) {
			continue // the desk checks in from the day's first minute
		}
		d = do(g, who, roster.CheckIn, roster.CheckRequest{ID: g.day, Shift: s.ID})
	}
	attended := slices.IndexFunc(d.Shifts, func(s roster.Shift) bool { return s.Person == g.colleague.ID })
	if d.Shifts[attended].State != roster.ShiftAttended || d.Shifts[attended].CheckedBy == "" {
		g.t.Errorf("not checked in: %+v", d.Shifts)
	}
}

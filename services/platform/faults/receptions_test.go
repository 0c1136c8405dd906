//go:build faults

package faults

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/faults/checker"
)

const office = "county"

// holdsReceptions opens a station, puts two deputies there, holds a reception
// with them and begins anew, until ctx ends.
func (c *client) holdsReceptions(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		c.holdsOne(i)
	}
}

func (c *client) holdsOne(i int) {
	if day, ok := c.prepares(i); ok {
		c.holds(day)
	}
}

// prepares ends with a reception today; right before midnight there is none.
func (c *client) prepares(i int) (roster.ReceptionDay, bool) {
	st := c.opens(i)
	c.deputy(st, i, true)
	c.deputy(st, i, false)
	return c.announces(st)
}

func (c *client) holds(day roster.ReceptionDay) {
	for _, sh := range day.Shifts {
		c.checks(day.ID, sh.ID, roster.CheckIn, "CheckedIn")
	}
	for _, sh := range day.Shifts {
		if c.dice.IntN(2) == 0 {
			c.checks(day.ID, sh.ID, roster.CheckOut, "CheckedOut")
		}
	}
}

func (c *client) opens(i int) station.Station {
	req := station.CreateRequest{Area: c.station().Area, Draft: station.Draft{Name: fmt.Sprintf("第%d组第%d联络站", c.n, i), Kind: station.Normal, Address: "村委会", Phone: "0745-5200000"}}
	st := insist(c, ask[station.CreateRequest, station.Station]{office, station.CreateStation, req}, func(s station.Station) checker.Act {
		return checker.Act{Object: "station/" + s.ID, Events: []string{"StationOpened"}}
	})
	c.opened = append(c.opened, st)
	return st
}

func (c *client) deputy(st station.Station, i int, official bool) {
	nth := 0
	if official {
		nth = 1
	}
	req := roster.CreatePersonRequest{Area: st.Area, Stations: []string{st.ID}, PersonDraft: roster.PersonDraft{
		Name: fmt.Sprintf("代表%d之%d", i, nth), Official: official, Phone: fmt.Sprintf("139%03d%04d%d", c.n, i%10000, nth)},
		Mandates: []roster.MandateDraft{{Level: "county", Area: checker.County, Term: 18, District: "第1选区", From: time.Date(2021, time.November, 1, 0, 0, 0, 0, time.UTC)}}}
	insist(c, ask[roster.CreatePersonRequest, roster.Person]{office, roster.CreatePerson, req}, func(p roster.Person) checker.Act {
		return checker.Act{Object: "person/" + p.ID, Events: []string{"PersonAdded"}}
	})
}

// announces plans a day next week, announces it, and moves it to today, which is
// recorded as late. Right before midnight there is no today left.
func (c *client) announces(st station.Station) (roster.ReceptionDay, bool) {
	date := calendar.DateOf(c.Now()) + 8
	month := date.Start().Format("2006-01")
	var day roster.ReceptionDay
	dayAct := func(events ...string) func(roster.ReceptionDay) checker.Act {
		return func(d roster.ReceptionDay) checker.Act { return checker.Act{Object: "day/" + d.ID, Events: events} }
	}
	insist(c, ask[roster.PlanRequest, roster.PlanResult]{office, roster.PlanMonth, roster.PlanRequest{Station: st.ID, Month: month,
		Days: []roster.PlanDay{{Date: date.String(), From: "09:00", To: "11:30", Topic: "听取群众意见"}}}}, func(p roster.PlanResult) checker.Act {
		for _, d := range p.Days {
			if d.Station == st.ID {
				day = d
			}
		}
		return dayAct("ReceptionPlanned")(day)
	})
	insist(c, ask[roster.PublishRequest, roster.PublishResult]{office, roster.PublishMonth, roster.PublishRequest{Station: st.ID, Month: month}},
		func(roster.PublishResult) checker.Act { return dayAct("ReceptionPublished")(day) })
	start := c.Now().Add(10 * time.Minute)
	end := calendar.DateOf(start).End()
	if calendar.DateOf(start) != calendar.DateOf(c.Now()) || end.Sub(start) < time.Hour {
		return day, false
	}
	insist(c, ask[roster.MoveDayRequest, roster.ReceptionDay]{office, roster.MoveDay, roster.MoveDayRequest{ID: day.ID, Start: start, End: end, Reason: "提前接待"}}, dayAct("ReceptionMoved"))
	return day, true
}

func (c *client) checks(day, shift string, op rpc.Op[roster.CheckRequest, roster.ReceptionDay], event string) {
	insist(c, ask[roster.CheckRequest, roster.ReceptionDay]{office, op, roster.CheckRequest{ID: day, Shift: shift}}, func(roster.ReceptionDay) checker.Act {
		return checker.Act{Object: "day/" + day, About: shift, Events: []string{event}}
	})
}

package roster

import (
	"context"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/holidays"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
	"lianluo/services/roster/plan"
)

// mostForeseen bounds how many days a preview looks at.
const mostForeseen = 5_000

// foresee says which days that are drafted or announced a change of rules would
// put at odds with them, and which deputies and stations. Days stay as they are:
// what is announced is changed by people, one by one.
func (s *Service) foresee(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	seats, hours, notice, told := grave(), grave(), grave(), grave()
	load := newLoads(c)
	partly, err := s.eachAhead(ctx, c.Area, c.From, func(d *day) {
		d.judge(c.Before(d.Area), c.After(d.Area), s.clock.Now(), &seats, &hours, &notice, &told)
		load.add(d)
	})
	return append(rules.Happening(
		seats.Say(partly, "%d 个已排或已公告的接待日，每班人数将不合新规则。", "%d days that are drafted or announced would not have the deputies that the new rules ask for."),
		hours.Say(partly, "%d 个已排或已公告的接待日，接待时间与新规则不同。", "%d days that are drafted or announced would have other hours than the new rules."),
		notice.Say(partly, "%d 个尚未公告的接待日，将来不及按新规则提前公告。", "%d days that are not announced yet could no longer be announced in time."),
		told.Say(partly, "%d 个已公告的接待日，公告时提前的天数少于新规则。", "%d announced days were announced with fewer days of notice than the new rules ask for."),
	), load.effects(partly)...), err
}

// foreseeDays says which days that are drafted or announced would be days off.
func (s *Service) foreseeDays(ctx context.Context, c holidays.Change) ([]rules.Effect, error) {
	announced, drafted := grave(), rules.Effect{Kind: "day"}
	partly, err := s.eachAhead(ctx, c.Area, c.At, func(d *day) {
		if !c.Before.Of(d.Area).IsWorkday(d.date()) || c.After.Of(d.Area).IsWorkday(d.date()) {
			return
		}
		of := &drafted
		if d.State == api.DayPublished {
			of = &announced
		}
		of.Add(d.ID, d.label())
	})
	return rules.Happening(
		announced.Say(partly, "%d 个已公告的接待日将落在放假日，请各站核对是否改期。", "%d announced reception days would fall on days off; their stations should look whether to move them."),
		drafted.Say(partly, "%d 个已排、尚未公告的接待日将落在放假日，可重新排班。", "%d drafted reception days would fall on days off; they can be planned anew."),
	), err
}

// eachAhead looks at the days of an area that are drafted or announced; partly:
// there are more than it looks at.
func (s *Service) eachAhead(ctx context.Context, code string, from time.Time, look func(*day)) (partly bool, err error) {
	for _, state := range []api.DayState{api.DayPlanned, api.DayPublished} {
		q := store.Query{Index: "state", Eq: store.Key{state}, From: from}
		more, err := rules.Affected(ctx, s.days, code, q, mostForeseen, (*day).tokens, func(d *day) error {
			look(d)
			return nil
		})
		if partly = partly || more; err != nil {
			return partly, err
		}
	}
	return partly, nil
}

// label names a day where it is one of many.
func (d *day) label() string { return d.StationName + " " + d.date().String() }

func grave() rules.Effect { return rules.Effect{Kind: "day", Grave: true} }

// judge counts what is in order by the rules before, and is not by those after.
func (d *day) judge(before, after Rules, now time.Time, seats, hours, notice, told *rules.Effect) {
	label := d.label()
	if d.seated(before) && !d.seated(after) {
		seats.Add(d.ID, label)
	}
	if d.timed(before) && !d.timed(after) {
		hours.Add(d.ID, label)
	}
	late := func(r Rules) bool {
		return d.State == api.DayPlanned && calendar.DateOf(now) > d.date()-calendar.Date(r.NoticeDays)
	}
	if !late(before) && late(after) {
		notice.Add(d.ID, label)
	}
	short := func(r Rules) bool { return d.State == api.DayPublished && d.PublishedAt.After(d.latest(r.NoticeDays)) }
	if !short(before) && short(after) {
		told.Add(d.ID, label)
	}
}

// seated reports whether a day has as many seats of each kind as the rules ask for.
func (d *day) seated(r Rules) bool {
	n := map[string]int{}
	for _, sh := range d.Shifts {
		n[sh.Kind]++
	}
	return n[string(plan.Official)] == r.Officials && n[string(plan.Grassroots)] == r.Grassroots
}

// timed reports whether a day has the hours of the rules.
func (d *day) timed(r Rules) bool {
	local := func(t time.Time) string { return t.In(calendar.Zone).Format("15:04") }
	return local(d.Start) == r.From && local(d.End) == r.To
}

package roster

import (
	"context"
	"errors"
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/services/roster/plan"
)

// drafting is one plan in the making.
type drafting struct {
	*sheet
	svc     *Service
	act     act
	lang    string
	req     api.PlanRequest
	out     *api.PlanResult
	fresh   map[string]bool // days that are not stored yet
	dropped []day
}

// lay replaces the planned days of each station by those wished for; what is
// announced stays.
func (d *drafting) lay() error {
	d.fresh = map[string]bool{}
	var kept []day
	for _, st := range d.stations {
		var old, settled []day
		for _, x := range d.days {
			switch {
			case x.Station != st.ID:
			case x.State == api.DayPlanned:
				old = append(old, x)
			default:
				settled = append(settled, x)
			}
		}
		wishes, err := d.wishes(st, settled)
		if err != nil {
			return err
		}
		kept = append(append(kept, settled...), d.redate(st, old, wishes)...)
	}
	d.days = kept
	return nil
}

// wish is a time for a reception.
type wish struct {
	date       calendar.Date
	start, end time.Duration
	topic      string
}

// wishes are the days that the station still needs.
func (d *drafting) wishes(st station, settled []day) ([]wish, error) {
	r, days := d.rules[st.ID], d.svc.calendars.Of(st.Area)
	today := calendar.DateOf(d.now)
	taken, have := map[calendar.Date]bool{}, 0
	for i := range settled {
		taken[settled[i].date()] = true
		if counts(&settled[i]) {
			have++
		}
	}
	if len(d.req.Days) > 0 {
		return d.given(today, taken)
	}
	start, end, err := hours(r.From, r.To)
	if err != nil {
		return nil, err
	}
	need := max(0, r.PerMonth-have)
	earliest := today + 1 + calendar.Date(r.NoticeDays)
	if !slices.ContainsFunc(daysFrom(max(earliest, d.first), d.first.AddMonths(1)), days.IsWorkday) {
		earliest = today + 1 // too late to be announced in time, and still better than none
	}
	dates := ruleDates(r, days, d.first, earliest, taken, need)
	if len(dates) < need {
		d.short(fault.Text{
			ZH: d.names[st.ID] + "：本月已没有可以安排接待的工作日，可另行指定日期",
			EN: d.names[st.ID] + ": the month has no working day left for a reception; give a day yourself",
		})
	}
	var out []wish
	for _, date := range dates {
		out = append(out, wish{date: date, start: start, end: end})
	}
	return out, nil
}

func daysFrom(from, next calendar.Date) []calendar.Date {
	var out []calendar.Date
	for d := from; d < next; d++ {
		out = append(out, d)
	}
	return out
}

// given are the days asked for; where a station has an announced day on one of
// them, that stays.
func (d *drafting) given(today calendar.Date, taken map[calendar.Date]bool) ([]wish, error) {
	var out []wish
	for _, w := range d.req.Days {
		date, err := calendar.ParseDate(w.Date)
		if err != nil || date < d.first || date >= d.first.AddMonths(1) || date <= today {
			return nil, errDayWish
		}
		start, end, err := hours(w.From, w.To)
		if err != nil {
			return nil, err
		}
		if !taken[date] {
			taken[date] = true
			out = append(out, wish{date: date, start: start, end: end, topic: w.Topic})
		}
	}
	return out, nil
}

// redate makes the station's planned days anew: those of the same date keep
// their place, others move, and what is too many is dropped.
func (d *drafting) redate(st station, old []day, wishes []wish) []day {
	byDate := map[calendar.Date]day{}
	for _, x := range old {
		byDate[x.date()] = x
	}
	out := make([]day, len(wishes))
	for i, w := range wishes {
		out[i] = byDate[w.date]
		delete(byDate, w.date)
	}
	spare := []day{}
	for _, x := range old {
		if _, left := byDate[x.date()]; left {
			spare = append(spare, x)
		}
	}
	for i, w := range wishes {
		if out[i].ID == "" && len(spare) > 0 {
			out[i], spare = spare[0], spare[1:]
		}
		d.enter(&out[i], st, w)
	}
	d.dropped = append(d.dropped, spare...)
	return out
}

// enter makes a planned day of a wish, with empty seats.
func (d *drafting) enter(x *day, st station, w wish) {
	if x.ID == "" {
		x.ID = d.svc.db.NewID()
		d.fresh[x.ID] = true
	}
	midnight := w.date.Start()
	x.Station, x.StationName, x.Area, x.Areas = st.ID, st.Name, st.Area, authz.AreaTokens(d.svc.tree, st.Area)
	x.Start, x.End = midnight.Add(w.start).UTC(), midnight.Add(w.end).UTC()
	x.Place, x.Topic, x.State, x.Rule = st.place(), w.topic, api.DayPlanned, d.version[st.ID]
	x.Calendar = d.svc.calendars.Of(st.Area).Version()
	x.Shifts = nil
	for _, need := range d.rules[st.ID].needs() {
		for range need.Count {
			x.Shifts = append(x.Shifts, api.Shift{ID: d.svc.db.NewID(), Kind: string(need.Kind), State: api.ShiftOpen})
		}
	}
	x.note(d.act, "ReceptionPlanned", "")
}

// solve lets the planner fill the seats of the planned days.
func (d *drafting) solve() error {
	live := func(x *day) bool { return x.State == api.DayPlanned }
	p, fixed := d.problem(live)
	p.Fixed = fixed
	made, err := plan.Make(p)
	if err != nil {
		return fault.Internal(errors.Join(errors.New("roster: the month makes no problem"), err))
	}
	on := map[string][]string{}
	for _, a := range made.Assignments {
		on[a.Shift] = append(on[a.Shift], a.Deputy)
	}
	for i := range d.days {
		if live(&d.days[i]) {
			d.sit(&d.days[i], on[d.days[i].ID])
		}
	}
	for _, short := range made.Shortages {
		d.short(text(short.Words()))
	}
	for _, v := range made.Violations {
		if d.matters(v, live) {
			d.short(text(v.Words()))
		}
	}
	d.out.Loads, err = d.loads(p, made.Assignments, d.lang)
	return err
}

// sit puts deputies on the seats of their kind.
func (d *drafting) sit(x *day, deputies []string) {
	for _, id := range deputies {
		p := d.people[id]
		for i := range x.Shifts {
			if sh := &x.Shifts[i]; sh.Person == "" && sh.Kind == string(p.kind()) {
				p.sit(sh, api.ShiftAssigned)
				break
			}
		}
	}
}

func (d *drafting) short(w fault.Text) { d.out.Shortages = append(d.out.Shortages, w.In(d.lang)) }

// store writes the planned days; another plan made meanwhile is a conflict.
func (d *drafting) store(ctx context.Context) error {
	for _, x := range d.dropped {
		if err := d.svc.days.Delete(ctx, x.ID, api.DayDropped.New(x.changed(""))); err != nil {
			return err
		}
	}
	for _, x := range d.days {
		if x.State != api.DayPlanned {
			continue
		}
		d.out.Days = append(d.out.Days, x.ReceptionDay)
		told := []event.Event{api.DayPlannedEvent.New(x.changed(""))}
		if d.fresh[x.ID] {
			if err := d.svc.days.Create(ctx, x, told...); err != nil {
				return err
			}
			continue
		}
		_, err := d.svc.days.Update(ctx, x.ID, func(stored *day) ([]event.Event, error) {
			if stored.State != api.DayPlanned {
				return nil, errPublished
			}
			*stored = x
			return told, nil
		})
		if err != nil {
			return err
		}
	}
	sorting.By(d.out.Days, func(a, b api.ReceptionDay) int { return a.Start.Compare(b.Start) })
	return nil
}

package roster

import (
	"slices"
	"strings"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// day is a stored reception day. Its methods hold the rules and need no store.
type day struct {
	api.ReceptionDay
	Areas []string `json:"areas"` // scope tokens of the station's area
	// Timer is when something happens to the day by itself.
	Timer time.Time `json:"timer,omitzero"`
}

// tokens: deputies see a day once it is announced.
func (d *day) tokens() []string {
	out := append([]string{authz.StationToken(d.Station)}, d.Areas...)
	if d.State == api.DayPlanned {
		return out
	}
	for _, sh := range d.Shifts {
		for _, p := range []string{sh.Person, sh.SwapWith} {
			if p != "" {
				out = append(out, authz.PersonToken(p))
			}
		}
	}
	return out
}

func (d *day) date() calendar.Date { return calendar.DateOf(d.Start) }

func (d *day) persons() []string {
	var out []string
	for _, sh := range d.Shifts {
		if sh.Person != "" {
			out = append(out, sh.Person)
		}
	}
	return out
}

// asked are who is asked to take a shift over.
func (d *day) asked() []string {
	var out []string
	for _, sh := range d.Shifts {
		if sh.SwapWith != "" {
			out = append(out, sh.SwapWith)
		}
	}
	return out
}

var (
	errNoDay    = fault.NotFound("roster.no_day", "没有找到这个接待日，可能已重新排班或不在您的管辖范围内", "There is no such reception day: a new plan may have replaced it, or it lies outside your area")
	errDayTaken = fault.Conflict("roster.day_taken", "本站当天已有接待日，请另选日期或刷新查看", "The station has a reception on that day; choose another day, or reload")
	errNoShift  = fault.NotFound("roster.no_shift", "没有这个班次，请刷新后重试", "There is no such shift; reload and try again")
)

func newDays(db *store.DB) *store.Collection[day] {
	return store.NewCollection(db, "day", store.Def[day]{
		ID: func(d *day) string { return d.ID }, Tokens: (*day).tokens, Missing: errNoDay,
		Indexes: []store.Index[day]{
			{Name: "start", Scoped: true, Key: func(d *day) store.Key { return store.Key{d.Start} }},
			{Name: "station", Scoped: true, Key: func(d *day) store.Key { return store.Key{d.Station, d.Start} }},
			{Name: "state", Scoped: true, Key: func(d *day) store.Key { return store.Key{d.State, d.Start} }},
			{Name: "stationState", Scoped: true, Key: func(d *day) store.Key { return store.Key{d.Station, d.State, d.Start} }},
			{Name: "person", Of: (*day).persons, Key: func(d *day) store.Key { return store.Key{d.Start} }},
			{Name: "asked", Of: (*day).asked, Key: func(d *day) store.Key { return store.Key{d.Start} }},
			{Name: "date", Unique: true, Taken: errDayTaken, Key: func(d *day) store.Key {
				if d.State == api.DayCancelled {
					return nil
				}
				return store.Key{d.Station, d.date()}
			}},
			{Name: "timer", Key: func(d *day) store.Key {
				if d.Timer.IsZero() {
					return nil
				}
				return store.Key{d.Timer}
			}},
		},
	})
}

// begun: somebody has come, or is known not to come.
func (d *day) begun() bool { return slices.ContainsFunc(d.Shifts, settled) }

// pending: shifts may still change.
func (d *day) pending() bool { return d.State == api.DayPlanned || d.State == api.DayPublished }

func (d *day) shift(id string) (*api.Shift, error) {
	for i := range d.Shifts {
		if d.Shifts[i].ID == id {
			return &d.Shifts[i], nil
		}
	}
	return nil, errNoShift
}

func (d *day) note(a act, what, reason string) {
	d.History = append(d.History, api.DayNote{At: a.At, By: a.By, What: what, Reason: reason})
}

// changed is the day's state for others. Deputies are told of what was announced
// to them, never of drafts.
func (d *day) changed(reason string) api.DayChanged {
	out := api.DayChanged{Day: d.ReceptionDay, Reason: reason}
	if !d.PublishedAt.IsZero() {
		out.Persons = d.persons()
	}
	return out
}

// latest is the last moment to announce the day in time.
func (d *day) latest(notice int) time.Time { return (d.date() - calendar.Date(notice)).End() }

var (
	errPublished = fault.FailedPrecondition("roster.not_planned", "这个接待日已公布、已举行或已取消，请刷新查看", "The day is announced, held or cancelled already; reload")
	errPast      = fault.FailedPrecondition("roster.day_past", "接待时间已过，不能再安排，请选择今后的时间", "The time of the reception is past; choose a time to come")
)

func errLate(d *day, notice int) error {
	zh, en := sayDate(d.date())
	return fault.FailedPrecondition("roster.late", "%[1]s的接待日应提前 %[3]d 天公布，现已不足。如确需公布，请说明原因，将记为逾期公布。",
		"The reception on %[2]s should be announced %[3]d days before. If it must be, give the reason; it is recorded as late.", zh, en, notice)
}

func errGap(d *day) error {
	zh, en := sayDate(d.date())
	return fault.FailedPrecondition("roster.gap", "%[1]s的班次还缺代表。请补齐后公布；确实无人可排的，请说明原因。",
		"The reception on %[2]s lacks a deputy. Fill the shift; if nobody can be found, give the reason.", zh, en)
}

// publish announces the day.
func (d *day) publish(r Rules, rule, late, gap string, a act) ([]event.Event, error) {
	switch {
	case d.State != api.DayPlanned:
		return nil, errPublished
	case !d.Start.After(a.At):
		return nil, errPast
	}
	if d.Late = a.At.After(d.latest(r.NoticeDays)); d.Late && late == "" {
		return nil, errLate(d, r.NoticeDays)
	}
	open := slices.ContainsFunc(d.Shifts, func(sh api.Shift) bool { return sh.Person == "" })
	if open && gap == "" {
		return nil, errGap(d)
	}
	if d.Late {
		d.LateReason = late
	}
	if open {
		d.GapReason = gap
	}
	d.State, d.PublishedAt, d.Rule = api.DayPublished, a.At, rule
	d.ConfirmBy = (d.date() - calendar.Date(r.ConfirmDays)).End()
	d.Timer = d.End
	d.note(a, "ReceptionPublished", strings.Trim(d.LateReason+"；"+d.GapReason, "；"))
	return []event.Event{api.DayPublishedNews.New(d.changed(d.LateReason))}, nil
}

var (
	errReason = fault.Invalid("roster.reason", "接待日已公布，变更须填写原因，原因将告知有关代表", "The day is announced: give a reason, which the deputies concerned will read")
	errOver   = fault.FailedPrecondition("roster.day_over", "接待日已举行或已取消，不能再变更", "The reception was held or cancelled and cannot be changed any more")
)

// cancel calls the day off; who was to come must learn of it.
func (d *day) cancel(reason string, a act) ([]event.Event, error) {
	if !d.pending() || d.begun() {
		return nil, errOver
	}
	d.State, d.Cancelled, d.Timer = api.DayCancelled, reason, time.Time{}
	d.note(a, "ReceptionCancelled", reason)
	return []event.Event{api.DayCancelledNews.New(d.changed(reason))}, nil
}

// move changes time and place. The notice of a published day begins anew.
func (d *day) move(start, end time.Time, place, reason string, r Rules, a act) ([]event.Event, error) {
	switch {
	case !d.pending():
		return nil, errOver
	case !start.After(a.At):
		return nil, errPast
	case !end.After(start) || calendar.DateOf(start) != calendar.DateOf(end):
		return nil, errHours
	case d.State == api.DayPublished && reason == "":
		return nil, errReason
	case d.begun():
		return nil, errOver
	}
	d.Start, d.End = start.UTC(), end.UTC()
	if place != "" {
		d.Place = place
	}
	d.note(a, "ReceptionMoved", reason)
	if d.State == api.DayPlanned {
		return []event.Event{api.DayPlannedEvent.New(d.changed(reason))}, nil
	}
	d.Timer, d.ConfirmBy = d.End, (d.date() - calendar.Date(r.ConfirmDays)).End()
	if a.At.After(d.latest(r.NoticeDays)) {
		d.Late, d.LateReason = true, reason
	}
	for i := range d.Shifts { // their word was for another time
		if d.Shifts[i].Person != "" {
			unswap(&d.Shifts[i], api.ShiftAssigned)
		}
	}
	return []event.Event{api.DayMoved.New(d.changed(reason))}, nil
}

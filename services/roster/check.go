package roster

import (
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errEarly   = fault.FailedPrecondition("roster.checkin_early", "还没到签到时间，请在接待开始前一小时内或当天由工作人员签到", "It is too early to check in: come back shortly before the start, or ask the staff on the day")
	errTooLate = fault.FailedPrecondition("roster.checkin_late", "签到时间已过。如确已到岗，请联络员更正。", "The time to check in is over; if you were there, ask the liaison officer to correct the record")
	errThere   = fault.Conflict("roster.checked_in", "已经签到", "Checked in already")
	errLeft    = fault.Conflict("roster.checked_out", "已经签退", "Checked out already")
	errNobody  = fault.FailedPrecondition("roster.nobody", "这个班次还没有安排代表", "Nobody is on this shift")
	errAhead   = fault.FailedPrecondition("roster.checkin_ahead", "设备上的时间比实际时间快，无法确认签到时刻。请校准设备时间后重新签到，或请联络员补记。",
		"The device's clock is ahead, so the time cannot be right: set the clock and check in again, or ask the liaison officer to record it")
	errSaidAbsent = fault.FailedPrecondition("roster.said_absent", "工作人员已记录您未到岗。如确已到岗，请联络员更正。",
		"The staff recorded that you did not come; if you were there, ask the liaison officer to correct the record")
	errBeforeIn = fault.FailedPrecondition("roster.checkout_before", "签退时间不能早于签到时间。请校准设备时间后重试，或请联络员补记。",
		"One cannot leave before having come: set the device's clock and try again, or ask the liaison officer to record it")
)

func errStale(hours int) error {
	return fault.FailedPrecondition("roster.checkin_stale", "离线签到须在 %[1]d 小时内送达，这一条已超过。如确已到岗，请联络员更正。",
		"What was pressed without a network has to arrive within %[1]d hours, and this did not; if you were there, ask the liaison officer to correct the record", hours)
}

// skew is by how much a device's clock may be ahead of ours; what it says then
// counts as now. What took no longer than that to arrive is not called late.
const skew = 2 * time.Minute

// pressed is when somebody pressed, and when we learned of it where that was
// later. A time given is the device's word: it is bounded on both sides.
func pressed(given time.Time, r Rules, a act) (at, received time.Time, err error) {
	switch {
	case given.IsZero():
		return a.At, time.Time{}, nil
	case given.After(a.At.Add(skew)):
		return at, received, errAhead
	case a.At.Sub(given) > time.Duration(r.LateHours)*time.Hour:
		return at, received, errStale(r.LateHours)
	case !given.Before(a.At):
		return a.At, time.Time{}, nil
	case a.At.Sub(given) <= skew:
		return given.UTC(), time.Time{}, nil
	}
	return given.UTC(), a.At, nil
}

// late is the name of what happened, for the day's history.
func late(what string, received time.Time) string {
	if received.IsZero() {
		return what
	}
	return what + "Late"
}

// checkIn records that a deputy is there: the deputies themselves from a while
// before the start until the end, staff at any time of the day and, correcting
// the record, some days longer. What staff recorded meanwhile stands against
// what comes late from the deputy.
func (d *day) checkIn(req api.CheckRequest, staff bool, r Rules, a act) ([]event.Event, error) {
	sh, err := d.checked(req.Shift, staff, a)
	if err != nil {
		return nil, err
	}
	at, received, err := pressed(req.At, r, a)
	switch {
	case err != nil:
		return nil, err
	case d.PublishedAt.IsZero() || d.State == api.DayCancelled:
		return nil, errNotNow
	case sh.State == api.ShiftAttended:
		return nil, errThere
	case !staff && sh.State == api.ShiftAbsent && sh.CheckedBy != "" && !received.IsZero():
		return nil, errSaidAbsent
	}
	if err := d.opened(at, staff, r); err != nil {
		return nil, err
	}
	unswap(sh, api.ShiftAttended)
	sh.CheckedIn, sh.CheckedBy, sh.InReceived = at, a.By, received
	d.note(a, late("CheckedIn", received), "")
	held := d.conclude(a.At)
	return append([]event.Event{api.CheckedIn.New(d.happened(*sh, sh.Person, "", ""))}, held...), nil
}

// checked is a shift that the caller may record about.
func (d *day) checked(id string, staff bool, a act) (*api.Shift, error) {
	sh, err := d.shift(id)
	switch {
	case err != nil:
		return nil, err
	case sh.Person == "":
		return nil, errNobody
	case !staff && sh.Person != a.Person:
		return nil, errNotYours
	}
	return sh, nil
}

// opened reports whether a check-in is possible at a time.
func (d *day) opened(at time.Time, staff bool, r Rules) error {
	opens, closes := d.Start.Add(-time.Duration(r.OpenMinutes)*time.Minute), d.End
	if staff {
		opens, closes = d.date().Start(), d.corrected(r)
	}
	switch {
	case at.Before(opens):
		return errEarly
	case at.After(closes):
		return errTooLate
	}
	return nil
}

// corrected is until when staff correct who came.
func (d *day) corrected(r Rules) time.Time { return (d.date() + calendar.Date(r.CorrectDays)).End() }

// checkOut records that a deputy left.
func (d *day) checkOut(req api.CheckRequest, staff bool, r Rules, a act) ([]event.Event, error) {
	sh, err := d.checked(req.Shift, staff, a)
	if err != nil {
		return nil, err
	}
	at, received, err := pressed(req.At, r, a)
	switch {
	case err != nil:
		return nil, err
	case sh.State != api.ShiftAttended:
		return nil, errNotNow
	case !sh.CheckedOut.IsZero():
		return nil, errLeft
	case at.Before(sh.CheckedIn):
		return nil, errBeforeIn
	case a.At.After(d.corrected(r)) || !received.IsZero() && at.After(d.date().End()):
		return nil, errTooLate
	}
	sh.CheckedOut, sh.OutReceived = at, received
	d.note(a, late("CheckedOut", received), "")
	return []event.Event{api.CheckedOut.New(d.happened(*sh, sh.Person, "", ""))}, nil
}

// recordVisitors records how many people came; that nobody did is an answer, too.
func (d *day) recordVisitors(n int, staff bool, r Rules, a act) ([]event.Event, error) {
	here := func(sh api.Shift) bool { return sh.Person == a.Person && sh.State == api.ShiftAttended }
	switch {
	case d.PublishedAt.IsZero() || d.State == api.DayCancelled || a.At.Before(d.Start):
		return nil, errNotYetHeld
	case a.At.After(d.corrected(r)):
		return nil, errClosedRecord
	case !staff && !slices.ContainsFunc(d.Shifts, here):
		return nil, errNotYours
	}
	d.Visitors = &n
	d.note(a, "VisitorsRecorded", "")
	return []event.Event{api.VisitorsRecorded.New(api.DayChanged{Day: d.ReceptionDay})}, nil
}

var (
	errNotYetHeld   = fault.FailedPrecondition("roster.not_held", "接待还没有开始或已取消，请在接待开始后记录来访人数", "The reception has not begun, or was cancelled; say how many came once it has begun")
	errClosedRecord = fault.FailedPrecondition("roster.record_closed", "这次接待的更正期限已过，不能再记录来访人数", "The record of this reception is closed to corrections; how many came can no longer be said")
)

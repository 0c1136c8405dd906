package roster

import (
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

func settled(sh api.Shift) bool { return sh.State == api.ShiftAttended || sh.State == api.ShiftAbsent }

// unswap ends whatever was asked about a shift.
func unswap(sh *api.Shift, to api.ShiftState) {
	sh.State, sh.SwapWith, sh.SwapName, sh.SwapNote = to, "", "", ""
}

// seat puts a person on a shift, nobody where p is nil.
func (d *day) seat(sh *api.Shift, p *person, reason string, a act) event.Event {
	old := sh.Person
	unswap(sh, api.ShiftOpen)
	sh.Person, sh.Name, sh.Rank = "", "", ""
	if p != nil {
		p.sit(sh, api.ShiftAssigned)
	}
	if d.State == api.DayPlanned {
		d.note(a, "ShiftAssigned", reason)
		return api.ShiftAssignedTo.New(d.happened(*sh, sh.Person, old, reason))
	}
	d.note(a, "ShiftSubstituted", reason)
	return api.ShiftSubstituted.New(d.happened(*sh, sh.Person, old, reason))
}

// sit puts the person on a shift, with the rank held then: what counts receptions
// by rank counts what was true on the day.
func (p *person) sit(sh *api.Shift, to api.ShiftState) {
	sh.Person, sh.Name, sh.Rank, sh.State = p.ID, p.Name, p.Rank, to
}

func (d *day) happened(sh api.Shift, person, other, reason string) api.ShiftChanged {
	return api.ShiftChanged{Day: d.ReceptionDay, Shift: sh.ID, Person: person, Other: other, Reason: reason}
}

var (
	errNotYours = fault.FailedPrecondition("roster.not_yours", "这个班次不是您的，请刷新后查看您的班次", "This shift is not yours; reload to see your shifts")
	errNotNow   = fault.FailedPrecondition("roster.shift_state", "班次现在的状态不能这样操作，请刷新查看", "The shift is not in a state for this now; reload")
	errNotAsked = fault.FailedPrecondition("roster.not_asked", "没有人请您接替这个班次，或对方已撤回，请刷新查看", "Nobody asks you to take this shift over, or not any more; reload")
)

// own finds a deputy's own shift of an announced day that has not begun.
func (d *day) own(id string, a act) (*api.Shift, error) {
	sh, err := d.shift(id)
	switch {
	case err != nil:
		return nil, err
	case a.Person == "" || sh.Person != a.Person:
		return nil, errNotYours
	case d.State != api.DayPublished || settled(*sh):
		return nil, errNotNow
	}
	return sh, nil
}

// confirm is the deputy's word to come; it takes back a question to swap.
func (d *day) confirm(id string, a act) ([]event.Event, error) {
	sh, err := d.own(id, a)
	if err != nil {
		return nil, err
	}
	if sh.State == api.ShiftConfirmed {
		return nil, nil
	}
	unswap(sh, api.ShiftConfirmed)
	d.note(a, "ShiftConfirmed", "")
	return []event.Event{api.ShiftConfirmedBy.New(d.happened(*sh, sh.Person, "", ""))}, nil
}

func errSwapLate(hours int) error {
	return fault.FailedPrecondition("roster.swap_late", "距离接待开始不足 %[1]d 小时，不能自行换班，请联系联络员安排",
		"Less than %[1]d hours are left until the reception; ask the liaison officer for a substitute", hours)
}

// askSwap asks another deputy to take the shift over.
func (d *day) askSwap(id string, with *person, note string, r Rules, a act) ([]event.Event, error) {
	sh, err := d.own(id, a)
	if err != nil {
		return nil, err
	}
	if a.At.After(d.Start.Add(-time.Duration(r.SwapHours) * time.Hour)) {
		return nil, errSwapLate(r.SwapHours)
	}
	sh.State, sh.SwapWith, sh.SwapName, sh.SwapNote = api.ShiftSwapAsked, with.ID, with.Name, note
	d.note(a, "SwapAsked", note)
	return []event.Event{api.SwapAsked.New(d.happened(*sh, sh.Person, with.ID, note))}, nil
}

// answerSwap takes the shift over, or declines.
func (d *day) answerSwap(id string, accept bool, p *person, a act) ([]event.Event, error) {
	sh, err := d.shift(id)
	switch {
	case err != nil:
		return nil, err
	case d.State != api.DayPublished || sh.State != api.ShiftSwapAsked || a.Person == "" || sh.SwapWith != a.Person:
		return nil, errNotAsked
	case !d.Start.After(a.At):
		return nil, errPast
	}
	old := sh.Person
	unswap(sh, api.ShiftAssigned)
	other := p.ID
	if accept {
		p.sit(sh, api.ShiftConfirmed)
		other = old
	}
	d.note(a, "SwapAnswered", "")
	answer := d.happened(*sh, sh.Person, other, "")
	answer.Accepted = accept
	return []event.Event{api.SwapAnswered.New(answer)}, nil
}

// markAbsent records that a deputy did not come, or corrects that they did.
func (d *day) markAbsent(id, reason string, r Rules, a act) ([]event.Event, error) {
	sh, err := d.shift(id)
	switch {
	case err != nil:
		return nil, err
	case d.PublishedAt.IsZero() || d.State == api.DayCancelled || sh.State == api.ShiftAbsent:
		return nil, errNotNow
	case sh.Person == "":
		return nil, errNobody
	case a.At.Before(d.Start):
		return nil, errEarly
	case a.At.After(d.corrected(r)):
		return nil, errTooLate
	}
	absent(sh)
	sh.CheckedBy = a.By
	d.note(a, "MarkedAbsent", reason)
	more := d.conclude(a.At)
	return append([]event.Event{api.MarkedAbsent.New(d.happened(*sh, sh.Person, "", reason))}, more...), nil
}

func absent(sh *api.Shift) {
	unswap(sh, api.ShiftAbsent)
	sh.CheckedIn, sh.CheckedOut, sh.CheckedBy = time.Time{}, time.Time{}, ""
	sh.InReceived, sh.OutReceived = time.Time{}, time.Time{}
}

// conclude says what became of the day: held once somebody was there and the end
// has passed, missed when the day is over and nobody came.
func (d *day) conclude(now time.Time) []event.Event {
	if now.Before(d.End) {
		return nil
	}
	came := slices.ContainsFunc(d.Shifts, func(sh api.Shift) bool { return sh.State == api.ShiftAttended })
	switch {
	case came && d.State != api.DayHeld:
		d.State = api.DayHeld
		return []event.Event{api.DayHeldEvent.New(d.changed(""))}
	case !came && now.After(d.date().End()):
		d.State = api.DayMissed
	}
	return nil
}

// tick does what happens by itself: after the end the day is held, and when the
// day is over whoever did not come was absent.
func (d *day) tick(now time.Time) []event.Event {
	a := act{By: "system", At: now}
	d.Timer = time.Time{}
	var missing []api.Shift
	switch {
	case now.Before(d.End):
		d.Timer = d.End
	case !now.After(d.date().End()):
		d.Timer = d.date().End().Add(time.Second)
	default:
		for i := range d.Shifts {
			if sh := &d.Shifts[i]; sh.Person != "" && !settled(*sh) {
				absent(sh)
				d.note(a, "MarkedAbsent", "")
				missing = append(missing, *sh)
			}
		}
	}
	out := d.conclude(now)
	for _, sh := range missing {
		out = append(out, api.MarkedAbsent.New(d.happened(sh, sh.Person, "", "")))
	}
	return out
}

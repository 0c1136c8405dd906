package roster

import (
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errLeaveDays = fault.Invalid("roster.leave_days", "请假的结束日期不能早于开始日期，最长一年，请修改",
		"A leave ends no earlier than it begins and lasts a year at most; correct the days")
	errLeaveTwice = fault.Conflict("roster.leave_overlap", "与已登记的请假时间重叠，请查看已有请假", "It overlaps with a leave recorded already; look at it")
	errNoLeave    = fault.NotFound("roster.no_leave", "没有这条请假记录，请刷新后重试", "There is no such leave; reload and try again")
	errLeaveOver  = fault.FailedPrecondition("roster.leave_over", "请假已经结束，不能撤销", "The leave is over and cannot be cancelled")
)

// away adds a leave; days of ISO form compare as text.
func (p *person) away(l api.Leave) error {
	for _, o := range p.Leaves {
		if l.From <= o.To && o.From <= l.To {
			return errLeaveTwice
		}
	}
	p.Leaves = append(p.Leaves, l)
	return nil
}

// back cancels a leave; one that runs ends the day before.
func (p *person) back(id string, today calendar.Date) error {
	i := slices.IndexFunc(p.Leaves, func(l api.Leave) bool { return l.ID == id })
	switch {
	case i < 0:
		return errNoLeave
	case p.Leaves[i].To < today.String():
		return errLeaveOver
	case p.Leaves[i].From < today.String():
		p.Leaves[i].To = (today - 1).String()
		return nil
	}
	p.Leaves = slices.Delete(p.Leaves, i, i+1)
	delete(p.Reasons, id)
	return nil
}

// TakeLeave serves roster.TakeLeave. A published shift stands in its way: the
// deputy swaps, or staff substitute, first. Planned shifts open by themselves.
func (s *Service) TakeLeave(ctx context.Context, req api.LeaveRequest) (api.Person, error) {
	from, err1 := calendar.ParseDate(req.From)
	to, err2 := calendar.ParseDate(req.To)
	if err1 != nil || err2 != nil || to < from || to > from+366 {
		return api.Person{}, errLeaveDays
	}
	leave := api.Leave{ID: s.db.NewID(), From: from.String(), To: to.String()}
	v, err := s.changePerson(ctx, req.ID, func(p *person, _ act) ([]event.Event, error) {
		if err := p.away(leave); err != nil {
			return nil, err
		}
		sealed, err := s.vault.Seal(ctx, p.ID, req.Reason)
		if err != nil {
			return nil, err
		}
		p.Reasons[leave.ID] = sealed
		return told(api.LeaveTaken, p, ""), nil
	})
	if err != nil {
		return v, err
	}
	return v, s.clear(ctx, req.ID, from, to)
}

// clear refuses a leave over published shifts, and frees the planned ones. It
// looks at all stations: the deputy is the same person everywhere.
func (s *Service) clear(ctx context.Context, id string, from, to calendar.Date) error {
	ctx = store.System(ctx)
	for year := from.Year(); year <= to.Year(); year++ {
		err := s.onDuty(ctx, id, year, func(y *duty) error {
			y.Touched++
			for _, sl := range y.Slots {
				if on := calendar.DateOf(sl.Start); on >= from && on <= to && sl.State == api.ShiftAssigned {
					return errOnDuty(on)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	a := s.act(ctx)
	return s.days.Each(ctx, store.Query{Index: "person", Of: id, From: from.Start(), Below: (to + 1).Start()}, func(d day) error {
		if d.State != api.DayPlanned {
			return nil
		}
		return s.unseat(ctx, d.ID, id, "请假", a, func(*api.Shift) bool { return false })
	})
}

func errOnDuty(on calendar.Date) error {
	zh, en := sayDate(on)
	return fault.FailedPrecondition("roster.on_duty", "%[1]s已公布值班，请先换班或请联络员另行安排，再请假",
		"There is an announced shift on %[2]s: swap it or have it substituted, then take leave", zh, en)
}

// CancelLeave serves roster.CancelLeave.
func (s *Service) CancelLeave(ctx context.Context, req api.CancelLeaveRequest) (api.Person, error) {
	return s.changePerson(ctx, req.ID, func(p *person, a act) ([]event.Event, error) {
		if err := p.back(req.Leave, calendar.DateOf(a.At)); err != nil {
			return nil, err
		}
		return told(api.LeaveCancelled, p, ""), nil
	})
}

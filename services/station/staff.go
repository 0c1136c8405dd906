package station

import (
	"context"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errTerm = fault.Invalid("station.term", "任期的结束时间应晚于开始时间，请修改", "A term ends after it begins; correct the times")
	errHead = fault.FailedPrecondition("station.head", "该时段已有站长，请先结束现任站长的任期",
		"The station has a head at that time; end that term first")
	errAgain = fault.Conflict("station.staff_twice", "此人在该时段已担任同一职务，请查看现有任期",
		"This person holds the same office at that time; look at the present term")
	errNoTerm = fault.NotFound("station.term_not_found", "没有这个任期，请刷新后重试", "There is no such term; reload and try again")
	errEnded  = fault.FailedPrecondition("station.term_ended", "该任期已经结束", "The term has ended already")
)

func ended(t api.StaffTerm, at time.Time) bool { return !t.Until.IsZero() && !t.Until.After(at) }

// overlap reports whether two terms share a moment.
func overlap(a, b api.StaffTerm) bool { return !ended(a, b.From) && !ended(b, a.From) }

// appoint gives somebody an office. There is one head at a time.
func (s *station) appoint(t api.StaffTerm) ([]event.Event, error) {
	if s.State == api.Closed {
		return nil, errClosed
	}
	if ended(t, t.From) {
		return nil, errTerm
	}
	for _, o := range s.Staff {
		same := o.Name == t.Name && o.Person == t.Person
		switch {
		case o.Role != t.Role || !overlap(o, t):
		case same:
			return nil, errAgain
		case t.Role == api.Head:
			return nil, errHead
		}
	}
	s.Staff = append(s.Staff, t)
	return []event.Event{api.StaffAppointed.New(s.staffChanged(t))}, nil
}

// dismiss ends a term now; one that has not begun never begins.
func (s *station) dismiss(id string, at time.Time) ([]event.Event, error) {
	for i := range s.Staff {
		t := &s.Staff[i]
		if t.ID != id {
			continue
		}
		if ended(*t, at) {
			return nil, errEnded
		}
		t.Until = at
		return []event.Event{api.StaffEnded.New(s.staffChanged(*t))}, nil
	}
	return nil, errNoTerm
}

// staffChanged names the person by reference only.
func (s *station) staffChanged(t api.StaffTerm) api.StaffChanged {
	return api.StaffChanged{Station: s.ID, Term: t.ID, Person: t.Person, Role: t.Role, From: t.From, Until: t.Until}
}

// AppointStaff serves station.AppointStaff.
func (s *Service) AppointStaff(ctx context.Context, req api.AppointRequest) (api.Station, error) {
	term := api.StaffTerm{ID: s.db.NewID(), Name: req.Name, Person: req.Person, Role: req.Role, From: req.From, Until: req.Until}
	if term.From.IsZero() {
		term.From = s.clock.Now().UTC()
	}
	return s.change(ctx, req.ID, func(st *station) ([]event.Event, error) { return st.appoint(term) })
}

// EndStaff serves station.EndStaff.
func (s *Service) EndStaff(ctx context.Context, req api.EndStaffRequest) (api.Station, error) {
	at := s.clock.Now().UTC()
	return s.change(ctx, req.ID, func(st *station) ([]event.Event, error) { return st.dismiss(req.Term, at) })
}

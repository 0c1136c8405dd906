package roster

import (
	"context"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// clone copies a day so that a change can be tried on it.
func (d *day) clone() day {
	out := *d
	out.Shifts = append([]api.Shift(nil), d.Shifts...)
	return out
}

// fits refuses a change of days that breaks a rule which holds without it.
func (m *sheet) fits(changed ...day) error {
	broken, err := m.worse(changed...)
	if err == nil && len(broken) > 0 {
		err = errBroken(broken[0])
	}
	return err
}

// ChangeShift serves roster.ChangeShift.
func (s *Service) ChangeShift(ctx context.Context, req api.ChangeShiftRequest) (api.ReceptionDay, error) {
	d, err := s.days.Get(ctx, req.ID)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	if err := d.changeable(req.Shift, req.Reason, s.act(ctx)); err != nil {
		return api.ReceptionDay{}, err
	}
	var p *person
	if req.Person != "" {
		found, err := s.people.Get(ctx, req.Person)
		if err != nil {
			return api.ReceptionDay{}, err
		}
		p = &found
	}
	if err := s.tryOn(ctx, d, req.Shift, p); err != nil {
		return api.ReceptionDay{}, err
	}
	return s.reseat(ctx, req.ID, req.Shift, p, req.Reason)
}

// changeable: somebody else can be put on the shift now.
func (d *day) changeable(shift, reason string, a act) error {
	sh, err := d.shift(shift)
	switch {
	case err != nil:
		return err
	case !d.pending() || settled(*sh):
		return errOver
	case !d.End.After(a.At):
		return errPast
	case d.State == api.DayPublished && reason == "":
		return errReason
	}
	return nil
}

// errStranger: the person is not among the deputies of the station.
var errStranger = fault.FailedPrecondition("roster.rule.posting", "此人不是本站的驻站代表，请先安排进站，或另选代表",
	"This person is not posted to the station; post them first, or choose another")

// errKind: a shift has an office-holder and a grass-roots deputy (双代表).
var errKind = fault.FailedPrecondition("roster.rule.kind", "这个班次的席位须由另一类代表（领导干部或基层代表）担任，请另选代表",
	"The seat is for the other half of the pair (office-holder or grass-roots deputy); choose another deputy")

// tryOn checks a person on a shift against the month's rules.
func (s *Service) tryOn(ctx context.Context, d day, shift string, p *person) error {
	if p == nil {
		return nil
	}
	m, err := s.sheetOf(ctx, d)
	if err != nil {
		return err
	}
	return m.suits(d, shift, p.ID)
}

// suits reports whether the month's rules let a deputy take a shift.
func (m *sheet) suits(d day, shift, person string) error {
	p, ok := m.find(person)
	if !ok || !p.fit(d.Station, d.Start) {
		return errStranger
	}
	changed := d.clone()
	sh, err := changed.shift(shift)
	if err != nil {
		return err
	}
	if sh.Kind != string(p.kind()) {
		return errKind
	}
	p.sit(sh, sh.State)
	return m.fits(changed)
}

// reseat stores who is on a shift, and for a published day binds and frees the
// deputies.
func (s *Service) reseat(ctx context.Context, id, shift string, p *person, reason string) (api.ReceptionDay, error) {
	a := s.act(ctx)
	var old string
	d, err := s.days.Update(ctx, id, func(d *day) ([]event.Event, error) {
		sh, err := d.shift(shift)
		if err != nil {
			return nil, err
		}
		old = sh.Person
		if p != nil && p.ID == old || p == nil && old == "" {
			return nil, nil
		}
		return []event.Event{d.seat(sh, p, reason, a)}, nil
	})
	if err != nil || d.State != api.DayPublished {
		return d.ReceptionDay, err
	}
	return d.ReceptionDay, s.rebind(ctx, &d, shift, old)
}

// rebind frees who was on a shift of a published day, and binds who is.
func (s *Service) rebind(ctx context.Context, d *day, shift, old string) error {
	sh, err := d.shift(shift)
	if err != nil || sh.Person == old {
		return err
	}
	if err := s.release(ctx, d, old, shift); err != nil {
		return err
	}
	return s.claim(ctx, d, *sh)
}

// MoveDay serves roster.MoveDay.
func (s *Service) MoveDay(ctx context.Context, req api.MoveDayRequest) (api.ReceptionDay, error) {
	before, err := s.days.Get(ctx, req.ID)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	r, _ := s.rules.At(before.Area, s.clock.Now())
	d, err := s.days.Update(ctx, req.ID, func(d *day) ([]event.Event, error) {
		return d.move(req.Start, req.End, req.Place, req.Reason, r, s.act(ctx))
	})
	if err != nil {
		return api.ReceptionDay{}, err
	}
	if err := s.fitsThen(ctx, d); err != nil {
		return api.ReceptionDay{}, err
	}
	if d.State == api.DayPublished {
		err = s.carry(ctx, &before, &d)
	}
	return d.ReceptionDay, err
}

// fitsThen checks the deputies of a moved day against the rules of its new time.
func (s *Service) fitsThen(ctx context.Context, moved day) error {
	m, err := s.sheetOf(ctx, moved)
	if err != nil {
		return err
	}
	empty := moved.clone()
	for i := range empty.Shifts {
		empty.Shifts[i].Person = ""
	}
	m.replace(empty)
	return m.fits(moved)
}

// carry moves the deputies' duties with the day.
func (s *Service) carry(ctx context.Context, before, d *day) error {
	for _, sh := range d.Shifts {
		if err := s.release(ctx, before, sh.Person, sh.ID); err != nil {
			return err
		}
		if err := s.claim(ctx, d, sh); err != nil {
			return err
		}
	}
	return nil
}

// CancelDay serves roster.CancelDay.
func (s *Service) CancelDay(ctx context.Context, req api.Reasoned) (api.ReceptionDay, error) {
	return s.cancel(ctx, req.ID, req.Reason, s.act(ctx))
}

// cancel calls a day off and frees its deputies.
func (s *Service) cancel(ctx context.Context, id, reason string, a act) (api.ReceptionDay, error) {
	d, err := s.days.Update(ctx, id, func(d *day) ([]event.Event, error) { return d.cancel(reason, a) })
	for _, sh := range d.Shifts {
		if err == nil {
			err = s.release(ctx, &d, sh.Person, sh.ID)
		}
	}
	return d.ReceptionDay, err
}

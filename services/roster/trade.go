package roster

import (
	"context"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var errNoTrade = fault.FailedPrecondition("roster.no_trade", "只能在本站当月不同日期的班次之间调换，请重新选择",
	"Shifts are traded between different days of one station and month; choose again")

// seated is a shift of a day, as it is before a trade.
type seated struct {
	day day
	api.Shift
}

// TradeShifts serves roster.TradeShifts.
func (s *Service) TradeShifts(ctx context.Context, req api.TradeRequest) (api.ReceptionDay, error) {
	a := s.act(ctx)
	from, err := s.seated(ctx, req.ID, req.Shift, req.Reason, a)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	to, err := s.seated(ctx, req.ToDay, req.ToShift, req.Reason, a)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	m, err := s.sheetOf(ctx, from.day)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	if err := m.tradable(from, to); err != nil {
		return api.ReceptionDay{}, err
	}
	return s.trade(ctx, m, from, to, req.Reason, a)
}

// seated reads a shift that can be changed now.
func (s *Service) seated(ctx context.Context, day, shift, reason string, a act) (seated, error) {
	d, err := s.days.Get(ctx, day)
	if err == nil {
		err = d.changeable(shift, reason, a)
	}
	if err != nil {
		return seated{}, err
	}
	sh, err := d.shift(shift)
	if err != nil {
		return seated{}, err
	}
	return seated{day: d, Shift: *sh}, nil
}

// tradable checks a trade against the rules of the month.
func (m *sheet) tradable(from, to seated) error {
	switch {
	case from.day.ID == to.day.ID || from.day.Station != to.day.Station || to.day.date() < m.first || to.day.date() >= m.first.AddMonths(1):
		return errNoTrade
	case from.Person == "":
		return errNobody
	case from.Kind != to.Kind:
		return errKind
	}
	there, here := to.day.clone(), from.day.clone()
	if err := m.put(&there, to.ID, from.Person); err != nil {
		return err
	}
	if err := m.put(&here, from.ID, to.Person); err != nil {
		return err
	}
	return m.fits(here, there)
}

// put tries a deputy of the sheet on a shift, nobody where person is empty.
func (m *sheet) put(d *day, shift, person string) error {
	sh, err := d.shift(shift)
	if err != nil {
		return err
	}
	sh.Person, sh.Name, sh.State = "", "", api.ShiftOpen
	if person == "" {
		return nil
	}
	p, ok := m.find(person)
	if !ok || !p.fit(d.Station, d.Start) {
		return errStranger
	}
	sh.Person, sh.Name, sh.State = p.ID, p.Name, api.ShiftAssigned
	return nil
}

// trade stores both days, and for published ones frees everybody before it binds
// anybody: their duties would meet themselves.
func (s *Service) trade(ctx context.Context, m *sheet, from, to seated, reason string, a act) (api.ReceptionDay, error) {
	here, err := s.seat(ctx, from, m.people[to.Person], reason, a)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	there, err := s.seat(ctx, to, m.people[from.Person], reason, a)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	for _, d := range []*day{&here, &there} {
		if d.State != api.DayPublished {
			continue
		}
		id := map[string]string{from.day.ID: from.ID, to.day.ID: to.ID}[d.ID]
		sh, err := d.shift(id)
		if err == nil {
			err = s.claim(ctx, d, *sh)
		}
		if err != nil {
			return api.ReceptionDay{}, err
		}
	}
	return there.ReceptionDay, nil
}

// seat stores who is on a shift now, and frees who was.
func (s *Service) seat(ctx context.Context, old seated, p *person, reason string, a act) (day, error) {
	d, err := s.days.Update(ctx, old.day.ID, func(d *day) ([]event.Event, error) {
		sh, err := d.shift(old.ID)
		if err != nil {
			return nil, err
		}
		return []event.Event{d.seat(sh, p, reason, a)}, nil
	})
	if err != nil || d.State != api.DayPublished {
		return d, err
	}
	return d, s.release(ctx, &d, old.Person, old.ID)
}

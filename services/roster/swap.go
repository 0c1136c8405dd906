package roster

import (
	"cmp"
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// ConfirmShift serves roster.ConfirmShift.
func (s *Service) ConfirmShift(ctx context.Context, req api.ShiftRequest) (api.ReceptionDay, error) {
	d, err := s.days.Update(ctx, req.ID, func(d *day) ([]event.Event, error) { return d.confirm(req.Shift, s.act(ctx)) })
	return d.ReceptionDay, err
}

// month reads the month of a day that the calling deputy may see. The sheet is
// read with the system's scope: deputies reach only themselves, and what they
// get to know of others is who of their own station could take a shift over.
func (s *Service) month(ctx context.Context, id string) (day, *sheet, error) {
	d, err := s.days.Get(ctx, id)
	if err != nil {
		return d, nil, err
	}
	m, err := s.sheetOf(store.System(ctx), d)
	return d, m, err
}

// SwapCandidates serves roster.SwapCandidates: those with the lightest year first.
func (s *Service) SwapCandidates(ctx context.Context, req api.ShiftRequest) (rpc.Page[api.Load], error) {
	out := rpc.Page[api.Load]{Items: []api.Load{}}
	d, m, err := s.month(ctx, req.ID)
	if err != nil {
		return out, err
	}
	if _, err := d.own(req.Shift, s.act(ctx)); err != nil {
		return out, err
	}
	p, assigned := m.problem(m.upcoming)
	all, err := m.loads(p, assigned, rpc.LangOf(ctx))
	if err != nil {
		return out, err
	}
	for _, l := range all {
		if !slices.Contains(d.persons(), l.Person) && m.suits(d, req.Shift, l.Person) == nil {
			l.Why = ""
			out.Items = append(out.Items, l)
		}
	}
	sorting.Stably(out.Items, func(a, b api.Load) int { return cmp.Compare(a.Served+a.Planned, b.Served+b.Planned) })
	return out, nil
}

// AskSwap serves roster.AskSwap.
func (s *Service) AskSwap(ctx context.Context, req api.AskSwapRequest) (api.ReceptionDay, error) {
	_, m, err := s.month(ctx, req.ID)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	d, err := s.days.Update(ctx, req.ID, func(d *day) ([]event.Event, error) {
		with, ok := m.find(req.With)
		if !ok || slices.Contains(d.persons(), req.With) {
			return nil, errStranger
		}
		if _, err := d.own(req.Shift, s.act(ctx)); err != nil {
			return nil, err
		}
		if err := m.suits(*d, req.Shift, req.With); err != nil {
			return nil, err
		}
		return d.askSwap(req.Shift, with, req.Note, m.rules[d.Station], s.act(ctx))
	})
	return d.ReceptionDay, err
}

// AnswerSwap serves roster.AnswerSwap. Whether the rules still let them swap is
// looked at again: days may lie between question and answer.
func (s *Service) AnswerSwap(ctx context.Context, req api.AnswerSwapRequest) (api.ReceptionDay, error) {
	_, m, err := s.month(ctx, req.ID)
	if err != nil {
		return api.ReceptionDay{}, err
	}
	a := s.act(ctx)
	var old string
	d, err := s.days.Update(ctx, req.ID, func(d *day) ([]event.Event, error) {
		sh, err := d.shift(req.Shift)
		if err != nil {
			return nil, err
		}
		old = sh.Person
		if req.Accept && sh.SwapWith == a.Person && a.Person != "" {
			if err := m.suits(*d, req.Shift, a.Person); err != nil {
				return nil, err
			}
		}
		me, ok := m.find(a.Person)
		if !ok {
			me = &person{Person: api.Person{ID: a.Person}}
		}
		return d.answerSwap(req.Shift, req.Accept, me, a)
	})
	if err != nil {
		return api.ReceptionDay{}, err
	}
	return d.ReceptionDay, s.rebind(ctx, &d, req.Shift, old)
}

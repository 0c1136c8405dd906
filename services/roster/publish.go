package roster

import (
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var errNoDraft = fault.FailedPrecondition("roster.nothing_planned", "这个月没有待公布的接待日，请先生成排班", "The month has no planned reception to announce; make a plan first")

// PublishMonth serves roster.PublishMonth. Everything is checked anew and the
// deputies are bound in the same unit of work: what two stations want at once,
// one of them gets.
func (s *Service) PublishMonth(ctx context.Context, req api.PublishRequest) (api.PublishResult, error) {
	out := api.PublishResult{Days: []api.ReceptionDay{}}
	m, err := s.sheetFor(ctx, req.Station, req.Month)
	if err != nil {
		return out, err
	}
	if !m.stations[0].Open {
		return out, errShut
	}
	if err := m.sound(); err != nil {
		return out, err
	}
	var told []string
	for _, planned := range m.days {
		if planned.State != api.DayPlanned || !planned.Start.After(m.now) {
			continue
		}
		d, err := s.publish(ctx, planned.ID, req, m.rules[req.Station], m.version[req.Station])
		if err != nil {
			return out, err
		}
		told = append(told, d.persons()...)
		if d.Late {
			out.Late++
		}
		out.Days = append(out.Days, d.ReceptionDay)
	}
	slices.Sort(told)
	out.People = len(slices.Compact(told))
	if len(out.Days) == 0 {
		return out, errNoDraft
	}
	return out, nil
}

// sound refuses a month whose planned days break a hard rule.
func (m *sheet) sound() error {
	broken, err := m.broken()
	if err != nil {
		return err
	}
	for _, v := range broken {
		if !soft(v) {
			return errBroken(v)
		}
	}
	return nil
}

func (s *Service) publish(ctx context.Context, id string, req api.PublishRequest, r Rules, version string) (day, error) {
	d, err := s.days.Update(ctx, id, func(d *day) ([]event.Event, error) {
		return d.publish(r, version, req.LateReason, req.GapReason, s.act(ctx))
	})
	for _, sh := range d.Shifts {
		if err == nil {
			err = s.claim(ctx, &d, sh)
		}
	}
	return d, err
}

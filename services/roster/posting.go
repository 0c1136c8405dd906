package roster

import (
	"context"
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errStationClosed = fault.FailedPrecondition("roster.station_closed", "站点已关闭，不能安排代表进站，请选择其他站点",
		"The station is closed; post the deputy to another one")
	errNotDeputy = fault.FailedPrecondition("roster.not_deputy", "此人没有有效的代表资格，不能安排进站。请先登记代表资格。",
		"This person holds no mandate in force; record the mandate first")
	errPosted = fault.Conflict("roster.posted", "该代表在此时段已驻本站，请查看现有安排",
		"The deputy is posted to this station at that time; look at the present posting")
	errNoPosting    = fault.NotFound("roster.no_posting", "没有这个驻站安排，请刷新后重试", "There is no such posting; reload and try again")
	errPostingEnded = fault.FailedPrecondition("roster.posting_ended", "这个驻站安排已经结束", "The posting has ended already")
)

// post assigns the person to a station.
func (p *person) post(st *station, q api.Posting) error {
	switch {
	case !st.Open:
		return errStationClosed
	case over(q.Until, q.From):
		return errTerm
	case !slices.ContainsFunc(p.Mandates, func(m api.Mandate) bool { return m.Status != api.MandateTerminated }):
		return errNotDeputy
	}
	for _, o := range p.Postings {
		if o.Station == q.Station && !over(o.Until, q.From) && !over(q.Until, o.From) {
			return errPosted
		}
	}
	p.Postings = append(p.Postings, q)
	p.Where[st.ID] = st.Areas
	return nil
}

// unpost ends a posting at a time; one to come never begins.
func (p *person) unpost(id string, at time.Time) error {
	i := slices.IndexFunc(p.Postings, func(q api.Posting) bool { return q.ID == id })
	switch {
	case i < 0:
		return errNoPosting
	case over(p.Postings[i].Until, at):
		return errPostingEnded
	}
	p.Postings[i].Until = at
	return nil
}

// PostPerson serves roster.PostPerson.
func (s *Service) PostPerson(ctx context.Context, req api.PostRequest) (api.Person, error) {
	st, err := s.placed(ctx, req.Station)
	if err != nil {
		return api.Person{}, err
	}
	return s.changePerson(ctx, req.ID, func(p *person, a act) ([]event.Event, error) {
		q := api.Posting{ID: s.db.NewID(), Station: st.ID, From: req.From, Until: req.Until}
		if q.From.IsZero() {
			q.From = a.At
		}
		if err := p.post(&st, q); err != nil {
			return nil, err
		}
		return told(api.PersonPosted, p, ""), nil
	})
}

// EndPosting serves roster.EndPosting.
func (s *Service) EndPosting(ctx context.Context, req api.EndPostingRequest) (api.Person, error) {
	v, err := s.changePerson(ctx, req.ID, func(p *person, a act) ([]event.Event, error) {
		if err := p.unpost(req.Posting, a.At); err != nil {
			return nil, err
		}
		return told(api.PostingEnded, p, req.Reason), nil
	})
	if err != nil {
		return v, err
	}
	return v, s.vacate(ctx, req.ID, req.Reason)
}

// vacate opens the shifts to come for which the person is not fit any more,
// within the unit of work that made them so. It acts with the system's scope:
// a mandate that ends frees the shifts of every station, also of those outside
// the caller's area.
func (s *Service) vacate(ctx context.Context, id, reason string) error {
	ctx = store.System(ctx)
	a := s.act(ctx)
	p, err := s.people.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.touch(ctx, id, year(a.At), year(a.At.AddDate(0, 2, 0))); err != nil {
		return err
	}
	return s.days.Each(ctx, store.Query{Index: "person", Of: id, From: a.At}, func(d day) error {
		fit := func(sh *api.Shift) bool { return sh.Kind == string(p.kind()) && p.fit(d.Station, d.Start) }
		return s.unseat(ctx, d.ID, id, reason, a, fit)
	})
}

// unseat opens the shifts of the person on a day that they may not keep.
func (s *Service) unseat(ctx context.Context, dayID, person, reason string, a act, keep func(*api.Shift) bool) error {
	var freed []string
	d, err := s.days.Update(ctx, dayID, func(d *day) ([]event.Event, error) {
		freed = nil
		var out []event.Event
		for i := range d.Shifts {
			if sh := &d.Shifts[i]; sh.Person == person && d.pending() && !settled(*sh) && !keep(sh) {
				out = append(out, d.seat(sh, nil, reason, a))
				freed = append(freed, sh.ID)
			}
		}
		return out, nil
	})
	for _, shift := range freed {
		if err == nil {
			err = s.release(ctx, &d, person, shift)
		}
	}
	return err
}

// endTerms ends postings and mandates that ran out.
func (s *Service) endTerms(ctx context.Context) error {
	now := s.clock.Now().UTC()
	return s.people.Each(ctx, store.Query{Index: "expires", Below: now.Add(time.Microsecond)}, func(p person) error {
		return s.db.Transact(ctx, func(ctx context.Context) error {
			if _, err := s.changePerson(ctx, p.ID, (*person).runOut); err != nil {
				return err
			}
			return s.vacate(ctx, p.ID, "任期届满")
		})
	})
}

// runOut records what ended by itself.
func (p *person) runOut(a act) ([]event.Event, error) {
	var out []event.Event
	for _, m := range slices.Clone(p.Mandates) {
		if m.Status == api.MandateTerminated || !over(m.Until, a.At) {
			continue
		}
		if err := p.changeMandate(m.ID, api.MandateTerminated, "term_ended", "任期届满", a); err != nil {
			return nil, err
		}
		out = told(api.MandateChanged, p, "任期届满")
	}
	for _, q := range p.Postings {
		if over(q.Until, a.At) && !q.Until.Before(p.Expires) { // what ended earlier was told then
			out = append(out, told(api.PostingEnded, p, "驻站期满")...)
		}
	}
	return out, nil
}

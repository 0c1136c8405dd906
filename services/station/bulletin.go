package station

import (
	"context"
	"slices"
	"time"

	"lianluo/api/roster"
	api "lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/station/code"
)

// GetBulletin serves station.GetBulletin.
func (s *Service) GetBulletin(ctx context.Context, req api.ByCode) (api.Bulletin, error) {
	ctx = public(ctx)
	c, ok := code.Parse(req.Code)
	if !ok {
		return api.Bulletin{}, errMissing
	}
	st, ok, err := s.stations.First(ctx, store.Query{Index: "code", Eq: store.Key{c}})
	if err != nil || !ok {
		return api.Bulletin{}, either(err, errMissing)
	}
	b, err := consume.Serving[*board](ctx, s.bulletin)
	if err != nil {
		return api.Bulletin{}, err
	}
	now := s.clock.Now()
	r, _ := s.rules.At(st.Area, now)
	out := api.Bulletin{Station: s.publicView(st), Staff: st.serving(now), AsOf: now.UTC()}
	for _, part := range []func() error{
		func() (err error) { out.Notices, err = s.shownNotices(ctx, st.ID, now); return err },
		func() (err error) { out.Deputies, err = b.deputies(ctx, st.ID, now); return err },
		func() (err error) { out.Receptions, err = b.receptions(ctx, st.ID, now, r.BulletinDays); return err },
		func() (err error) { out.Results, err = b.results(ctx, st.ID, r.Results); return err },
		func() (err error) { out.Counts, err = b.countsOf(ctx, st.ID, now); return err },
	} {
		if err := part(); err != nil {
			return api.Bulletin{}, err
		}
	}
	return out, nil
}

func either(err error, missing error) error {
	if err != nil {
		return err
	}
	return missing
}

// serving are the terms that run at a time.
func (s *station) serving(at time.Time) []api.StaffTerm {
	out := []api.StaffTerm{}
	for _, t := range s.Staff {
		if !ended(t, at) && !t.From.After(at) {
			out = append(out, t)
		}
	}
	return out
}

// maxNotices bounds what a page, poster or wall shows.
const maxNotices = 20

func (s *Service) shownNotices(ctx context.Context, id string, now time.Time) ([]api.Notice, error) {
	out := []api.Notice{}
	page, err := s.notices.List(ctx, store.Query{Index: "newest", Eq: store.Key{id}, Limit: 5 * maxNotices})
	for _, n := range page.Items {
		if n.shown(now) && len(out) < maxNotices {
			out = append(out, n.Notice)
		}
	}
	return out, err
}

// deputies are those posted to the station now with a mandate in force.
func (b *board) deputies(ctx context.Context, id string, now time.Time) ([]api.BulletinDeputy, error) {
	out := []api.BulletinDeputy{}
	err := b.people.Each(ctx, store.Query{Index: "station", Of: id}, func(p boardPerson) error {
		d := api.BulletinDeputy{Person: p.Person, Name: p.Name, Post: p.Post, Levels: []string{}}
		for _, m := range p.Mandates {
			if m.Status != roster.MandateActive || m.From.After(now) || over(m.Until, now) {
				continue
			}
			d.Levels = append(d.Levels, m.Level)
			d.District = m.District
		}
		posted := slices.ContainsFunc(p.Postings, func(q roster.Posting) bool {
			return q.Station == id && !q.From.After(now) && !over(q.Until, now)
		})
		if posted && len(d.Levels) > 0 {
			y := p.Years[year(now)]
			d.Receptions, d.Cases = y.Receptions, y.Cases
			out = append(out, d)
		}
		return nil
	})
	return out, err
}

func over(until, now time.Time) bool { return !until.IsZero() && !until.After(now) }

// receptions are the days from today on, cancelled ones too: who planned to come
// must learn of it.
func (b *board) receptions(ctx context.Context, id string, now time.Time, days int) ([]api.BulletinDay, error) {
	out := []api.BulletinDay{}
	today := calendar.DateOf(now)
	page, err := b.days.List(ctx, store.Query{Index: "start", Eq: store.Key{id}, From: today.Start(), Below: (today + calendar.Date(days)).Start(), Limit: 100})
	for _, d := range page.Items {
		out = append(out, d.BulletinDay)
	}
	return out, err
}

func (b *board) results(ctx context.Context, id string, limit int) ([]api.BulletinResult, error) {
	out := []api.BulletinResult{}
	if limit == 0 {
		return out, nil
	}
	page, err := b.cases.List(ctx, store.Query{Index: "results", Eq: store.Key{id}, Limit: limit})
	for _, c := range page.Items {
		out = append(out, c.Result)
	}
	return out, err
}

func (b *board) countsOf(ctx context.Context, id string, now time.Time) (api.BulletinCounts, error) {
	sum, err := b.counts.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) { // no case yet
		return api.BulletinCounts{}, nil
	}
	y := sum.Years[year(now)]
	return api.BulletinCounts{Received: y.Received, Open: sum.Open, Closed: y.Closed, Satisfied: y.Satisfied, Answered: y.Answered}, err
}

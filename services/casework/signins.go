package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// sitting is a reception that was held, with who signed in and whether anything
// else of it is on record. That nobody came is on record, too, where it was said.
type sitting struct {
	day    Day
	silent bool
}

func (d Day) over() time.Time {
	if d.End.IsZero() { // of a version that kept no end
		return calendar.DateOf(d.Start).End()
	}
	return d.End
}

// signedIn are the deputies who signed in.
func (d Day) signedIn() []casework.OnDuty {
	out := []casework.OnDuty{}
	for _, sh := range d.Shifts {
		if sh.State == roster.ShiftAttended && sh.Person != "" {
			out = append(out, casework.OnDuty{Person: sh.Person, Name: sh.Name})
		}
	}
	return out
}

func (d Day) has(person string) bool {
	return slices.ContainsFunc(d.signedIn(), func(o casework.OnDuty) bool { return o.Person == person })
}

// said is from when on a reception's silence counts: what is taken down without a
// network, and what staff correct, comes some days later.
func (r Rules) said(d Day) time.Time { return d.over().AddDate(0, 0, r.LateDays) }

// stationsAtOnce bounds what is looked through in one call: each station costs some
// questions for every reception. A page may thus be short, or empty, with a cursor.
const stationsAtOnce = 20

// listSignIns lists the facts about receptions, some stations at a time.
func (s *Service) listSignIns(ctx context.Context, caller store.Scope, req casework.SignalsRequest) (rpc.Page[casework.SignalRow], error) {
	page, err := s.stations.List(ctx, store.Query{Index: "place", Limit: min(either(req.Limit, stationsAtOnce), stationsAtOnce), After: req.After})
	out := rpc.Page[casework.SignalRow]{Items: []casework.SignalRow{}, Next: page.Next}
	for i := range page.Items {
		st := &page.Items[i]
		if !caller.Permits(stationTokens(st.Ancestors, st.Station)) || req.Station != "" && st.Station != req.Station {
			continue
		}
		found, err := s.signInsOf(ctx, *st, req.From, req.Until)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, found...)
	}
	return out, err
}

// signInsOf are a station's facts that came up in a period: of the station where
// they are all its receptions, else of each deputy. A period without a beginning is
// of one year.
func (s *Service) signInsOf(ctx context.Context, st Station, from, until time.Time) ([]casework.SignalRow, error) {
	now := s.clock.Now()
	if until.IsZero() || until.After(now) {
		until = now
	}
	if from.IsZero() {
		from = until.AddDate(-1, 0, 0)
	}
	r, version := s.rules.At(st.Area, until)
	all, err := s.sittings(ctx, st.Station, from.AddDate(0, 0, -r.SignInDays-r.LateDays), until)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(one sitting) bool { return r.said(one.day).After(until) })
	var out []casework.SignalRow
	for _, person := range append([]string{""}, persons(all)...) {
		row, found, err := s.signInsBy(ctx, r, all, person, from)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		row.SignIns.Station, row.SignIns.StationName, row.SignIns.Rule = st.Station, st.Name, version
		if row.Explanations, err = s.explainedIn(ctx, row); err != nil {
			return nil, err
		}
		if out = append(out, row); person == "" {
			break // of the deputies it would say the same again
		}
	}
	return out, nil
}

// sittings are a station's receptions of a time at which somebody signed in, the
// earliest first. What is on record of each is looked for.
func (s *Service) sittings(ctx context.Context, station string, from, until time.Time) ([]sitting, error) {
	page, err := s.days.List(store.System(ctx), store.Query{Index: "station", Eq: store.Key{station}, From: from, Below: until, Desc: true, Limit: store.MaxPage})
	if err != nil {
		return nil, err
	}
	var out []sitting
	for _, d := range page.Items {
		if len(d.signedIn()) == 0 {
			continue
		}
		one := sitting{day: d, silent: d.Visitors == nil}
		if one.silent {
			cases, err := s.casesOf(ctx, d)
			if err != nil {
				return nil, err
			}
			one.silent = len(cases) == 0
		}
		out = append(out, one)
	}
	slices.Reverse(out) // the latest were asked for first: a page holds no more
	return out, nil
}

// persons are the deputies who signed in, in the order they first did.
func persons(all []sitting) []string {
	var out []string
	for _, one := range all {
		for _, o := range one.day.signedIn() {
			if !slices.Contains(out, o.Person) {
				out = append(out, o.Person)
			}
		}
	}
	return out
}

// signInsBy looks at the receptions of a deputy, or of all with "": the last one
// with the rule's period before it, of which nothing may be on record, and from
// which on no case came from who signed in.
func (s *Service) signInsBy(ctx context.Context, r Rules, all []sitting, person string, from time.Time) (row casework.SignalRow, found bool, err error) {
	own := slices.DeleteFunc(slices.Clone(all), func(one sitting) bool { return person != "" && !one.day.has(person) })
	if len(own) == 0 {
		return row, false, nil
	}
	last := own[len(own)-1].day
	own = slices.DeleteFunc(own, func(one sitting) bool { return one.day.Start.Before(last.Start.AddDate(0, 0, -r.SignInDays)) })
	spoken := slices.ContainsFunc(own, func(one sitting) bool { return !one.silent })
	if spoken || len(own) < r.SignInTimes || r.said(last).Before(from) {
		return row, false, nil
	}
	row = casework.SignalRow{Signal: casework.SignInsOnly, At: r.said(last), Explanations: []casework.Explanation{},
		SignIns: &casework.SignIns{Person: person, PeriodDays: r.SignInDays, Least: r.SignInTimes}}
	for _, one := range own {
		shown := casework.SignInDay{Day: one.day.ID, Start: one.day.Start, Persons: one.day.signedIn()}
		for _, o := range shown.Persons {
			if o.Person == person {
				row.SignIns.PersonName = o.Name
			}
		}
		row.SignIns.Days = append(row.SignIns.Days, shown)
	}
	active, err := s.active(ctx, row.SignIns, row.At)
	return row, !active, err
}

// active reports whether a case came from who signed in, at the receptions or after
// them: that is work that began there, wherever it was taken down.
func (s *Service) active(ctx context.Context, in *casework.SignIns, until time.Time) (bool, error) {
	from := calendar.DateOf(in.Days[0].Start).Start()
	asked := map[string]bool{}
	for _, day := range in.Days {
		for _, o := range day.Persons {
			if asked[o.Person] || in.Person != "" && o.Person != in.Person {
				continue
			}
			asked[o.Person] = true
			_, found, err := s.cases.First(store.System(ctx), store.Query{Index: "mine", Of: authz.PersonToken(o.Person), From: from, Below: until})
			if err != nil || found {
				return found, err
			}
		}
	}
	return false, nil
}

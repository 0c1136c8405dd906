package station

import (
	"context"

	api "lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/rules"
	"lianluo/pkg/store"
)

// mostForeseen bounds how many stations a preview looks at.
const mostForeseen = 1_000

// foreseen is what a change of rules would do to the stations of an area and to
// what the public reads of them.
type foreseen struct {
	board                           *board
	today                           calendar.Date
	called, hidden, shown, shortens rules.Effect
}

// foresee counts the stations that would be called otherwise, and what would
// leave their public bulletins or come onto them. Only stations that the caller
// reaches count.
func (s *Service) foresee(ctx context.Context, c rules.Change[Rules]) ([]rules.Effect, error) {
	b, err := consume.Serving[*board](ctx, s.bulletin)
	if err != nil {
		return nil, err
	}
	f := foreseen{board: b, today: calendar.DateOf(c.From), called: rules.Effect{Kind: "station"}, shown: rules.Effect{Kind: "day"},
		hidden: rules.Effect{Kind: "day", Grave: true}, shortens: rules.Effect{Kind: "station", Grave: true}}
	partly, err := rules.Affected(ctx, s.stations, c.Area, store.Query{Index: "area"}, mostForeseen, (*station).tokens, func(st *station) error {
		if st.State != api.Open {
			return nil
		}
		return f.look(public(ctx), st, c.Before(st.Area), c.After(st.Area))
	})
	return rules.Happening(
		f.called.Say(partly, "%d 个站点的类别将换一种称呼。", "%d stations would be called otherwise."),
		f.hidden.Say(partly, "%d 个已公告的接待日将不再显示在公示页上。", "%d announced reception days would no longer be on the public page."),
		f.shown.Say(partly, "%d 个已公告的接待日将提前显示在公示页上。", "%d announced reception days would be on the public page sooner."),
		f.shortens.Say(partly, "%d 个站点的公示页将少显示办理结果。", "The public pages of %d stations would show fewer results."),
	), err
}

// look counts one station by the rules before and after.
func (f *foreseen) look(ctx context.Context, st *station, before, after Rules) error {
	if was, will := st.label(before), st.label(after); was != will {
		f.called.Add(st.ID, st.Name+"："+was+" → "+will)
	}
	if err := f.ahead(ctx, st, before.BulletinDays, after.BulletinDays); err != nil {
		return err
	}
	return f.results(ctx, st, before.Results, after.Results)
}

// ahead counts the announced days between the old horizon and the new one.
func (f *foreseen) ahead(ctx context.Context, st *station, before, after int) error {
	if before == after {
		return nil
	}
	effect, from, below := &f.shown, before, after
	if after < before {
		effect, from, below = &f.hidden, after, before
	}
	day := func(n int) calendar.Date { return f.today + calendar.Date(n) }
	page, err := f.board.days.List(ctx, store.Query{Index: "start", Eq: store.Key{st.ID}, From: day(from).Start(), Below: day(below).Start(), Limit: 100})
	for _, d := range page.Items {
		effect.Add(d.ID, st.Name+" "+calendar.DateOf(d.Start).String())
	}
	return err
}

// results counts a station that has more results to show than it would.
func (f *foreseen) results(ctx context.Context, st *station, before, after int) error {
	if after >= before {
		return nil
	}
	there, err := f.board.results(ctx, st.ID, after+1)
	if len(there) > after {
		f.shortens.Add(st.ID, st.Name)
	}
	return err
}

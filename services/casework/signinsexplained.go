package casework

import (
	"context"
	"slices"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Explained is what a station said about receptions of which nothing but sign-ins
// is on record.
type Explained struct {
	ID           string                 `json:"id"`
	Station      string                 `json:"station"`
	Ancestors    []string               `json:"ancestors"`
	Explanations []casework.Explanation `json:"explanations"`
}

func declareExplained(db *store.DB) *store.Collection[Explained] {
	return store.NewCollection(db, "explained", store.Def[Explained]{
		ID:     func(e *Explained) string { return e.ID },
		Tokens: func(e *Explained) []string { return stationTokens(e.Ancestors, e.Station) },
	})
}

// explainedID is of what was said when a reception was the last of a fact.
func explainedID(station, person, day string) string { return station + "/" + person + "/" + day }

// explainedIn are the explanations of the receptions of a fact: what was said of
// some of them holds when more have come.
func (s *Service) explainedIn(ctx context.Context, row casework.SignalRow) ([]casework.Explanation, error) {
	out := []casework.Explanation{}
	for _, day := range row.SignIns.Days {
		e, err := s.explained.Get(store.System(ctx), explainedID(row.SignIns.Station, row.SignIns.Person, day.Day))
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return nil, err
		}
		out = append(out, e.Explanations...)
	}
	return out, nil
}

// ExplainSignIns serves casework.ExplainSignIns.
func (s *Service) ExplainSignIns(ctx context.Context, req casework.ExplainSignInsRequest) (casework.SignalRow, error) {
	st, err := s.stations.Get(ctx, req.Station)
	if err != nil {
		return casework.SignalRow{}, err
	}
	day, err := s.days.Get(store.System(ctx), req.Day) // whose station is compared by what is found
	if fault.Is(err, fault.KindNotFound) {
		err = errNoSignIns
	}
	if err != nil {
		return casework.SignalRow{}, err
	}
	now := s.clock.Now()
	found, err := s.signInsOf(ctx, st, day.Start, now)
	if err != nil {
		return casework.SignalRow{}, err
	}
	i := slices.IndexFunc(found, func(row casework.SignalRow) bool {
		return row.SignIns.Person == req.Person && row.SignIns.Days[len(row.SignIns.Days)-1].Day == req.Day
	})
	if i < 0 {
		return casework.SignalRow{}, errNoSignIns
	}
	said := casework.Explanation{Text: req.Text, By: event.CauseOf(ctx).Actor, ByName: authz.ActingName(ctx, stationTokens(st.Ancestors, st.Station)), At: now}
	fresh := Explained{ID: explainedID(st.Station, req.Person, req.Day), Station: st.Station, Ancestors: s.ancestors(st.Area)}
	_, err = s.explained.Upsert(ctx, fresh.ID, func() Explained { return fresh }, func(e *Explained) ([]event.Event, error) {
		e.Explanations = append(e.Explanations, said)
		return []event.Event{casework.SignInsExplained.New(casework.SignInsNoted{Station: st.Station, Area: st.Area, Person: req.Person, Day: req.Day})}, nil
	})
	found[i].Explanations = append(found[i].Explanations, said)
	return found[i], err
}

var errNoSignIns = fault.FailedPrecondition("case.no_sign_ins", "这几次接待没有需要说明的情况，可能刚有登记或记录，请刷新页面", "There is nothing to explain about these receptions, since something was just recorded perhaps; reload the page")

package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// RegisterCase serves casework.RegisterCase.
func (s *Service) RegisterCase(ctx context.Context, req casework.RegisterRequest) (casework.Receipt, error) {
	st, err := s.station(ctx, req.Station)
	if err != nil {
		return casework.Receipt{}, err
	}
	if req.At, err = taken(req.At, s.actBy(st.Area)); err != nil {
		return casework.Receipt{}, err
	}
	if err := s.completeReception(ctx, &req); err != nil {
		return casework.Receipt{}, err
	}
	if err := s.receivers(ctx, req); err != nil {
		return casework.Receipt{}, err
	}
	if err := s.recall(ctx, st, &req.Who); err != nil {
		return casework.Receipt{}, err
	}
	if req.Category != "" && !known(req.Category) {
		return casework.Receipt{}, errCategory
	}
	if req.SameAs != "" {
		return s.addVoice(ctx, st, req)
	}
	subject := authz.Actor(ctx)
	c := s.draft(st, req.Text, req.Place, req.At)
	c.Channel, c.ReceptionDay, c.ReceivedBy = req.Channel, req.ReceptionDay, orEmpty(req.ReceivedBy)
	c.Title, c.Category = either(req.Title, c.Title), either(req.Category, c.Category)
	c.Registrar, c.RegistrarPerson, c.Step = subject.ID, subject.Person, casework.Registered
	return s.create(ctx, ctx, c, req.Who, req.Photos, casework.CaseRegistered)
}

// completeReception fills in what the roster knows: at a reception the deputies
// on duty, with a deputy's own phone the deputy.
func (s *Service) completeReception(ctx context.Context, req *casework.RegisterRequest) error {
	person := authz.Actor(ctx).Person
	if req.Channel == casework.OnPhone && person != "" && !slices.Contains(req.ReceivedBy, person) {
		req.ReceivedBy = append(req.ReceivedBy, person)
	}
	if req.Channel != casework.AtReception || req.ReceptionDay != "" {
		return nil
	}
	day, onDuty, err := s.dayOf(ctx, req.Station, req.At)
	req.ReceptionDay = day
	if len(req.ReceivedBy) == 0 {
		for _, d := range onDuty {
			req.ReceivedBy = append(req.ReceivedBy, d.Person)
		}
	}
	return err
}

// SubmitCase serves casework.SubmitCase: anybody, at a station by its code.
func (s *Service) SubmitCase(ctx context.Context, req casework.SubmitRequest) (casework.Receipt, error) {
	st, err := s.stationByCode(ctx, req.Station)
	if err != nil {
		return casework.Receipt{}, err
	}
	if err := s.flooded(ctx, st); err != nil {
		return casework.Receipt{}, err
	}
	c := s.draft(st, req.Text, req.Place, s.clock.Now())
	c.Channel, c.ReceivedBy, c.Registrar, c.Step = casework.OnPage, []string{}, "public", casework.Received
	return s.create(ctx, nil, c, req.Who, req.Photos, casework.CaseReceived)
}

// flooded refuses submissions to a station whose staff cannot look through what
// came in within the hour.
func (s *Service) flooded(ctx context.Context, st Station) error {
	now := s.clock.Now()
	r, _ := s.rules.At(st.Area, now)
	page, err := s.cases.List(store.System(ctx), store.Query{
		Index: "unseen", Eq: store.Key{st.Station}, From: now.Add(-time.Hour), Limit: min(r.FloodPerHour, store.MaxPage),
	})
	if err != nil || len(page.Items) < min(r.FloodPerHour, store.MaxPage) {
		return err
	}
	return fault.RateLimited(10*time.Minute, "目前提交的人较多，请过十分钟再试，或直接到联络站、拨打联络站电话反映",
		"Many people are writing at the moment. Try again in ten minutes, or go to or ring the station")
}

// draft is a case before it has a voice. It lies where the tree has its division:
// what is known of the station may not have followed a move yet.
func (s *Service) draft(st Station, text string, place casework.Place, at time.Time) *Case {
	c := &Case{Ancestors: s.ancestors(st.Area), Codes: map[string]string{}}
	c.ID, c.Station, c.StationName, c.Area = s.db.NewID(), st.Station, st.Name, st.Area
	c.Text, c.Place, c.Title, c.Category = text, place, words.Title(text), suggestCategory(text)
	c.ReceivedAt, c.Level, c.Round = at, "station", 1
	c.Voices, c.Photos, c.Replies, c.Asks = []casework.Voice{}, []casework.Photo{}, []casework.Reply{}, []casework.Ask{}
	c.Timeline, c.Told = []casework.Entry{}, []casework.Told{}
	return c
}

// create stores a new case with its first voice, under the caller's scope, or
// under the receipt's own capability where the caller is the public (nil).
func (s *Service) create(ctx, caller context.Context, c *Case, who casework.Who, photos []string, told event.Type[casework.Changed]) (casework.Receipt, error) {
	a := s.actBy(c.Area)
	a.By, a.Name = c.Registrar, authz.Actor(ctx).Name
	v, code, hash, err := s.newVoice(ctx, c, who, a)
	if err != nil {
		return casework.Receipt{}, err
	}
	c.Number, c.Anonymous, c.Voices, c.Codes[v.ID] = v.Number, v.Anonymous, append(c.Voices, v), hash
	if c.Photos, err = s.attach(ctx, photos, c.ID, v.ID); err != nil {
		return casework.Receipt{}, err
	}
	if caller == nil {
		caller = receiptScope(ctx, hash)
	}
	events := c.begin(a, told, v.ID)
	return receipt(ctx, c, v, code), s.cases.Create(caller, *c, events...)
}

// begin starts the first clock, from when the person was heard and not from when
// that reached us: the promise was made to the person, who knows of no network.
// What arrives late may thus be near its deadline already, which is told at once.
func (c *Case) begin(a Act, told event.Type[casework.Changed], voice string) []event.Event {
	c.run(a, toTriage, c.ReceivedAt, a.Rules.TriageWorkdays)
	events := []event.Event{c.record(a, told, casework.Entry{Taken: since(c.ReceivedAt, a)}, about(voice))}
	if c.Clock.Light == "green" {
		return events
	}
	return append(events, c.record(a, casework.CaseLightChanged, casework.Entry{Note: c.Clock.Light}))
}

// addVoice adds the person to an open case instead of making a new one.
func (s *Service) addVoice(ctx context.Context, st Station, req casework.RegisterRequest) (casework.Receipt, error) {
	var out casework.Receipt
	_, err := s.cases.Update(ctx, req.SameAs, func(c *Case) ([]event.Event, error) {
		a := s.act(ctx, c)
		joining := &Case{Case: casework.Case{ID: c.ID, Area: st.Area, Station: st.Station}, Ancestors: s.ancestors(st.Area)}
		v, code, hash, err := s.newVoice(ctx, joining, req.Who, a)
		if err != nil {
			return nil, err
		}
		v.Text = req.Text
		photos, err := s.attach(ctx, req.Photos, c.ID, v.ID)
		if err != nil {
			return nil, err
		}
		c.Photos = append(c.Photos, photos...)
		events, err := c.Join(a, v, hash, "", since(req.At, a))
		out = receipt(ctx, c, v, code)
		return events, err
	})
	return out, err
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

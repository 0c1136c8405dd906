package voting

import (
	"context"
	"slices"
	"time"

	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/number"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// RecordProposal serves voting.RecordProposal.
func (s *Service) RecordProposal(ctx context.Context, req voting.RecordProposalRequest) (voting.Receipt, error) {
	if req.Channel != voting.FromCases && len([]rune(req.Text)) < 4 {
		return voting.Receipt{}, errText
	}
	src := voting.Source{ID: s.db.NewID(), Channel: req.Channel, Text: req.Text, Station: req.Station}
	var where, category string
	var err error
	switch req.Channel {
	case voting.AtDesk:
		where, err = s.atDesk(ctx, &src)
	case voting.ByDeputy:
		where, err = s.byDeputy(ctx, &src, req.Round)
	default:
		where, category, err = s.fromCases(ctx, &src, req.Cases)
	}
	if err != nil {
		return voting.Receipt{}, err
	}
	if req.Category == "" {
		req.Category = category
	}
	p := Project{By: authz.Actor(ctx).ID}
	p.Title, p.Place, p.Category = req.Title, req.Place, req.Category
	if p.Area, p.Round, p.Year, err = s.roundFor(ctx, req.Round, where); err != nil {
		return voting.Receipt{}, err
	}
	return s.propose(ctx, p, src, req.Who, req.Photos)
}

// SubmitProposal serves voting.SubmitProposal: anybody, in any division.
func (s *Service) SubmitProposal(ctx context.Context, req voting.SubmitProposalRequest) (voting.Receipt, error) {
	where, err := s.congressOf(req.Area)
	if err != nil {
		return voting.Receipt{}, err
	}
	if err := s.flooded(ctx, where); err != nil {
		return voting.Receipt{}, err
	}
	p := Project{By: "public"}
	p.Title, p.Place, p.Area = req.Title, req.Place, where
	r, open, err := s.openRound(ctx, where)
	if err != nil {
		return voting.Receipt{}, err
	}
	if open {
		p.Round, p.Year = r.ID, r.Year
	}
	return s.propose(ctx, p, voting.Source{ID: s.db.NewID(), Channel: voting.OnPage, Text: req.Text}, req.Who, req.Photos)
}

// flooded refuses proposals in a division whose office cannot look through what came
// in within the hour.
func (s *Service) flooded(ctx context.Context, code string) error {
	now := s.clock.Now()
	r, _ := s.rules.At(code, now)
	most := min(r.FloodPerHour, store.MaxPage)
	page, err := s.projects.List(store.System(ctx), store.Query{Index: "unseen", Eq: store.Key{code}, From: now.Add(-time.Hour), Limit: most})
	if err != nil || len(page.Items) < most {
		return err
	}
	return fault.RateLimited(10*time.Minute, "目前提交的人较多，请过十分钟再试，或直接到联络站提出",
		"Many people are writing at the moment. Try again in ten minutes, or go to the station")
}

// atDesk completes a source that an open station within the caller's reach takes down.
func (s *Service) atDesk(ctx context.Context, src *voting.Source) (string, error) {
	if src.Station == "" {
		return "", errPlace
	}
	st, err := s.stations.Get(store.System(ctx), src.Station)
	if err != nil {
		return "", err
	}
	if st.State == station.Closed || !permits(ctx, append(s.tokensOf(st.Area), authz.StationToken(st.ID))) {
		return "", errNoStation
	}
	src.StationName = st.Name
	return s.congressOf(st.Area)
}

// byDeputy completes a source that is the caller, a deputy: of the congress of the
// round, or of the one below that they know. Without a round it is their own, the
// lowest they sit in.
func (s *Service) byDeputy(ctx context.Context, src *voting.Source, round string) (string, error) {
	id := authz.Actor(ctx).Person
	if id == "" {
		return "", errNotDeputy
	}
	who, err := s.persons.Get(store.System(ctx), id)
	if err != nil {
		return "", fault.Instead(err, errNotDeputy)
	}
	src.Person, src.PersonName, src.Station = who.ID, who.Name, ""
	where := ""
	for _, m := range who.Mandates {
		if _, sits := who.seat(m.Area, s.clock.Now()); sits && len(m.Area) > len(where) {
			where = m.Area
		}
	}
	if where == "" {
		return "", errNotDeputy
	}
	if round == "" {
		return where, nil
	}
	r, err := s.rounds.Get(public(ctx), round)
	if err == nil {
		if _, sits := who.seat(r.Area, s.clock.Now()); sits {
			where = r.Area
		}
	}
	return where, err
}

// fromCases completes a source that is cases: of one township where no round says
// where it belongs.
func (s *Service) fromCases(ctx context.Context, src *voting.Source, ids []string) (where, category string, err error) {
	if len(ids) == 0 {
		return "", "", errNoCases
	}
	src.Station = "" // the cases say where they were heard
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		c, err := s.living(ctx, id)
		if err != nil {
			return "", "", err
		}
		if !permits(ctx, s.caseTokens(&c)) {
			return "", "", errNoCase
		}
		if c.gone() {
			return "", "", errCaseGone
		}
		if slices.ContainsFunc(src.Cases, func(ref voting.CaseRef) bool { return ref.Case == c.ID }) {
			continue
		}
		ref, err := s.refTo(ctx, &c)
		if err != nil {
			return "", "", err
		}
		src.Cases = append(src.Cases, ref)
		where, category = s.common(where, c.Congress), c.Category
		if src.Station == "" {
			src.Station, src.StationName = ref.Station, ref.StationName
		}
	}
	if where == "" {
		return "", "", errCasesApart
	}
	if me := authz.Actor(ctx).Person; me != "" && permits(ctx, []string{authz.PersonToken(me)}) { // a deputy, of what they heard
		who, err := s.persons.Get(store.System(ctx), me)
		if err != nil {
			return "", "", fault.Instead(err, errNotDeputy)
		}
		src.Person, src.PersonName = who.ID, who.Name
	}
	return where, category, nil
}

// common is the lowest division that two have above them; the other where one is "".
func (s *Service) common(a, b string) string {
	if a == "" || a == b {
		return b
	}
	above := s.tree.Line(a)
	for _, c := range slices.Backward(s.tree.Line(b)) {
		if slices.Contains(above, c) {
			return c
		}
	}
	return ""
}

// refTo is a case as a project refers to it.
func (s *Service) refTo(ctx context.Context, c *Case) (voting.CaseRef, error) {
	st, err := s.stations.Get(store.System(ctx), c.Station)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return voting.CaseRef{}, err
	}
	return voting.CaseRef{Case: c.ID, Number: c.Number, PublicTitle: c.PublicTitle, Station: c.Station, StationName: st.Name, Voices: len(c.Voices), ReceivedAt: c.ReceivedAt}, nil
}

// roundFor says where a proposal belongs: to the round that was chosen, if it is open
// and reaches where the proposal comes from; else to the one that is open there, or
// to the pool.
func (s *Service) roundFor(ctx context.Context, id, where string) (code, round string, year int, err error) {
	if id == "" {
		r, open, err := s.openRound(ctx, where)
		if open {
			return where, r.ID, r.Year, err
		}
		return where, "", 0, err
	}
	r, err := s.rounds.Get(public(ctx), id)
	switch {
	case err != nil:
		return "", "", 0, err
	case !s.tree.IsAncestorOrSelf(area.Code(r.Area), area.Code(where)):
		return "", "", 0, errElsewhere
	case !r.openAt(calendar.DateOf(s.clock.Now())):
		return "", "", 0, errNotOpen
	}
	return r.Area, r.ID, r.Year, nil
}

// propose stores a new project with its first source, under the caller's scope, or
// under the receipt's own capability where it came from the public page.
func (s *Service) propose(ctx context.Context, p Project, src voting.Source, who voting.Who, photos []string) (voting.Receipt, error) {
	p.ID, p.Ancestors = s.db.NewID(), s.tokensOf(p.Area)
	a := s.actAt(ctx, p.Area, p.Ancestors)
	var err error
	if src.Number, err = s.nextNumber(ctx, p.Area, a); err != nil {
		return voting.Receipt{}, err
	}
	src.At = a.At
	if src.Photos, err = s.attachSaid(ctx, photos, p.ID); err != nil {
		return voting.Receipt{}, err
	}
	code, hash := "", ""
	if src.Channel == voting.OnPage || src.Channel == voting.AtDesk {
		if err := checkWho(who, a.Rules); err != nil {
			return voting.Receipt{}, err
		}
		src.Anonymous, src.Reachable = who.Anonymous, who.Phone != "" || who.Email != ""
		code = number.NewCode()
		hash = s.receiptHash(src.Number, code)
		if err := s.seal(ctx, &p, src, who); err != nil {
			return voting.Receipt{}, err
		}
	}
	p.Sources = []voting.Source{src}
	if a.Voices, err = s.voicesOf(ctx, &p); err != nil {
		return voting.Receipt{}, err
	}
	events := p.propose(a, src, hash)
	if err := s.take(ctx, src.Cases); err != nil {
		return voting.Receipt{}, err
	}
	if err := s.joinedIn(ctx, p.Round); err != nil {
		return voting.Receipt{}, err
	}
	if src.Channel == voting.OnPage {
		ctx = store.WithScope(ctx, store.Scope{Tokens: []string{receiptToken(hash)}})
	}
	return voting.Receipt{Project: p.ID, Number: src.Number, Code: code, Next: whatNext.In(rpc.LangOf(ctx))}, s.projects.Create(ctx, p, events...)
}

// take notes that a project stands on the cases.
func (s *Service) take(ctx context.Context, refs []voting.CaseRef) error {
	for _, ref := range refs {
		if _, err := s.cases.Update(store.System(ctx), ref.Case, func(c *Case) ([]event.Event, error) {
			c.Taken = true
			return nil, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// whatNext is what a proposer is told.
var whatNext = fault.Text{
	ZH: "我们会看每一条建议：能用的进入项目储备库，经过筛选成为候选项目，由人大代表票决。每一步都会告诉您结果和理由。",
	EN: "Every proposal is read. What can be used goes into the pool, is screened, may become a candidate, and deputies vote. You are told the result and the reason at every turn.",
}

package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/docx"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
	"lianluo/services/casework/paper"
)

// draft is a paper before it is numbered.
type draft struct {
	kind    paper.Kind
	about   casework.PaperAbout
	station Station
	office  Office
	at      time.Time
	title   string
	unit    string
	c       *Case // nil for papers of days and months
	values  docx.Values
}

func (d *draft) text(name, value string) {
	if value != "" {
		d.values.Texts[name] = value
	}
}

func (d *draft) fill(template []byte) ([]byte, error) {
	t, err := docx.Parse(template, d.kind.Known())
	if err != nil {
		return nil, err
	}
	return t.Fill(d.values)
}

// draftPaper gathers what a paper says. The case, or the station of the day or
// month, is looked for within the caller's scope. A trial takes a case at any step.
func (s *Service) draftPaper(ctx context.Context, about casework.PaperAbout, trial bool) (*draft, error) {
	d := &draft{about: about, at: s.clock.Now(), values: docx.Values{Texts: map[string]string{}, Lists: map[string][]docx.Values{}}}
	d.kind, _ = paper.Of(about.Kind)
	var err error
	switch {
	case about.Kind == paper.Reception && about.Day != "":
		err = s.draftReception(ctx, d, trial)
	case about.Kind == paper.Notice && about.Station != "" && about.Month != "":
		err = s.draftNotice(ctx, d)
	case about.Case != "" && about.Kind != paper.Reception && about.Kind != paper.Notice:
		err = s.draftCase(ctx, d, trial)
	default:
		err = errPaperKind
	}
	if err != nil {
		return nil, err
	}
	d.text("发文机关", d.office.Name)
	d.text("发文字号", paper.Draft(d.office.Sign, d.kind, calendar.DateOf(d.at).Year()))
	d.text("成文日期", dateZH(d.at))
	d.text("联络站", d.station.Name)
	d.text("所在地", s.tree.Path(area.Code(d.station.Area)))
	d.text("联系电话", d.station.Phone)
	d.text("经办人", authz.Actor(ctx).Name)
	d.text("附言", about.Note)
	return d, nil
}

// issuer finds the office that the caller issues papers for at the station.
func (s *Service) issuer(ctx context.Context, d *draft, c *Case) error {
	scope, _ := store.ScopeOf(ctx)
	upto, _ := standing(scope, c.tokens())
	var err error
	d.office, err = s.officeOf(ctx, d.station, upto)
	return err
}

func (s *Service) draftCase(ctx context.Context, d *draft, trial bool) error {
	c, err := s.cases.Get(ctx, d.about.Case)
	if err != nil {
		return err
	}
	if !trial && !slices.Contains(s.papersFor(&c), d.kind.Code) {
		return errPaperStep
	}
	// Whoever reaches the case may know its station.
	if d.station, err = s.stations.Get(store.System(ctx), c.Station); err != nil {
		return err
	}
	d.c, d.title = &c, c.Title
	if d.kind.Code == paper.Handover || d.kind.Code == paper.Urging {
		d.unit = c.Unit
	}
	if err := s.issuer(ctx, d, &c); err != nil {
		return err
	}
	return s.caseTexts(ctx, d, &c)
}

// papersFor are the kinds of paper that a case's step allows, the one that is
// due first.
func (s *Service) papersFor(c *Case) []string {
	out := []string{}
	class, _ := s.actBy(c.Area).Rules.class(c.Class)
	for kind, due := range map[string]bool{
		paper.Reply:    len(c.Replies) > 0,
		paper.Urging:   c.withUnit() && (c.Urges > 0 || c.Supervision > 0 || c.Clock.Light == "yellow" || c.Clock.Light == "red"),
		paper.Handover: c.withUnit(),
		paper.Report:   c.open() && c.Class != "" && class.Ends == "" && c.Class != casework.TownshipOrdinary,
	} {
		if due {
			out = append(out, kind)
		}
	}
	order := []string{paper.Reply, paper.Urging, paper.Handover, paper.Report}
	if c.withUnit() { // an earlier round was replied to
		order = []string{paper.Urging, paper.Handover, paper.Report, paper.Reply}
	}
	sorting.By(out, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	return out
}

func (s *Service) draftReception(ctx context.Context, d *draft, trial bool) error {
	day, err := s.days.Get(store.System(ctx), d.about.Day) // its station is checked next
	if err != nil {
		return fault.Instead(err, errPaperKind)
	}
	if d.station, err = s.within(ctx, day.Station); err != nil {
		return err
	}
	took := day.State == "published" || day.State == "held" || day.State == "missed"
	if !trial && (!took || d.at.Before(calendar.DateOf(day.Start).Start())) {
		return errPaperDay
	}
	d.title = dateZH(day.Start)
	if err := s.issuer(ctx, d, s.placeOf(d.station)); err != nil {
		return err
	}
	return s.receptionTexts(ctx, d, day)
}

func (s *Service) draftNotice(ctx context.Context, d *draft) error {
	var err error
	if d.station, err = s.within(ctx, d.about.Station); err != nil {
		return err
	}
	month, err := calendar.ParseDate(d.about.Month + "-01")
	if err != nil {
		return errPaperKind
	}
	year, m, _ := month.Civil()
	d.title = monthZH(year, m)
	if err := s.issuer(ctx, d, s.placeOf(d.station)); err != nil {
		return err
	}
	page, err := s.days.List(store.System(ctx), store.Query{Index: "station", Eq: store.Key{d.station.Station},
		From: month.Start(), Below: month.AddMonths(1).Start(), Limit: store.MaxPage})
	if err != nil {
		return err
	}
	if noticeTexts(d, page.Items); len(d.values.Lists["接待安排"]) == 0 {
		return errPaperMonth
	}
	return nil
}

// placeOf stands for a case at the station, where only the place counts.
func (s *Service) placeOf(st Station) *Case {
	return &Case{Case: casework.Case{Station: st.Station, Area: st.Area}, Ancestors: st.Ancestors}
}

// papers are those that the caller may issue about the case now.
func (p *powers) papers(c *Case) []string {
	if p.subject.Kind == authz.Public || !p.scope(casework.IssuePaper.Declared()).Permits(c.tokens()) {
		return []string{}
	}
	return p.s.papersFor(c)
}

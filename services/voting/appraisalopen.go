package voting

import (
	"context"
	"slices"
	"strconv"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errRaters  = fault.Invalid("appraisal.raters", "评议人选择有误：述职评议由选区选民评议，其他由代表或常委会组成人员测评，请改选", "Voters judge deputies' reports; deputies or committee members judge everything else. Choose again").At("raters", "请改选", "Choose again")
	errAspects = fault.Invalid("appraisal.aspects", "第一项应为总体评价，不能限到过现场的人或针对责任单位；只有项目才有这两类评价项", "The first aspect is the whole, asked of everybody; only projects have aspects of the site and of the unit").At("aspects", "请修改评价项", "Correct the aspects")
	errSubject = fault.Invalid("appraisal.subjects", "评议对象有误：项目应已完成、未完成或已整改，单位和代表应在本区划内，且不能重复，请重新选择", "A subject does not fit: projects are finished, unfinished or put right, units and deputies of the division, and none stands twice. Choose again").At("subjects", "请重新选择", "Choose again")
	errMembers = fault.Invalid("appraisal.members", "组成人员应是本届代表且不重复，请从名单中选择", "The members are different deputies of this congress; choose from the list").At("members", "请从名单中选择", "Choose from the list")
	errFewRoll = fault.FailedPrecondition("appraisal.roll", "可参评的人不足5人，测评结果会暴露个人意见，不能无记名测评；请改用举手表决并记录", "Fewer than 5 may rate, and their marks could be guessed: decide by show of hands instead, and record it")
)

// OpenAppraisal serves voting.OpenAppraisal.
func (s *Service) OpenAppraisal(ctx context.Context, req voting.OpenAppraisalRequest) (voting.Appraisal, error) {
	where, err := s.congressOf(req.Area)
	if err != nil || where != req.Area {
		return voting.Appraisal{}, errArea
	}
	a := Appraisal{Areas: s.tokensOf(req.Area), Groups: []string{}}
	by := s.actAt(ctx, req.Area, a.Areas)
	a.Appraisal = voting.Appraisal{ID: s.db.NewID(), Area: req.Area, Title: req.Title, Kind: req.Kind, Raters: req.Raters, State: voting.AppraisalOpen,
		Opens: req.Opens, Closes: req.Closes, Rule: ruleOf(by, req.Raters), Opened: by.At}
	if err := a.check(by, req); err != nil {
		return voting.Appraisal{}, err
	}
	if a.Subjects, err = s.subjects(ctx, req); err != nil {
		return voting.Appraisal{}, err
	}
	roll, err := s.raterRoll(ctx, &a, req)
	if err != nil {
		return voting.Appraisal{}, err
	}
	if err := s.appraisals.Create(ctx, a, a.told(by, voting.AppraisalBegun, func(c *voting.AppraisalChanged) { c.Persons = mayRate(roll) })...); err != nil {
		return voting.Appraisal{}, err
	}
	ctx = store.System(ctx) // the right to lead it carries its parts
	for _, r := range roll {
		if err := s.raters.Create(ctx, r); err != nil {
			return voting.Appraisal{}, err
		}
	}
	u := urn{ID: a.ID}
	return s.led(&a, &u, nil), s.urns.Create(ctx, u)
}

// check takes over the aspects, and fails for what does not fit together.
func (a *Appraisal) check(by Act, req voting.OpenAppraisalRequest) error {
	switch {
	case (req.Kind == voting.OfDeputies) != (req.Raters == voting.ByVoters):
		return errRaters
	case req.Closes < req.Opens || req.Closes < today(by):
		return errLastDay
	case req.Aspects[0].OnSite || req.Aspects[0].Unit:
		return errAspects
	}
	a.Aspects = slices.Clone(req.Aspects)
	for i := range a.Aspects {
		one := &a.Aspects[i]
		if req.Kind != voting.OfProjects && (one.OnSite || one.Unit) || one.OnSite && one.Unit {
			return errAspects
		}
		one.Code = "a" + strconv.Itoa(i+1)
	}
	return nil
}

// ruleOf is the place's rule for the raters. Voters are no body whose members could
// be counted.
func ruleOf(by Act, raters voting.Raters) voting.VerdictRule {
	rule := by.Rules.Plenary()
	switch raters {
	case voting.ByCommittee:
		rule = by.Rules.Committee()
	case voting.ByVoters:
		rule.Denominator = evaluation.ByCast
	}
	return voting.VerdictRule{Denominator: string(rule.Denominator), Above: rule.Above, Version: by.Version}
}

// subjects are what the request names, as it is called now.
func (s *Service) subjects(ctx context.Context, req voting.OpenAppraisalRequest) ([]voting.Subject, error) {
	var out []voting.Subject
	for _, asked := range req.Subjects {
		one, err := s.subject(ctx, req, asked)
		if err != nil {
			return nil, fault.Instead(err, errSubject)
		}
		if slices.ContainsFunc(out, func(o voting.Subject) bool { return o.ID == one.ID && o.Title == one.Title }) {
			return nil, errSubject
		}
		out = append(out, one)
	}
	return out, nil
}

func (s *Service) subject(ctx context.Context, req voting.OpenAppraisalRequest, asked voting.Subject) (voting.Subject, error) {
	one := voting.Subject{ID: asked.ID}
	switch req.Kind {
	case voting.OfProjects:
		p, err := s.projects.Get(ctx, asked.ID)
		if err == nil && (p.Area != req.Area || !p.judgeable()) {
			err = errSubject
		}
		one.Title = p.Title
		one.Unit, one.UnitName = p.answers()
		return one, err
	case voting.OfUnits:
		u, err := s.units.Get(store.System(ctx), asked.ID)
		if err == nil && (!u.Retired.IsZero() || !s.near(u.Area, req.Area)) {
			err = errSubject
		}
		one.Title = u.Name
		return one, err
	case voting.OfDeputies:
		who, err := s.persons.Get(store.System(ctx), asked.ID)
		if _, sits := who.seat(req.Area, s.clock.Now()); err == nil && !sits {
			err = errSubject
		}
		one.Title = who.Name
		return one, err
	}
	if asked.ID != "" || len([]rune(asked.Title)) < 4 {
		return one, errSubject
	}
	one.Title = asked.Title
	return one, nil
}

// raterRoll freezes who may rate with a seat; voters have slips instead.
func (s *Service) raterRoll(ctx context.Context, a *Appraisal, req voting.OpenAppraisalRequest) ([]rater, error) {
	if a.Raters == voting.ByVoters {
		return nil, nil
	}
	congress := Ballot{ID: a.ID, Congress: voting.Congress{Division: a.Area, Term: req.Term}, CreatedAt: a.Opened, Areas: a.Areas,
		Recommend: !s.tree.HasCongress(area.Code(a.Area))}
	seats, err := s.rollOf(ctx, &congress)
	if err != nil {
		return nil, err
	}
	if a.Raters == voting.ByCommittee {
		if seats, err = chosen(seats, req.Members); err != nil {
			return nil, err
		}
	}
	out := []rater{}
	for _, st := range seats {
		out = append(out, rater{ID: a.ID + "/" + st.Person, Appraisal: a.ID, Person: st.Person, Name: st.Name, Mandate: st.Mandate, Suspended: st.Suspended, Opened: a.Opened})
		if st.Suspended {
			a.Away++
		}
	}
	a.Roll = len(out)
	if a.Roll-a.Away < evaluation.LeastShown {
		return nil, errFewRoll
	}
	return out, nil
}

// mayRate are the persons of a roll who are asked; a suspended deputy is not.
func mayRate(roll []rater) []string {
	var out []string
	for _, r := range roll {
		if !r.Suspended {
			out = append(out, r.Person)
		}
	}
	return out
}

// chosen are the seats of the mandates.
func chosen(roll []seat, mandates []string) ([]seat, error) {
	var out []seat
	for i, id := range mandates {
		at := slices.IndexFunc(roll, func(st seat) bool { return st.Mandate == id })
		if at < 0 || slices.Contains(mandates[:i], id) {
			return nil, errMembers
		}
		out = append(out, roll[at])
	}
	return out, nil
}

// IssueSlips serves voting.IssueSlips. Of a code only a keyed hash is kept.
func (s *Service) IssueSlips(ctx context.Context, req voting.SlipsRequest) (voting.Slips, error) {
	out := voting.Slips{Group: req.Group, Codes: newCodes(req.Count)}
	at := 0
	a, err := s.appraisals.Update(ctx, req.ID, func(a *Appraisal) ([]event.Event, error) {
		by := s.actAt(ctx, a.Area, a.Areas)
		var err error
		if at, err = a.group(req.Group, req.Count, today(by)); err != nil {
			return nil, err
		}
		return a.told(by, voting.SlipsIssued, func(c *voting.AppraisalChanged) { c.Group, c.Slips = req.Group, req.Count }), nil
	})
	if err != nil {
		return voting.Slips{}, err
	}
	for _, code := range out.Codes {
		slip := rater{ID: s.slipID(a.ID, code), Appraisal: a.ID, Group: at, Opened: a.Opened}
		if err := s.raters.Create(store.System(ctx), slip); err != nil {
			return voting.Slips{}, err
		}
	}
	return out, nil
}

package roster

import (
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errStreet = fault.Invalid("roster.no_congress", "街道、地区、开发区等不设人民代表大会，不能登记该级代表，请改选设有人大的乡镇、县、市或省",
		"Streets, prefectures and zones have no people's congress; choose a township, county, city or province that has one")
	errLevel = fault.Invalid("roster.level", "代表层级与所选区划不一致，请核对", "The level does not fit the division chosen; check both")
	errTerm  = fault.Invalid("roster.term", "结束时间应晚于开始时间，请修改", "The end comes after the beginning; correct the times")
	errSeat  = fault.Conflict("roster.same_congress", "已登记为该级人大代表，请查看现有代表资格",
		"A mandate in this congress is recorded already; look at it")
	errLine = fault.Conflict("roster.two_lines", "依照选举法第四十八条，公民不得同时担任两个以上无隶属关系的行政区域的人民代表大会代表，请核对",
		"By article 48 of the Electoral Law nobody holds mandates in two divisions of which neither contains the other; check the divisions")
	errNoMandate = fault.NotFound("roster.no_mandate", "没有这个代表资格，请刷新后重试", "There is no such mandate; reload and try again")
	errAbove     = fault.Denied("roster.congress_above", "该代表资格属于上级人民代表大会，请由该级代表工作机构变更",
		"This mandate is of a congress above your area; the office of that congress changes it")
	errFinal = fault.FailedPrecondition("roster.mandate_terminated", "代表资格已终止，不能再变更。补选当选的，请新登记一个代表资格。",
		"The mandate is terminated for good; record a new one after a by-election")
	errCause = fault.FailedPrecondition("roster.cause", "这一变更没有法定事由：暂停须因羁押或服刑，恢复须因事由消失，终止须因法定终止情形。请核对事由。",
		"There is no such legal cause: a mandate is suspended for custody or a sentence, resumed when the cause is gone, terminated on the causes of the law; check the cause")
)

// legal are the causes of each change of a mandate's status (代表法 2025, Art. 61-63).
var legal = map[[2]api.MandateStatus][]string{
	{api.MandateActive, api.MandateSuspended}:     {"custody", "serving_sentence"},
	{api.MandateSuspended, api.MandateActive}:     {"cause_gone"},
	{api.MandateActive, api.MandateTerminated}:    ends,
	{api.MandateSuspended, api.MandateTerminated}: ends,
}

var ends = []string{"moved_out", "resigned", "absent_two_sessions", "recalled", "lost_nationality",
	"political_rights_deprived", "incapacitated", "deceased", "term_ended"}

// addMandate records a seat in a congress.
func (p *person) addMandate(tree *area.Tree, id string, d api.MandateDraft, a act) error {
	if !d.Until.IsZero() && !d.Until.After(d.From) {
		return errTerm
	}
	if err := seatExists(tree, d); err != nil {
		return err
	}
	for _, m := range p.Mandates {
		have, add := area.Code(m.Area), area.Code(d.Area)
		switch {
		case m.Status == api.MandateTerminated:
		case have == add:
			return errSeat
		case !tree.IsAncestorOrSelf(have, add) && !tree.IsAncestorOrSelf(add, have):
			return errLine
		}
	}
	p.Mandates = append(p.Mandates, api.Mandate{
		ID: id, Level: d.Level, Area: d.Area, Term: d.Term, District: d.District, From: d.From, Until: d.Until, Status: api.MandateActive,
		History: []api.MandateChange{{To: api.MandateActive, Cause: "recorded", By: a.By, At: a.At}},
	})
	return nil
}

// seatExists: the division is of the level and elects a congress.
func seatExists(tree *area.Tree, d api.MandateDraft) error {
	div, ok := tree.Get(area.Code(d.Area))
	level := div.Level.String()
	if div.Level == area.LevelCountry {
		level = "national"
	}
	switch {
	case !ok:
		return errNoArea
	case !tree.HasCongress(div.Code):
		return errStreet
	case level != d.Level:
		return errLevel
	}
	return nil
}

// changeMandate moves a mandate to another status on a legal cause.
func (p *person) changeMandate(id string, to api.MandateStatus, cause, reason string, a act) error {
	i := slices.IndexFunc(p.Mandates, func(m api.Mandate) bool { return m.ID == id })
	if i < 0 {
		return errNoMandate
	}
	m := &p.Mandates[i]
	if m.Status == api.MandateTerminated {
		return errFinal
	}
	if !slices.Contains(legal[[2]api.MandateStatus{m.Status, to}], cause) {
		return errCause
	}
	m.Status = to
	m.History = append(m.History, api.MandateChange{To: to, Cause: cause, Reason: reason, By: a.By, At: a.At})
	return nil
}

// AddMandate serves roster.AddMandate.
func (s *Service) AddMandate(ctx context.Context, req api.AddMandateRequest) (api.Person, error) {
	return s.changePerson(ctx, req.ID, func(p *person, a act) ([]event.Event, error) {
		if err := p.addMandate(s.tree, s.db.NewID(), req.Mandate, a); err != nil {
			return nil, err
		}
		return told(api.MandateChanged, p, ""), nil
	})
}

// ChangeMandate serves roster.ChangeMandate. A deputy without a mandate in force
// has no shifts: those to come become open.
func (s *Service) ChangeMandate(ctx context.Context, req api.ChangeMandateRequest) (api.Person, error) {
	v, err := s.changePerson(ctx, req.ID, func(p *person, a act) ([]event.Event, error) {
		if err := s.congressInReach(ctx, p, req.Mandate); err != nil {
			return nil, err
		}
		if err := p.changeMandate(req.Mandate, req.To, req.Cause, req.Reason, a); err != nil {
			return nil, err
		}
		return told(api.MandateChanged, p, req.Reason), nil
	})
	if err != nil {
		return v, err
	}
	return v, s.vacate(ctx, req.ID, req.Reason)
}

// congressInReach refuses to change a seat of a congress above the caller's own
// area: a township reaches the person who lives there, not their county seat.
func (s *Service) congressInReach(ctx context.Context, p *person, mandate string) error {
	scope, _ := store.ScopeOf(ctx)
	for _, m := range p.Mandates {
		if m.ID == mandate && !scope.Permits(authz.AreaTokens(s.tree, m.Area)) {
			return errAbove
		}
	}
	return nil
}

package voting

import (
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/evaluation"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Appraisal is a stored appraisal. What was said lies in its urn, and who has rated
// in the documents of its raters.
type Appraisal struct {
	voting.Appraisal
	Areas  []string `json:"areas"`  // scope tokens of the division
	Groups []string `json:"groups"` // of slips, in the order of the urn's sums
}

var (
	errNoAppraisal = fault.NotFound("appraisal.not_found", "没有找到这次评议，可能已不在您的范围内，请从列表中重新打开",
		"There is no such appraisal, or it is not yours to see; open it from the list")
	errAppraisalStep = fault.FailedPrecondition("appraisal.step", "评议现在不能这样办理，请刷新页面，按页面上的下一步办理",
		"This cannot be done with the appraisal now; reload the page and do what it says next")
	errTurnWhy   = fault.Invalid("appraisal.reason", "请写明原因", "Say why").At("reason", "请写明原因", "Say why")
	errLastDay   = fault.Invalid("appraisal.days", "截止日期应不早于开始日期和今天，请修改", "The last day is neither before the first nor before today; correct it").At("closes", "请修改截止日期", "Correct the last day")
	errFewRated  = fault.FailedPrecondition("appraisal.few", "参评不足5人，为保护每个人的意见，不能公开数字，也不能得出结论；请作废后重新组织评议", "Fewer than 5 rated: no figure can be shown and nothing concluded without telling who said what. Void it and ask again")
	errSlipsHere = fault.FailedPrecondition("appraisal.slips", "只有民生实事项目和代表述职可以向群众发放评议码，且应在评议结束前发放", "Slips are for projects and deputies' reports only, and before the appraisal is over")
	errSlipsMany = fault.FailedPrecondition("appraisal.slips_many", "一次评议最多发放3000个评议码、分20组，请合并分组或分次组织", "An appraisal has 3,000 slips in 20 groups at most; join groups, or hold several")
)

const (
	mostSlips  = 3000
	mostGroups = 20
)

func declareAppraisals(db *store.DB) *store.Collection[Appraisal] {
	return store.NewCollection(db, "appraisal", store.Def[Appraisal]{
		ID: func(a *Appraisal) string { return a.ID }, Tokens: (*Appraisal).tokens, Missing: errNoAppraisal,
		Indexes: []store.Index[Appraisal]{
			{Name: "all", Scoped: true, Key: func(a *Appraisal) store.Key { return store.Key{store.Reverse(a.Opened)} }},
			{Name: "about", Of: (*Appraisal).judged, Key: func(a *Appraisal) store.Key { return store.Key{store.Reverse(a.Opened)} }},
		},
	})
}

// tokens: people with slips must find what they rate, and everybody what was
// published.
func (a *Appraisal) tokens() []string {
	out := slices.Clone(a.Areas)
	if a.State == voting.AppraisalPublished || len(a.Groups) > 0 {
		out = append(out, publicToken)
		for _, token := range a.Areas {
			out = append(out, publicIn(token))
		}
	}
	return out
}

// stateOn is where it stands on a day: its days open and close it by themselves.
func (a *Appraisal) stateOn(day string) voting.AppraisalState {
	switch {
	case a.State != voting.AppraisalOpen:
		return a.State
	case day < a.Opens:
		return voting.AppraisalPlanned
	case day > a.Closes:
		return voting.AppraisalClosed
	}
	return voting.AppraisalOpen
}

// turns are the steps from each state.
var turns = map[voting.AppraisalState][]voting.AppraisalState{
	voting.AppraisalPlanned: {voting.AppraisalOpen, voting.AppraisalVoid},
	voting.AppraisalOpen:    {voting.AppraisalClosed, voting.AppraisalOpen, voting.AppraisalVoid},
	voting.AppraisalClosed:  {voting.AppraisalSigned, voting.AppraisalVoid},
	voting.AppraisalSigned:  {voting.AppraisalPublished, voting.AppraisalVoid},
}

// turn takes it on. What the urn holds is fixed in the result when it is signed.
func (a *Appraisal) turn(by Act, req voting.TurnRequest, u *urn) ([]event.Event, error) {
	from := a.stateOn(today(by))
	switch {
	case !slices.Contains(turns[from], req.To):
		return nil, errAppraisalStep
	case req.Reason == "" && req.To != voting.AppraisalSigned && req.To != voting.AppraisalPublished:
		return nil, errTurnWhy
	case req.To == voting.AppraisalSigned && u.heads() < evaluation.LeastShown:
		return nil, errFewRated
	case req.To == voting.AppraisalOpen:
		return a.prolong(by, req)
	}
	u.Closed = true
	if req.To == voting.AppraisalSigned {
		a.Results, a.Signed = a.results(u), &voting.SignedOff{By: by.By, ByName: by.Name, At: by.At}
	}
	a.State, a.Reason = req.To, req.Reason
	return a.told(by, voting.AppraisalTurned, func(c *voting.AppraisalChanged) { c.Reason, c.Persons = req.Reason, a.owing() }), nil
}

// prolong moves the last day; who rated stays rated.
func (a *Appraisal) prolong(by Act, req voting.TurnRequest) ([]event.Event, error) {
	if req.Closes < a.Opens || req.Closes < today(by) {
		return nil, errLastDay
	}
	a.Closes = req.Closes
	return a.told(by, voting.AppraisalTurned, func(c *voting.AppraisalChanged) { c.Reason = req.Reason }), nil
}

// told is the event of a turn.
func (a *Appraisal) told(by Act, t event.Type[voting.AppraisalChanged], with ...func(*voting.AppraisalChanged)) []event.Event {
	c := voting.AppraisalChanged{Appraisal: a.ID, Area: a.Area, Title: a.Title, Kind: a.Kind, State: a.State, Opens: a.Opens, Closes: a.Closes, Roll: a.Roll, At: by.At}
	for _, fn := range with {
		fn(&c)
	}
	return []event.Event{t.New(c)}
}

// group is the place of a group in the urn, new where there was none; the roll is
// at 0.
func (a *Appraisal) group(name string, count int, day string) (int, error) {
	issued := count
	for _, g := range a.Slips {
		issued += g.Issued
	}
	i := slices.Index(a.Groups, name)
	state := a.stateOn(day)
	switch {
	case a.Kind != voting.OfProjects && a.Kind != voting.OfDeputies, state != voting.AppraisalOpen && state != voting.AppraisalPlanned:
		return 0, errSlipsHere
	case issued > mostSlips, i < 0 && len(a.Groups) == mostGroups:
		return 0, errSlipsMany
	case i < 0:
		i = len(a.Groups)
		a.Groups = append(slices.Clone(a.Groups), name)
		a.Slips = append(slices.Clone(a.Slips), voting.SlipCount{Group: name})
	}
	a.Slips = slices.Clone(a.Slips)
	a.Slips[i].Issued += count
	return i + 1, nil
}

// rule is how its ratings come to a verdict.
func (a *Appraisal) rule() evaluation.Rule {
	return evaluation.Rule{Denominator: evaluation.Denominator(a.Rule.Denominator), Above: a.Rule.Above}
}

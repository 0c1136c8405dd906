package voting

import (
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Project is the aggregate as it is stored: what the contract shows of it, and what
// only this service needs. Its methods hold the rules and need no store; they fail
// with failed_precondition where the project's state does not allow them.
type Project struct {
	voting.Project
	Ancestors []string          `json:"ancestors"` // scope tokens of the area
	Codes     map[string]string `json:"codes"`     // source → keyed hash of number and code
	By        string            `json:"by"`
	KeptYears int               `json:"keptYears,omitempty"` // how long proposers' data are kept once it rests
	Lit       lit               `json:"lit,omitzero"`
}

// moves are the ways between the states (DOMAIN.md section 2).
var moves = map[voting.State][]voting.State{
	voting.Proposed:            {voting.Pooled, voting.Rejected, voting.Merged, voting.Split, voting.Withdrawn},
	voting.Pooled:              {voting.Screening, voting.Candidate, voting.Rejected, voting.Merged, voting.Split, voting.Withdrawn},
	voting.Screening:           {voting.Pooled, voting.Candidate, voting.Rejected, voting.Merged, voting.Split, voting.Withdrawn},
	voting.Candidate:           {voting.CommitteeReviewed, voting.Screening, voting.Pooled, voting.Merged, voting.Split},
	voting.CommitteeReviewed:   {voting.Submitted, voting.Screening},
	voting.Submitted:           {voting.Deliberating},
	voting.Deliberating:        {voting.Balloting},
	voting.Balloting:           {voting.Adopted, voting.NotAdopted, voting.Deliberating},
	voting.NotAdopted:          {voting.Pooled},
	voting.Adopted:             {voting.Announced, voting.PlanPublished},
	voting.Announced:           {voting.PlanPublished},
	voting.PlanPublished:       {voting.Implementing},
	voting.Implementing:        {voting.AdjustmentRequested, voting.Completed, voting.Unfinished},
	voting.AdjustmentRequested: {voting.Implementing, voting.Terminated},
	voting.Completed:           {voting.Evaluated},
	voting.Unfinished:          {voting.Evaluated, voting.CarriedOver},
	voting.Evaluated:           {voting.Rectifying, voting.CarriedOver, voting.Archived},
	voting.Rectifying:          {voting.Evaluated},
	voting.CarriedOver:         {voting.PlanPublished, voting.Archived},
	voting.Terminated:          {voting.Archived},
}

// may reports whether the project can go to a state.
func (p *Project) may(to voting.State) bool { return slices.Contains(moves[p.State], to) }

// move takes the project to a state, writes down why and makes the event that tells
// it. It fails with failed_precondition where there is no such way.
func (p *Project) move(a Act, to voting.State, t event.Type[voting.Changed], why string, with ...func(*voting.Changed)) ([]event.Event, error) {
	if !p.may(to) {
		return nil, p.errState()
	}
	p.State = to
	return p.record(a, t, why, with...), nil
}

// record writes one line of the history and makes the event that tells it.
func (p *Project) record(a Act, t event.Type[voting.Changed], why string, with ...func(*voting.Changed)) []event.Event {
	p.History = append(p.History, voting.Entry{At: a.At, By: a.By, ByName: a.Name, What: event.ShortName(t.Name), To: p.State, Why: why, Rule: a.Version})
	p.Updated, p.KeptYears = a.At, a.Rules.ProposersYears
	d := p.changed(a, why)
	for _, fn := range with {
		fn(&d)
	}
	return []event.Event{t.New(d)}
}

// changed is the project as events tell of it.
func (p *Project) changed(a Act, why string) voting.Changed {
	d := voting.Changed{Project: p.ID, Number: p.Number, Area: p.Area, Year: p.Year, Round: p.Round, State: p.State,
		Reason: why, Rule: a.Version, At: a.At, Cases: []string{}, Voices: append([]string{}, a.Voices...), Proposers: []string{}, Persons: []string{}, Stations: []string{}}
	if p.public() {
		d.Title = p.Title
	}
	if d.Unit, _ = p.answers(); p.Plan != nil {
		d.Light = p.Lit.Light
		d.Percent, _ = p.reached()
	}
	for _, src := range p.Sources {
		switch {
		case !src.Withdrawn.IsZero() || src.Forgotten: // who took it back hears no more
		case src.Person != "":
			d.Persons = append(d.Persons, src.Person)
		case src.Channel != voting.FromCases:
			d.Proposers = append(d.Proposers, src.ID)
		}
		if src.Station != "" {
			d.Stations = append(d.Stations, src.Station)
		}
		for _, c := range src.Cases {
			d.Cases = append(d.Cases, c.Case)
		}
	}
	for _, list := range []*[]string{&d.Cases, &d.Voices, &d.Persons, &d.Stations} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return d
}

// tell names who else must hear of a step.
func tell(refs ...string) func(*voting.Changed) {
	return func(d *voting.Changed) { d.Tell = refs }
}

// quiet: those behind it were told the same before.
func quiet(d *voting.Changed) { d.Voices, d.Proposers, d.Persons = []string{}, []string{}, []string{} }

// about names the other project of a step.
func about(id string) func(*voting.Changed) { return func(d *voting.Changed) { d.Other = id } }

// ended: it lives on elsewhere or not at all.
func (p *Project) ended() bool { return len(moves[p.State]) == 0 }

// public: staff gave it a title that anybody may read.
func (p *Project) public() bool {
	return slices.ContainsFunc(p.History, func(e voting.Entry) bool { return e.To == voting.Pooled })
}

// cases are all behind it.
func (p *Project) cases() []voting.CaseRef {
	var out []voting.CaseRef
	for _, src := range p.Sources {
		out = append(out, src.Cases...)
	}
	return out
}

// listedBy are the tokens that somebody lists projects by.
func (p *Project) listedBy() []string {
	out := slices.Clone(p.Ancestors)
	if p.public() {
		out = append(out, publicToken)
		for _, token := range p.Ancestors {
			out = append(out, publicIn(token))
		}
	}
	if unit, _ := p.answers(); unit != "" {
		out = append(out, authz.UnitToken(unit))
	}
	if p.Supervision != nil {
		for _, m := range p.Supervision.Members {
			out = append(out, authz.PersonToken(m.Person))
		}
	}
	for _, src := range p.Sources {
		if src.Station != "" {
			out = append(out, authz.StationToken(src.Station))
		}
		if src.Person != "" {
			out = append(out, authz.PersonToken(src.Person))
		}
	}
	return out
}

// tokens are what a scope reaches the project by.
func (p *Project) tokens() []string {
	out := p.listedBy()
	for _, hash := range p.Codes {
		out = append(out, receiptToken(hash))
	}
	return out
}

func (p *Project) numbers() []string {
	out := []string{}
	for _, src := range p.Sources {
		out = append(out, src.Number)
	}
	return out
}

// publicIn is the token that the public lists the projects of a division by.
func publicIn(areaToken string) string { return publicToken + "-" + areaToken }

// publicToken is what everything that anybody may see carries.
const publicToken = "public"

func declareProjects(db *store.DB) *store.Collection[Project] {
	latest := func(p *Project) store.Key { return store.Key{store.Reverse(p.Updated)} }
	return store.NewCollection(db, "project", store.Def[Project]{
		ID: func(p *Project) string { return p.ID }, Tokens: (*Project).tokens, Lists: (*Project).listedBy, Missing: errNoProject,
		Indexes: append([]store.Index[Project]{
			{Name: "all", Scoped: true, Key: latest},
			{Name: "state", Scoped: true, Key: func(p *Project) store.Key { return store.Key{p.State, store.Reverse(p.Updated)} }},
			{Name: "year", Scoped: true, Key: func(p *Project) store.Key { return store.Key{p.Year, store.Reverse(p.Updated)} }},
			{Name: "number", Of: (*Project).numbers},
			{Name: "milestone", Key: (*Project).nextDue},
			{Name: "unseen", Key: func(p *Project) store.Key {
				if p.State != voting.Proposed || p.By != "public" {
					return nil
				}
				return store.Key{p.Area, p.Updated}
			}},
		}, searched...),
	})
}

// errState says where the project stands, and that this does not go there.
func (p *Project) errState() error {
	word := stateWords[p.State]
	return fault.FailedPrecondition("project.state", "项目现在的状态是“%[1]s”，不能这样办理，请刷新后再看", "The project is %[2]s; this cannot be done with it now. Reload and look again", word.ZH, word.EN)
}

// stateWords name the states.
var stateWords = map[voting.State]fault.Text{
	voting.Proposed: {ZH: "已提出", EN: "proposed"}, voting.Pooled: {ZH: "在储备库", EN: "in the pool"}, voting.Screening: {ZH: "筛选中", EN: "being screened"},
	voting.Rejected: {ZH: "未入选", EN: "rejected"}, voting.Candidate: {ZH: "候选", EN: "a candidate"}, voting.CommitteeReviewed: {ZH: "已审查", EN: "reviewed"},
	voting.Submitted: {ZH: "已提交大会", EN: "before the congress"}, voting.Deliberating: {ZH: "审议中", EN: "being deliberated"}, voting.Balloting: {ZH: "票决中", EN: "being voted on"},
	voting.Adopted: {ZH: "票决通过", EN: "chosen"}, voting.NotAdopted: {ZH: "未票决通过", EN: "not chosen"}, voting.Announced: {ZH: "已公告", EN: "announced"},
	voting.PlanPublished: {ZH: "计划已公布", EN: "planned"}, voting.Implementing: {ZH: "实施中", EN: "under way"}, voting.AdjustmentRequested: {ZH: "申请调整", EN: "to be adjusted"},
	voting.Terminated: {ZH: "已终止", EN: "terminated"}, voting.Completed: {ZH: "已完成", EN: "finished"}, voting.Unfinished: {ZH: "未完成", EN: "unfinished"},
	voting.Evaluated: {ZH: "已评估", EN: "judged"}, voting.Rectifying: {ZH: "整改中", EN: "being rectified"}, voting.CarriedOver: {ZH: "结转下年", EN: "carried over"},
	voting.Archived: {ZH: "已归档", EN: "archived"}, voting.Merged: {ZH: "已合并", EN: "merged into another"}, voting.Split: {ZH: "已拆分", EN: "split"}, voting.Withdrawn: {ZH: "已撤回", EN: "withdrawn"},
}

package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Plan is how a chosen project is carried out. Once published, only an adjustment
// changes it.
type Plan struct {
	Unit       string      `json:"unit" validate:"max=40" doc:"the unit that answers for it; the dossier's where empty"`
	UnitName   string      `json:"unitName,omitempty" validate:"max=60"`
	Goal       string      `json:"goal" validate:"required,min=4,max=1000" doc:"what is there when it is done"`
	Milestones []Milestone `json:"milestones" validate:"min=1,max=24,dive" doc:"days and percents rise; the last is 100"`
	Funds      []Fund      `json:"funds" validate:"min=1,max=12,dive"`
	Safeguards string      `json:"safeguards" validate:"required,min=4,max=1000" doc:"who sees to quality, safety and money, and how"`
}

// Milestone is how far the whole is to be by the end of a day.
type Milestone struct {
	Text    string `json:"text" validate:"required,min=2,max=120"`
	Due     string `json:"due" validate:"required,datetime=2006-01-02"`
	Percent int    `json:"percent" validate:"min=1,max=100" doc:"of the whole project"`
}

// Fund is money that is planned, by where it comes from.
type Fund struct {
	Source string `json:"source" validate:"required,min=2,max=60"`
	Amount int64  `json:"amount" validate:"min=0,max=1000000000000" doc:"yuan"`
}

// Money is all that is planned, in yuan.
func (p Plan) Money() int64 {
	var sum int64
	for _, f := range p.Funds {
		sum += f.Amount
	}
	return sum
}

// PlanProject publishes how a chosen project is carried out: adopted or announced
// becomes plan_published. It fails with failed_precondition in other states, since a
// plan changes only through an adjustment; with invalid for milestones that do not
// rise to 100 percent, and for a unit that there is not. Only an office can name
// another unit.
var PlanProject = rpc.Put[PlanRequest, Project]("voting.PlanProject", "/api/voting/v1/projects/{id}/plan", rpc.Needs("project.carry"))

// PlanRequest is the plan.
type PlanRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	Plan
}

// StartProject says that the work has begun: plan_published becomes implementing.
var StartProject = rpc.Post[StartRequest, Project]("voting.StartProject", "/api/voting/v1/projects/{id}/start", rpc.Needs("project.carry"))

// StartRequest says when, and in words what began.
type StartRequest struct {
	Reasoned
	On string `json:"on" validate:"required,datetime=2006-01-02" doc:"today at the latest"`
}

// FinishProject ends the work: completed with evidence, or unfinished with the
// reason once the plan's last day or the project's year is over. It fails with
// failed_precondition while an adjustment waits for its decision.
var FinishProject = rpc.Post[FinishRequest, Project]("voting.FinishProject", "/api/voting/v1/projects/{id}/finish", rpc.Needs("project.carry"))

// FinishRequest says how it ended. The reason is what was done, or why it was not.
type FinishRequest struct {
	Reasoned
	Outcome State    `json:"outcome" validate:"required,oneof=completed unfinished"`
	On      string   `json:"on" validate:"required,datetime=2006-01-02" doc:"today at the latest"`
	Spent   int64    `json:"spent" validate:"min=0,max=1000000000000" doc:"yuan, in all"`
	Photos  []string `json:"photos" validate:"max=9,dive,max=80" doc:"ids from UploadPhoto"`
}

// Ending is how the work on a project ended.
type Ending struct {
	Outcome State     `json:"outcome"`
	Text    string    `json:"text"`
	On      string    `json:"on"`
	Spent   int64     `json:"spent" doc:"yuan"`
	Photos  []Photo   `json:"photos"`
	By      string    `json:"by"`
	ByName  string    `json:"byName"`
	At      time.Time `json:"at"`
}

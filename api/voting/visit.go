package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Supervision is the deputies who watch over a project.
type Supervision struct {
	Leader  string       `json:"leader" doc:"person id"`
	Members []Supervisor `json:"members" doc:"the leader among them"`
	Since   time.Time    `json:"since"`
}

// Supervisor is one of them.
type Supervisor struct {
	Person string `json:"person"`
	Name   string `json:"name"`
}

// Visit is a visit of supervisors to a project.
type Visit struct {
	ID      string       `json:"id"`
	On      string       `json:"on"`
	Present []Supervisor `json:"present"`
	Finding string       `json:"finding"`
	Photos  []Photo      `json:"photos"`
	By      string       `json:"by"`
	ByName  string       `json:"byName"`
	At      time.Time    `json:"at"`
}

// NameSupervisors names the deputies who watch over a chosen project, and who leads
// them. It fails with invalid for somebody who has no seat in the congress that
// chose it, or in one of the divisions above.
var NameSupervisors = rpc.Put[SupervisorsRequest, Project]("voting.NameSupervisors", "/api/voting/v1/projects/{id}/supervisors", rpc.Needs("project.supervise"))

// SupervisorsRequest names them.
type SupervisorsRequest struct {
	ID      string   `path:"id" validate:"required,max=40"`
	Leader  string   `json:"leader" validate:"required,max=40" doc:"person id, one of the members"`
	Members []string `json:"members" validate:"min=1,max=20,dive,required,max=40"`
}

// RecordVisit writes down a visit: by a deputy of the group, or by the office for
// them. It counts in the file of each who was there. It fails with denied for a
// deputy who is not of the group, with invalid for somebody present who is not.
var RecordVisit = rpc.Post[VisitRequest, Project]("voting.RecordVisit", "/api/voting/v1/projects/{id}/visits", rpc.Needs("project.visit"))

// VisitRequest is the visit.
type VisitRequest struct {
	ID      string   `path:"id" validate:"required,max=40"`
	On      string   `json:"on" validate:"required,datetime=2006-01-02" doc:"today at the latest"`
	Present []string `json:"present" validate:"min=1,max=20,dive,required,max=40" doc:"person ids, of the group"`
	Finding string   `json:"finding" validate:"required,min=4,max=1000"`
	Photos  []string `json:"photos" validate:"max=9,dive,max=80" doc:"ids from UploadPhoto"`
}

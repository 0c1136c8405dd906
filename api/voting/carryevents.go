package voting

import (
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Events of carrying a project out.
var (
	ProjectPlanned      = event.Define[Changed]("voting", "ProjectPlanned")
	ProjectStarted      = event.Define[Changed]("voting", "ProjectStarted")
	ProgressReported    = event.Define[Changed]("voting", "ProgressReported")
	ProgressCorrected   = event.Define[Changed]("voting", "ProgressCorrected")
	ProjectLightChanged = event.Define[Changed]("voting", "ProjectLightChanged") // a day passed, and it is darker
	SupervisorsNamed    = event.Define[Changed]("voting", "SupervisorsNamed")
	ProjectVisited      = event.Define[Changed]("voting", "ProjectVisited")
	AdjustmentAsked     = event.Define[Changed]("voting", "AdjustmentAsked")
	AdjustmentDecided   = event.Define[Changed]("voting", "AdjustmentDecided") // the work goes on, by the plan that now holds
	ProjectTerminated   = event.Define[Changed]("voting", "ProjectTerminated")
	ProjectCompleted    = event.Define[Changed]("voting", "ProjectCompleted")
	ProjectUnfinished   = event.Define[Changed]("voting", "ProjectUnfinished")
)

// carryOperations are those of carrying projects out.
var carryOperations = []rpc.Any{
	PlanProject, StartProject, ReportProgress, FinishProject, RequestAdjustment, DecideAdjustment,
	NameSupervisors, RecordVisit, ListSlowProjects, UploadPhoto, GetPhoto,
}

package voting

import (
	"slices"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Changed is the data of every event about a project: where it stands after the
// step, in references only, and the reason that is told to everybody concerned.
type Changed struct {
	Project string `json:"project"`
	Number  string `json:"number"`
	Area    string `json:"area"`
	Year    int    `json:"year,omitempty"`
	Round   string `json:"round,omitempty"`
	Title   string `json:"title,omitempty" doc:"empty until staff wrote one for the public"`
	State   State  `json:"state"`
	Unit    string `json:"unit,omitempty" doc:"the unit that answers for it"`
	Reason  string `json:"reason,omitempty"`
	Other   string `json:"other,omitempty" doc:"the project that it was merged into or split from"`
	// Cases are those behind it, Voices their people, Proposers those who proposed it
	// here, Persons the deputies who did. All must hear of the step.
	Cases     []string `json:"cases"`
	Voices    []string `json:"voices"`
	Proposers []string `json:"proposers"`
	Persons   []string `json:"persons"`
	Stations  []string `json:"stations"`
	// Light and Percent are how it goes, Present the deputies who made a visit.
	Light   Light    `json:"light,omitempty"`
	Percent int      `json:"percent,omitempty"`
	Present []string `json:"present,omitempty"`
	// Tell is who else must hear of it: unit:<id>, office:<area code>, station:<id>.
	Tell []string  `json:"tell,omitempty"`
	Rule string    `json:"rule,omitempty"`
	At   time.Time `json:"at"`
}

// RoundChanged is a round's whole state.
type RoundChanged struct {
	Round  string    `json:"round"`
	Area   string    `json:"area"`
	Year   int       `json:"year"`
	Title  string    `json:"title"`
	Call   string    `json:"call"`
	Opens  string    `json:"opens"`
	Closes string    `json:"closes"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

// Events of the aggregates round and project.
var (
	RoundAnnounced     = event.Define[RoundChanged]("voting", "RoundAnnounced")
	RoundAltered       = event.Define[RoundChanged]("voting", "RoundChanged")
	ProjectProposed    = event.Define[Changed]("voting", "ProjectProposed")
	ProjectPooled      = event.Define[Changed]("voting", "ProjectPooled")
	ScreeningBegun     = event.Define[Changed]("voting", "ScreeningBegun")
	ProjectRejected    = event.Define[Changed]("voting", "ProjectRejected")
	CandidateNamed     = event.Define[Changed]("voting", "CandidateNamed")
	ProjectMerged      = event.Define[Changed]("voting", "ProjectMerged")
	ProjectSplit       = event.Define[Changed]("voting", "ProjectSplit")
	SourcesJoined      = event.Define[Changed]("voting", "SourcesJoined") // another project was merged into this one
	DossierWritten     = event.Define[Changed]("voting", "DossierWritten")
	CandidateReviewed  = event.Define[Changed]("voting", "CandidateReviewed")
	ProjectSubmitted   = event.Define[Changed]("voting", "ProjectSubmitted")
	DeliberationOpened = event.Define[Changed]("voting", "DeliberationOpened")
	QuestionAsked      = event.Define[Changed]("voting", "QuestionAsked")
	QuestionAnswered   = event.Define[Changed]("voting", "QuestionAnswered")
	DecisionRecorded   = event.Define[DecisionChanged]("voting", "DecisionRecorded")
)

// Operations lists every operation of the service.
var Operations = slices.Concat([]rpc.Any{
	AnnounceRound, ChangeRound, ListRounds,
	SubmitProposal, SubmitPhoto, GetProposalPhoto, RecordProposal, FollowProposal, WithdrawProposal, ListClusters, UnmaskProposer, ResolveContact,
	ListProjects, GetProject, ListPublicProjects, GetPublicProject, SumProjects, ListPublicBallots,
	PoolProject, MergeProjects, SplitProject, ScreenProject, WriteDossier, ReviewProject, SubmitProject,
	AskQuestion, AnswerQuestion, RecordDecision, ListDecisions,
}, carryOperations, ballotOperations, appraisalOperations)

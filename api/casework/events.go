package casework

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Changed is the data of every event about a case: where it stands after the
// step, in references only, so that each listener can fold it alone. Why and
// words of persons stay in the case.
type Changed struct {
	Case        string    `json:"case"`
	Number      string    `json:"number"`
	Station     string    `json:"station"`
	Area        string    `json:"area"`
	Category    string    `json:"category"`
	Channel     Channel   `json:"channel"`
	Step        Step      `json:"step"`
	Class       Class     `json:"class,omitempty"`
	Level       string    `json:"level"`
	Unit        string    `json:"unit,omitempty"`
	UnitName    string    `json:"unitName,omitempty"`
	PublicTitle string    `json:"publicTitle,omitempty"`
	Outcome     Outcome   `json:"outcome,omitempty"`
	Result      string    `json:"result,omitempty" doc:"class of the latest reply: A solved, B in progress, C planned, D explained"`
	Round       int       `json:"round"`
	Returns     int       `json:"returns"`
	Supervision int       `json:"supervision"`
	Voices      []string  `json:"voices" doc:"voice ids"`
	Voice       string    `json:"voice,omitempty" doc:"the one this is about"`
	ReceivedBy  []string  `json:"receivedBy"`
	ReceivedAt  time.Time `json:"receivedAt"`
	Registrar   string    `json:"registrar" doc:"subject id"`
	Clock       Clock     `json:"clock"`
	Light       string    `json:"light"`
	About       string    `json:"about,omitempty" doc:"reply or result, for questions and answers"`
	Answer      Outcome   `json:"answer,omitempty"`
	Other       string    `json:"other,omitempty" doc:"the other case of a merge; the unit before"`
	Rule        string    `json:"rule,omitempty"`
	// Tell is who must hear of it besides the voices: unit:<id>, office:<area
	// code> (administrators and supervisors of that area), station:<id>.
	Tell     []string  `json:"tell,omitempty"`
	ClosedAt time.Time `json:"closedAt,omitzero"`
	// Planned is when time itself was to do this, where it did: the event's own
	// time less this is how late it came.
	Planned time.Time `json:"planned,omitzero"`
}

// Events of the aggregate case.
var (
	CaseReceived     = event.Define[Changed]("casework", "CaseReceived")
	CaseRegistered   = event.Define[Changed]("casework", "CaseRegistered")
	CaseTriaged      = event.Define[Changed]("casework", "CaseTriaged")
	CaseRejected     = event.Define[Changed]("casework", "CaseRejected")
	CaseExplained    = event.Define[Changed]("casework", "CaseExplained")
	CaseAssigned     = event.Define[Changed]("casework", "CaseAssigned")
	CaseAccepted     = event.Define[Changed]("casework", "CaseAccepted")
	CaseReturned     = event.Define[Changed]("casework", "CaseReturned")
	CaseEscalated    = event.Define[Changed]("casework", "CaseEscalated")
	ExtensionAsked   = event.Define[Changed]("casework", "ExtensionAsked")
	ExtensionGranted = event.Define[Changed]("casework", "ExtensionGranted")
	ExtensionRefused = event.Define[Changed]("casework", "ExtensionRefused")
	CaseNoted        = event.Define[Changed]("casework", "CaseNoted")
	CaseReplied      = event.Define[Changed]("casework", "CaseReplied")
	PersonAsked      = event.Define[Changed]("casework", "PersonAsked")
	PersonTried      = event.Define[Changed]("casework", "PersonTried")
	PersonAnswered   = event.Define[Changed]("casework", "PersonAnswered")
	CaseAwaiting     = event.Define[Changed]("casework", "CaseAwaiting") // answered; the result is asked about later
	CaseReopened     = event.Define[Changed]("casework", "CaseReopened")
	CaseUrged        = event.Define[Changed]("casework", "CaseUrged")
	CaseSupervised   = event.Define[Changed]("casework", "CaseSupervised")
	CaseLightChanged = event.Define[Changed]("casework", "CaseLightChanged")
	DeadlineMoved    = event.Define[Changed]("casework", "DeadlineMoved") // running deadlines follow changed rules
	CaseMerged       = event.Define[Changed]("casework", "CaseMerged")
	VoiceAdded       = event.Define[Changed]("casework", "VoiceAdded")
	ReceiptRenewed   = event.Define[Changed]("casework", "ReceiptRenewed")
	PublicTitleSet   = event.Define[Changed]("casework", "PublicTitleSet")
	VoiceWithdrawn   = event.Define[Changed]("casework", "VoiceWithdrawn") // the case goes on for the others
	CaseWithdrawn    = event.Define[Changed]("casework", "CaseWithdrawn")
	CaseClosed       = event.Define[Changed]("casework", "CaseClosed")
	CaseArchived     = event.Define[Changed]("casework", "CaseArchived")
	DataDestroyed    = event.Define[Changed]("casework", "DataDestroyed") // the people's personal data, when their retention ended
	SignInsExplained = event.Define[SignInsNoted]("casework", "SignInsExplained")
	ToldRecorded     = event.Define[Changed]("casework", "ToldRecorded")
)

// Operations lists every operation of the service.
var Operations = []rpc.Any{
	RegisterCase, SubmitCase, UploadPhoto, SubmitPhoto, GetPhoto, SimilarCases, Suggest, Categories,
	TriageCase, ProposeUnits, AssignCase, AcceptCase, ReturnCase, AskExtension, DecideExtension, AddNote,
	ReplyCase, UrgeCase, SuperviseCase, RecordTry, RecordAnswer, MergeCases, ArchiveCase, SetPublicTitle,
	NewReceiptCode, UnmaskVoice, ResolveContact,
	ListSignals, ExplainSignal, ExplainSignIns,
	GetCase, ListCases, FindCases, ListCallbacks, FollowCase, FollowPhoto, RateCase, WithdrawCase, ListPublished, GetPublished,
	IssuePaper, PreviewPaper, ListPapers, GetPaper, GetPaperFile, OpenPaper, VoidPaper,
	ListPaperTemplates, AddPaperTemplate, GetPaperTemplate, TryPaperTemplate, UsePaperTemplate, SetPaperOffice, GetPaperOffice,
}

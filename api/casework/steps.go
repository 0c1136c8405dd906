package casework

import "lianluo/pkg/rpc"

// ByID names one case.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// Reasoned names one case and says why.
type Reasoned struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}

// TriageCase classes a registered case with a reason and says which units could
// handle it. not_accepted and explained_at_once need the words for the person.
var TriageCase = rpc.Post[TriageRequest, Case]("casework.TriageCase", "/api/casework/v1/cases/{id}/triage", rpc.Needs("case.triage"))

// TriageRequest holds the decision.
type TriageRequest struct {
	ID          string `path:"id" validate:"required,max=40"`
	Class       Class  `json:"class" validate:"required,max=40"`
	Reason      string `json:"reason" validate:"required,min=2,max=500"`
	Category    string `json:"category" validate:"max=20"`
	PublicTitle string `json:"publicTitle" validate:"max=60"`
	// Reply is what the person is told: the explanation, or why it is not
	// accepted and where to go.
	Reply string `json:"reply" validate:"max=2000"`
}

// ProposeUnits lists units whose duties fit the case, best first, with the why.
var ProposeUnits = rpc.Get[ByID, rpc.Page[UnitProposal]]("casework.ProposeUnits", "/api/casework/v1/cases/{id}/units", rpc.Needs("case.triage"))

// UnitProposal is a unit and why it is proposed.
type UnitProposal struct {
	Unit string `json:"unit"`
	Name string `json:"name"`
	Why  string `json:"why"`
	Open int    `json:"open" doc:"cases it has in hand"`
}

// AssignCase hands a triaged or returned case to a unit and starts its clock.
// It fails with failed_precondition before triage, not_found out of scope,
// denied when two returns have moved the decision to the next level.
var AssignCase = rpc.Post[AssignRequest, Case]("casework.AssignCase", "/api/casework/v1/cases/{id}/assignment", rpc.Needs("case.assign"))

// AssignRequest names the unit.
type AssignRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Unit   string `json:"unit" validate:"required,max=40"`
	Reason string `json:"reason" validate:"max=500" doc:"required when reassigning"`
	Letter string `json:"letter" validate:"max=2000" doc:"what exactly is asked of the unit"`
}

// AcceptCase is the unit's word that it handles the case.
var AcceptCase = rpc.Post[ByID, Case]("casework.AcceptCase", "/api/casework/v1/cases/{id}/acceptance", rpc.Needs("case.handle"))

// ReturnCase gives a case back with a reason; after two returns the next level
// decides and its decision binds.
var ReturnCase = rpc.Post[Reasoned, Case]("casework.ReturnCase", "/api/casework/v1/cases/{id}/return", rpc.Needs("case.handle"))

// AskExtension asks once for a later deadline.
var AskExtension = rpc.Post[Reasoned, Case]("casework.AskExtension", "/api/casework/v1/cases/{id}/extension", rpc.Needs("case.handle"))

// DecideExtension grants or refuses it; the person is told of a granted one.
var DecideExtension = rpc.Post[DecideRequest, Case]("casework.DecideExtension", "/api/casework/v1/cases/{id}/extension/decision", rpc.Needs("case.extend"))

// DecideRequest is the decision.
type DecideRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Grant  bool   `json:"grant"`
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}

// AddNote adds an internal note; the person never sees it.
var AddNote = rpc.Post[NoteRequest, Case]("casework.AddNote", "/api/casework/v1/cases/{id}/notes", rpc.Needs("case.note"))

// NoteRequest holds the note; Contact marks it as a contact with the person.
type NoteRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Text    string `json:"text" validate:"required,min=2,max=2000"`
	Contact bool   `json:"contact"`
}

// ReplyCase answers the person and asks whether they are satisfied with it.
var ReplyCase = rpc.Post[ReplyRequest, Case]("casework.ReplyCase", "/api/casework/v1/cases/{id}/replies", rpc.Needs("case.handle"))

// ReplyRequest is the answer.
type ReplyRequest struct {
	ID     string   `path:"id" validate:"required,max=40"`
	Text   string   `json:"text" validate:"required,min=4,max=4000"`
	Class  string   `json:"class" validate:"required,oneof=A B C D"`
	Photos []string `json:"photos" validate:"max=9,dive,max=80"`
}

// UrgeCase reminds the unit (催办); each is recorded and told.
var UrgeCase = rpc.Post[Reasoned, Case]("casework.UrgeCase", "/api/casework/v1/cases/{id}/urges", rpc.Needs("case.urge"))

// SuperviseCase raises the supervision ladder by one rung: 1 reminder letter by
// the station, 2 township presidium, 3 county deputy office, 4 listed for the
// standing committee. Rung 2 takes somebody who answers for the township, rungs 3
// and 4 somebody who answers for the county.
var SuperviseCase = rpc.Post[Reasoned, Case]("casework.SuperviseCase", "/api/casework/v1/cases/{id}/supervision", rpc.Needs("case.supervise"))

// RecordTry notes that the person could not be reached (call-back list).
var RecordTry = rpc.Post[TryRequest, Case]("casework.RecordTry", "/api/casework/v1/cases/{id}/tries", rpc.Needs("case.callback"))

// TryRequest says what happened.
type TryRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Voice string `json:"voice" validate:"max=40" doc:"needed where several people are asked"`
	Note  string `json:"note" validate:"required,min=2,max=500"`
}

// RecordAnswer writes down what the person said, in their words.
var RecordAnswer = rpc.Post[AnswerRequest, Case]("casework.RecordAnswer", "/api/casework/v1/cases/{id}/answers", rpc.Needs("case.callback"))

// AnswerRequest is the person's answer to the open question.
type AnswerRequest struct {
	ID     string  `path:"id" validate:"required,max=40"`
	Voice  string  `json:"voice" validate:"max=40" doc:"needed where several people are asked"`
	Answer Outcome `json:"answer" validate:"required,oneof=satisfied basically_satisfied dissatisfied"`
	Words  string  `json:"words" validate:"required,min=1,max=1000"`
}

// MergeCases makes one case live on in another; every voice is kept and told.
// It fails with failed_precondition for closed or merged ones, not_found out of scope.
var MergeCases = rpc.Post[MergeRequest, Case]("casework.MergeCases", "/api/casework/v1/cases/{id}/merge", rpc.Needs("case.merge"))

// MergeRequest names the case that lives on.
type MergeRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Into   string `json:"into" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}

// ArchiveCase files a closed case now instead of after the rule's time.
var ArchiveCase = rpc.Post[ByID, Case]("casework.ArchiveCase", "/api/casework/v1/cases/{id}/archive", rpc.Needs("case.archive"))

// SetPublicTitle writes the words under which the case may be published.
var SetPublicTitle = rpc.Put[PublicTitleRequest, Case]("casework.SetPublicTitle", "/api/casework/v1/cases/{id}/public-title", rpc.Needs("case.triage"))

// PublicTitleRequest holds the words; "" keeps the case off the bulletin.
type PublicTitleRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Title string `json:"title" validate:"max=60"`
}

// NewReceiptCode gives a voice a new code at the desk; the old one stops working.
var NewReceiptCode = rpc.Post[VoiceRequest, Receipt]("casework.NewReceiptCode", "/api/casework/v1/cases/{id}/voices/{voice}/code", rpc.Needs("case.callback"))

// VoiceRequest names a voice of a case.
type VoiceRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Voice string `path:"voice" validate:"required,max=40"`
}

// UnmaskVoice shows a person's contact data in full, for a purpose that is journalled.
var UnmaskVoice = rpc.Post[UnmaskRequest, VoiceContact]("casework.UnmaskVoice", "/api/casework/v1/cases/{id}/voices/{voice}/contact", rpc.Needs("case.unmask"))

// UnmaskRequest says what the data is needed for.
type UnmaskRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Voice   string `path:"voice" validate:"required,max=40"`
	Purpose string `json:"purpose" validate:"required,min=2,max=200"`
}

// VoiceContact is the person's data in full.
type VoiceContact struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Email   string `json:"email"`
	Address string `json:"address"`
}

// ResolveContact gives notification a voice's contact at the moment of sending.
var ResolveContact = rpc.Get[ByID, Contact]("casework.ResolveContact", "/api/casework/v1/contacts/{id}", rpc.Internal())

// Contact is how somebody is reached, and the link that follows their case.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
	Lang  string `json:"lang"`
	// Number is the one on this person's receipt.
	Number  string `json:"number,omitempty"`
	Address string `json:"address,omitempty"`
	// Paper: the person wants letters, whatever else there is.
	Paper bool `json:"paper,omitempty"`
	// Words is what the person was last answered, and Answerer by whom: a letter
	// has no page to lead to.
	Words    string `json:"words,omitempty"`
	Answerer string `json:"answerer,omitempty"`
}

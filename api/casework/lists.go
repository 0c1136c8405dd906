package casework

import (
	"time"

	"lianluo/pkg/rpc"
)

// GetCase returns a case with its history and what the caller may do next.
var GetCase = rpc.Get[ByID, Case]("casework.GetCase", "/api/casework/v1/cases/{id}", rpc.Needs("case.read"))

// CaseRow is a case in a list.
type CaseRow struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"`
	Title       string    `json:"title"`
	Category    string    `json:"category"`
	Station     string    `json:"station"`
	StationName string    `json:"stationName"`
	AreaName    string    `json:"areaName"`
	Step        Step      `json:"step"`
	Class       Class     `json:"class,omitempty"`
	Unit        string    `json:"unit,omitempty"`
	UnitName    string    `json:"unitName,omitempty"`
	Level       string    `json:"level"`
	Clock       Clock     `json:"clock"`
	Supervision int       `json:"supervision"`
	Voices      int       `json:"voices"`
	ReceivedAt  time.Time `json:"receivedAt"`
	Outcome     Outcome   `json:"outcome,omitempty"`
	Next        string    `json:"next" doc:"the caller's primary action, an operation name"`
	Excerpt     string    `json:"excerpt,omitempty" doc:"where it was found by its words: these, within what was said"`
}

// ListCases lists cases of the caller's scope. Queues: all (newest first), open
// (newest first), due (soonest deadline first), step (of one step, newest
// first), unit (in hand of a unit, soonest deadline first), supervised (rung 1
// and up), extension (more time is asked for and not decided, soonest deadline
// first), mine (registered or received by the caller), closed (handled to the
// end, newest first), otherwise (ended as rejected, withdrawn or merged, newest first).
// An outcome lists closed cases; a level takes a step. The year is that of
// closing for ended cases and outcomes, of receipt for all others. It fails with
// invalid for a filter that no index of the queue serves.
var ListCases = rpc.Get[ListRequest, rpc.Page[CaseRow]]("casework.ListCases", "/api/casework/v1/cases", rpc.Needs("case.read"))

// Content stands for both outcomes of content people in ListRequest.
const Content = "content"

// ListRequest chooses queue, filters and page.
type ListRequest struct {
	Queue    string `query:"queue" validate:"omitempty,oneof=all open due step unit supervised extension mine closed otherwise"`
	Step     string `query:"step" validate:"max=20"`
	Area     string `query:"area" validate:"omitempty,area"`
	Station  string `query:"station" validate:"max=40"`
	Unit     string `query:"unit" validate:"max=40"`
	Category string `query:"category" validate:"max=20"`
	Year     int    `query:"year" validate:"min=0,max=2200" doc:"in China's time; not in the queues due, unit, supervised and extension"`
	Outcome  string `query:"outcome" validate:"omitempty,oneof=satisfied basically_satisfied dissatisfied unanswered not_asked content" doc:"content: satisfied or basically satisfied; in the queues all and closed"`
	Level    string `query:"level" validate:"omitempty,oneof=station township county city province" doc:"the level that decides; with a step, in the queues all and step"`
	Limit    int    `query:"limit" validate:"min=0,max=500"`
	After    string `query:"after" validate:"max=400"`
}

// FindCases finds by number or its end, by a phone or its last four digits, by a
// person's name or two characters of it, or by every two and more characters next
// to each other in what was said, place and title, within the caller's scope; the
// newest first of each of these. Blanks and punctuation part words, all of which a
// case holds; width, case and composition of characters do not matter. A page may
// be short, even empty, and have a next one. It fails with invalid (case.short)
// for less than two characters.
var FindCases = rpc.Get[FindRequest, rpc.Page[CaseRow]]("casework.FindCases", "/api/casework/v1/search", rpc.Needs("case.read"))

// FindRequest holds the words.
type FindRequest struct {
	Words string `query:"q" validate:"required,max=60"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=400"`
}

// ListCallbacks is the call-back list of a desk: open questions to people who
// have not answered, most urgent first.
var ListCallbacks = rpc.Get[CallbackRequest, rpc.Page[Callback]]("casework.ListCallbacks", "/api/casework/v1/callbacks", rpc.Needs("case.callback"))

// CallbackRequest names the station and page.
type CallbackRequest struct {
	Station string `query:"station" validate:"max=40"`
	Limit   int    `query:"limit" validate:"min=0,max=500"`
	After   string `query:"after" validate:"max=400"`
}

// Callback is one person to ring.
type Callback struct {
	Case    CaseRow   `json:"case"`
	Voice   Voice     `json:"voice"`
	About   string    `json:"about" doc:"reply or result"`
	AskedAt time.Time `json:"askedAt"`
	Until   time.Time `json:"until"`
	Tries   []Try     `json:"tries"`
	Reply   string    `json:"reply" doc:"what the person was told, to read out"`
}

// FollowCase shows a person their case by number and code. It fails with
// not_found for a wrong pair, the same as for none; rate-limited.
var FollowCase = rpc.Post[FollowRequest, PublicCase]("casework.FollowCase", "/api/casework/v1/public/following", rpc.Public(), rpc.ReadOnly())

// FollowRequest is what stands on the receipt.
type FollowRequest struct {
	Number string `json:"number" validate:"required,max=30"`
	Code   string `json:"code" validate:"required,max=20"`
}

// PublicCase is what the person sees: no names of others, no internal notes.
type PublicCase struct {
	Number       string        `json:"number"`
	Title        string        `json:"title"`
	Text         string        `json:"text" doc:"this person's own words"`
	Station      string        `json:"station"`
	StationCode  string        `json:"stationCode"`
	StationPhone string        `json:"stationPhone"`
	Step         Step          `json:"step"`
	StepNo       int           `json:"stepNo" doc:"1 to 7 of the seven steps"`
	Supervised   bool          `json:"supervised" doc:"the fourth step, which most cases go without, was taken"`
	Unit         string        `json:"unit"`
	Due          time.Time     `json:"due,omitzero"`
	Entries      []PublicEntry `json:"entries"`
	Replies      []Reply       `json:"replies"`
	Ask          string        `json:"ask,omitempty" doc:"open question: reply or result"`
	Outcome      Outcome       `json:"outcome,omitempty"`
	Voices       int           `json:"voices"`
	CanWithdraw  bool          `json:"canWithdraw"`
	Photos       []Photo       `json:"photos" doc:"this person's own"`
	Withdrawn    time.Time     `json:"withdrawn,omitzero" doc:"when this person took it back"`
	Told         string        `json:"told,omitempty" doc:"by what notification knows whose receipt it is, for its ConnectWeChat"`
}

// FollowPhoto gives a person a photo of their own, or of a reply to them, by
// number and code; these stand in the body, for an address is seen by others. It
// fails with not_found for a wrong pair and for photos that are not for this person.
var FollowPhoto = rpc.Post[FollowPhotoRequest, PhotoData]("casework.FollowPhoto", "/api/casework/v1/public/following/photos", rpc.Public(), rpc.ReadOnly())

// FollowPhotoRequest carries number, code and the photo; Small asks for the thumbnail.
type FollowPhotoRequest struct {
	Number string `json:"number" validate:"required,max=30"`
	Code   string `json:"code" validate:"required,max=20"`
	Photo  string `json:"photo" validate:"required,max=80"`
	Small  bool   `json:"small"`
}

// PhotoData is a picture without position or camera data.
type PhotoData struct {
	Type string `json:"type" doc:"media type"`
	Data []byte `json:"data" doc:"base64"`
}

// PublicEntry is one line of what happened, in words for the person.
type PublicEntry struct {
	At   time.Time `json:"at"`
	What string    `json:"what" doc:"event name"`
	Note string    `json:"note,omitempty"`
}

// RateCase is the person's own answer to the open question.
var RateCase = rpc.Post[RateRequest, PublicCase]("casework.RateCase", "/api/casework/v1/public/ratings", rpc.Public())

// RateRequest carries number, code and the answer.
type RateRequest struct {
	Number string  `json:"number" validate:"required,max=30"`
	Code   string  `json:"code" validate:"required,max=20"`
	Answer Outcome `json:"answer" validate:"required,oneof=satisfied basically_satisfied dissatisfied"`
	Words  string  `json:"words" validate:"max=1000"`
}

// WithdrawCase takes a case back before it is closed; a case with other voices goes on.
var WithdrawCase = rpc.Post[WithdrawRequest, PublicCase]("casework.WithdrawCase", "/api/casework/v1/public/withdrawals", rpc.Public())

// WithdrawRequest carries number, code and the why.
type WithdrawRequest struct {
	Number string `json:"number" validate:"required,max=30"`
	Code   string `json:"code" validate:"required,max=20"`
	Reason string `json:"reason" validate:"max=500"`
}

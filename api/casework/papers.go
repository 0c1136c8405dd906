package casework

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Paper is an official paper (文书) that was issued: numbered, filed, and never
// changed. A voided one keeps its number.
type Paper struct {
	ID         string   `json:"id"`
	Number     string   `json:"number" doc:"发文字号, gap-free per issuing office, kind and year"`
	Kind       string   `json:"kind" doc:"handover, urging, report, reply, reception or notice"`
	Title      string   `json:"title" doc:"what it is about"`
	Office     string   `json:"office" doc:"who issued it: s:<station> or a:<area code>"`
	OfficeName string   `json:"officeName"`
	Area       string   `json:"area"`
	Station    string   `json:"station"`
	Case       string   `json:"case,omitempty"`
	Day        string   `json:"day,omitempty" doc:"reception day"`
	Month      string   `json:"month,omitempty" doc:"2026-03"`
	Unit       string   `json:"unit,omitempty" doc:"the unit that it is addressed to"`
	Template   Template `json:"template"`
	// Hash is of the file as it is kept: reprints are the same bytes.
	Hash   string    `json:"hash" doc:"SHA-256"`
	Bytes  int       `json:"bytes"`
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
	// Sealed: it names the person in full and is opened for a purpose alone.
	Sealed bool     `json:"sealed,omitempty"`
	Voided *Voiding `json:"voided,omitempty"`
}

// Template says which template a paper was made from.
type Template struct {
	Area    string `json:"area,omitempty" doc:"whose it is; \"\" for the built-in one"`
	Version int    `json:"version,omitempty"`
}

// Voiding says that a paper no longer holds.
type Voiding struct {
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// PaperAbout says which paper, and about what: a case, a reception day, or a
// month of a station.
type PaperAbout struct {
	Kind    string `json:"kind" validate:"required,oneof=handover urging report reply reception notice"`
	Case    string `json:"case" validate:"max=40"`
	Day     string `json:"day" validate:"max=40"`
	Station string `json:"station" validate:"max=40"`
	Month   string `json:"month" validate:"omitempty,datetime=2006-01"`
	Note    string `json:"note" validate:"max=1000" doc:"附言, added words"`
}

// IssuePaper makes a paper from the template in force, numbers and files it. It
// fails with failed_precondition where the case is not at a step for the kind or
// the day or month is not published, and with not_found out of scope.
var IssuePaper = rpc.Post[IssuePaperRequest, Paper]("casework.IssuePaper", "/api/casework/v1/papers", rpc.Needs("paper.issue"))

// IssuePaperRequest says what to issue. A purpose names the person in full in a
// reply letter: it needs the right to see contacts, and is journalled.
type IssuePaperRequest struct {
	PaperAbout
	Purpose string `json:"purpose" validate:"max=200" doc:"why a reply letter names the person in full"`
}

// PreviewPaper is the paper as it would be, without a number: a Word file.
var PreviewPaper = rpc.Stream[PaperAbout]("casework.PreviewPaper", "/api/casework/v1/paper-preview", rpc.Needs("paper.issue"))

// ListPapers lists papers within the caller's scope, newest first: all, or those
// about a case, a day, or a month of a station.
var ListPapers = rpc.Get[ListPapersRequest, rpc.Page[Paper]]("casework.ListPapers", "/api/casework/v1/papers", rpc.Needs("paper.read"))

// ListPapersRequest narrows the list to one thing, and a page.
type ListPapersRequest struct {
	Case    string `query:"case" validate:"max=40"`
	Day     string `query:"day" validate:"max=40"`
	Station string `query:"station" validate:"max=40"`
	Month   string `query:"month" validate:"omitempty,datetime=2006-01" doc:"with a station"`
	Limit   int    `query:"limit" validate:"min=0,max=200"`
	After   string `query:"after" validate:"max=400"`
}

// GetPaper returns a paper with the data that it was made from.
var GetPaper = rpc.Get[ByID, PaperRecord]("casework.GetPaper", "/api/casework/v1/papers/{id}", rpc.Needs("paper.read"))

// PaperRecord is a paper and what was put into its template.
type PaperRecord struct {
	Paper
	Data PaperData `json:"data"`
}

// PaperData are the texts and lists that a template was filled with, by the names
// of its placeholders; the person's name is masked here in every paper.
type PaperData struct {
	Texts map[string]string              `json:"texts"`
	Lists map[string][]map[string]string `json:"lists"`
}

// GetPaperFile is the Word file, the same bytes every time. It fails with
// failed_precondition for one that names the person in full.
var GetPaperFile = rpc.Stream[ByID]("casework.GetPaperFile", "/api/casework/v1/papers/{id}/file", rpc.Needs("paper.read"))

// OpenPaper is GetPaperFile for papers that name the person in full, for a
// purpose that is journalled. It fails with not_found once the person's data
// were destroyed.
var OpenPaper = rpc.Post[OpenPaperRequest, PaperFile]("casework.OpenPaper", "/api/casework/v1/papers/{id}/opening", rpc.Needs("paper.open"))

// OpenPaperRequest says what it is needed for.
type OpenPaperRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Purpose string `json:"purpose" validate:"required,min=2,max=200"`
}

// PaperFile is a file.
type PaperFile struct {
	Name string `json:"name"`
	Data []byte `json:"data" doc:"base64"`
}

// VoidPaper says that a paper no longer holds, and why; its number stays used.
// It fails with failed_precondition for one that was voided before.
var VoidPaper = rpc.Post[Reasoned, Paper]("casework.VoidPaper", "/api/casework/v1/papers/{id}/void", rpc.Needs("paper.void"))

// PaperChanged is what happened to a paper; nothing personal.
type PaperChanged struct {
	Paper    string   `json:"paper"`
	Number   string   `json:"number"`
	Kind     string   `json:"kind"`
	Office   string   `json:"office"`
	Area     string   `json:"area"`
	Station  string   `json:"station"`
	Case     string   `json:"case,omitempty"`
	Day      string   `json:"day,omitempty"`
	Month    string   `json:"month,omitempty"`
	Hash     string   `json:"hash"`
	Template Template `json:"template"`
	Reason   string   `json:"reason,omitempty"`
}

// Events of the aggregates paper and case: a paper about a case is told of both.
var (
	PaperIssued  = event.Define[PaperChanged]("casework", "PaperIssued")
	PaperVoided  = event.Define[PaperChanged]("casework", "PaperVoided")
	PaperFiled   = event.Define[Changed]("casework", "PaperFiled")   // on the case
	PaperUnfiled = event.Define[Changed]("casework", "PaperUnfiled") // on the case: it was voided
)

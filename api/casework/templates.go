package casework

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// PaperTemplates are an office's templates of a kind, and what holds there.
type PaperTemplates struct {
	Kind   string `json:"kind"`
	Name   string `json:"name" doc:"in the caller's language"`
	Area   string `json:"area"`
	Using  int    `json:"using" doc:"version in force that is the area's own; 0 where it inherits"`
	Source string `json:"source" doc:"area whose template holds; \"\" for the built-in one"`
	// Holds is the version of Source that holds.
	Holds    int               `json:"holds"`
	Versions []TemplateVersion `json:"versions" doc:"the newest first"`
	Fields   []TemplateField   `json:"fields" doc:"what a template of the kind can say"`
}

// TemplateVersion is one file that an office sent.
type TemplateVersion struct {
	Version int       `json:"version"`
	Name    string    `json:"name" doc:"as the sender's device called the file"`
	Note    string    `json:"note,omitempty"`
	Hash    string    `json:"hash"`
	By      string    `json:"by"`
	ByName  string    `json:"byName"`
	At      time.Time `json:"at"`
	// Used is when it came into force last.
	Used time.Time `json:"used,omitzero"`
}

// TemplateField is a placeholder, explained in the caller's language.
type TemplateField struct {
	Name string `json:"name"`
	Hint string `json:"hint"`
	List bool   `json:"list,omitempty" doc:"stands around what is repeated"`
	In   string `json:"in,omitempty" doc:"the list that it is a field of"`
}

// TemplatesOf names an area.
type TemplatesOf struct {
	Area string `query:"area" validate:"required,area"`
}

// ListPaperTemplates lists every kind of paper with the area's templates.
var ListPaperTemplates = rpc.Get[TemplatesOf, rpc.Page[PaperTemplates]]("casework.ListPaperTemplates", "/api/casework/v1/paper-templates", rpc.Needs("paper.template"))

// AddPaperTemplate takes a Word file as a new version, not yet in force. It fails
// with invalid where the file is no such file, does or fetches anything, or has
// placeholders that are not known (they are named), with too_large beyond 4 MB.
var AddPaperTemplate = rpc.Upload[AddTemplateRequest, PaperTemplates]("casework.AddPaperTemplate", "/api/casework/v1/paper-templates", rpc.Needs("paper.template"), rpc.MaxBody(4<<20+64<<10), rpc.Timeout(30*time.Second))

// AddTemplateRequest sends a file.
type AddTemplateRequest struct {
	Area string   `json:"area" validate:"required,area"`
	Kind string   `json:"kind" validate:"required,max=20"`
	Note string   `json:"note" validate:"max=200" doc:"what is new about it"`
	File rpc.File `file:"file" validate:"required"`
}

// TemplateID names a version; 0 is what the area would inherit.
type TemplateID struct {
	Kind    string `path:"kind" validate:"required,max=20"`
	Area    string `query:"area" validate:"required,area"`
	Version int    `query:"version" validate:"min=0,max=10000"`
}

// GetPaperTemplate is a version's Word file.
var GetPaperTemplate = rpc.Stream[TemplateID]("casework.GetPaperTemplate", "/api/casework/v1/paper-templates/{kind}/file", rpc.Needs("paper.template"))

// TryPaperTemplate is a version filled with a real case, day or month that the
// caller may read: a Word file without a number.
var TryPaperTemplate = rpc.Stream[TryTemplateRequest]("casework.TryPaperTemplate", "/api/casework/v1/paper-templates/{kind}/preview", rpc.Needs("paper.template"))

// TryTemplateRequest names the version and what to fill it with.
type TryTemplateRequest struct {
	TemplateID
	Case    string `query:"case" validate:"max=40"`
	Day     string `query:"day" validate:"max=40"`
	Station string `query:"station" validate:"max=40"`
	Month   string `query:"month" validate:"omitempty,datetime=2006-01"`
}

// UsePaperTemplate brings a version into force for the area and below, an older
// one too (rolling back); 0 inherits again.
var UsePaperTemplate = rpc.Post[UseTemplateRequest, PaperTemplates]("casework.UsePaperTemplate", "/api/casework/v1/paper-templates/{kind}/use", rpc.Needs("paper.template"))

// UseTemplateRequest names the version and says why.
type UseTemplateRequest struct {
	Kind    string `path:"kind" validate:"required,max=20"`
	Area    string `json:"area" validate:"required,area"`
	Version int    `json:"version" validate:"min=0,max=10000"`
	Reason  string `json:"reason" validate:"required,min=2,max=500"`
}

// TemplateChanged is a version that was sent, or that came into force.
type TemplateChanged struct {
	Area    string `json:"area"`
	Kind    string `json:"kind"`
	Version int    `json:"version"`
	Hash    string `json:"hash,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// Events of the aggregate template.
var (
	TemplateAdded = event.Define[TemplateChanged]("casework", "PaperTemplateAdded")
	TemplateUsed  = event.Define[TemplateChanged]("casework", "PaperTemplateUsed")
)

// SetPaperOffice sets what an office is called on its papers and the sign of its
// numbers (机关代字), for papers from now on; without either the office is called as
// is usual again. It fails with conflict where another office of the county has
// the sign, and with invalid_argument where one of the two is missing or the sign
// holds more than letters and digits.
var SetPaperOffice = rpc.Put[SetOfficeRequest, PaperOfficeView]("casework.SetPaperOffice", "/api/casework/v1/paper-offices", rpc.Needs("paper.template"))

// SetOfficeRequest names the office by its area or its station.
type SetOfficeRequest struct {
	Area    string `json:"area" validate:"required,area"`
	Station string `json:"station" validate:"max=40" doc:"for a station's own papers"`
	Name    string `json:"name" validate:"omitempty,min=4,max=60"`
	Sign    string `json:"sign" validate:"omitempty,min=2,max=12" doc:"for instance 辰人联"`
}

// GetPaperOffice shows what an office is called on its papers, or with a name and
// a sign what it would be called and how its papers would be numbered. It then
// fails as SetPaperOffice does.
var GetPaperOffice = rpc.Get[OfficeOf, PaperOfficeView]("casework.GetPaperOffice", "/api/casework/v1/paper-offices", rpc.Needs("paper.template"))

// OfficeOf names an office by its area or its station.
type OfficeOf struct {
	Area    string `query:"area" validate:"required,area"`
	Station string `query:"station" validate:"max=40"`
	Name    string `query:"name" validate:"omitempty,min=4,max=60" doc:"to be tried"`
	Sign    string `query:"sign" validate:"omitempty,min=2,max=12" doc:"to be tried"`
}

// PaperOffice is an office that issues papers.
type PaperOffice struct {
	ID   string `json:"id" doc:"s:<station> or a:<area code>"`
	Name string `json:"name"`
	Sign string `json:"sign"`
	Set  bool   `json:"set" doc:"set by the office; else as is usual"`
}

// PaperOfficeView is an office with what it would be called if nobody had set it,
// and how its papers are numbered.
type PaperOfficeView struct {
	PaperOffice
	UsualName string         `json:"usualName"`
	UsualSign string         `json:"usualSign"`
	Numbers   []OfficeNumber `json:"numbers"`
}

// OfficeNumber is the number of the next paper of a kind, without its serial.
type OfficeNumber struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
}

// OfficeChanged is what an office is called from now on.
type OfficeChanged struct {
	Area    string `json:"area"`
	Station string `json:"station,omitempty"`
	Name    string `json:"name"`
	Sign    string `json:"sign"`
	Set     bool   `json:"set"`
}

// PaperOfficeSet is the event of the aggregate paperoffice.
var PaperOfficeSet = event.Define[OfficeChanged]("casework", "PaperOfficeSet")

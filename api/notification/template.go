package notification

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// TemplateForm is the channel whose words are meant: messages go by several, and
// each may have words of its own.
type TemplateForm struct {
	Key     string `path:"key" validate:"required,max=80"`
	Area    string `query:"area" json:"area" validate:"required,area"`
	Channel string `query:"channel" json:"channel" validate:"omitempty,oneof=inbox mail sms wechat letter" doc:"empty: every channel that has no words of its own"`
}

// GetTemplate shows the words for an event in an area, where they come from, and
// how they were before. It fails with not_found for an unknown key.
var GetTemplate = rpc.Get[TemplateForm, TemplateView]("notification.GetTemplate", "/api/notification/v1/templates/{key}", rpc.Needs("rules.read"))

// TemplateView is a template in an area.
type TemplateView struct {
	Template
	Channel string            `json:"channel"`
	Area    string            `json:"area"`
	From    string            `json:"from" doc:"area whose words they are, or default"`
	Base    int               `json:"base" doc:"version in this area, 0 where it has none: what SetTemplate builds on"`
	Known   []Placeholder     `json:"known"`
	History []TemplateVersion `json:"history" doc:"of this area, newest first"`
}

// Placeholder is what may stand in braces.
type Placeholder struct {
	Name string `json:"name"`
	Doc  Text   `json:"doc"`
}

// TemplateVersion is the words as somebody set them.
type TemplateVersion struct {
	Version int       `json:"version"`
	Title   Text      `json:"title"`
	Body    Text      `json:"body"`
	Inherit bool      `json:"inherit" doc:"the words of the area above, or the default ones, hold again"`
	SetBy   string    `json:"setBy"`
	SetAt   time.Time `json:"setAt"`
	Reason  string    `json:"reason"`
}

// SetTemplate changes the words for an event in an area and all below, for one
// channel or all, from now on. It fails with invalid for placeholders that the
// event does not have, naming them, and with conflict where somebody changed the
// words meanwhile.
var SetTemplate = rpc.Put[SetTemplateRequest, TemplateView]("notification.SetTemplate", "/api/notification/v1/templates/{key}", rpc.Needs("rules.manage"))

// SetTemplateRequest is the words and why.
type SetTemplateRequest struct {
	TemplateForm
	Words
	Base   int    `json:"base" validate:"min=0" doc:"as GetTemplate said"`
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}

// Words are title and body in both languages.
type Words struct {
	TitleZH string `json:"titleZH" validate:"required,max=80"`
	TitleEN string `json:"titleEN" validate:"required,max=120"`
	BodyZH  string `json:"bodyZH" validate:"required,max=600"`
	BodyEN  string `json:"bodyEN" validate:"required,max=900"`
}

// RestoreTemplate brings words back: those of an earlier version, or with 0 those
// of the area above. It fails with not_found for a version that there is not.
var RestoreTemplate = rpc.Post[RestoreTemplateRequest, TemplateView]("notification.RestoreTemplate", "/api/notification/v1/templates/{key}/restoration", rpc.Needs("rules.manage"))

// RestoreTemplateRequest names the version.
type RestoreTemplateRequest struct {
	TemplateForm
	Version int    `json:"version" validate:"min=0"`
	Base    int    `json:"base" validate:"min=0" doc:"as GetTemplate said"`
	Reason  string `json:"reason" validate:"required,min=2,max=500"`
}

// PreviewTemplate shows words as a recipient would get them, filled in with what
// the last such message of the caller's area said; names are masked. It changes
// nothing, and fails as SetTemplate does.
var PreviewTemplate = rpc.Post[PreviewTemplateRequest, TemplatePreview]("notification.PreviewTemplate", "/api/notification/v1/templates/{key}/preview", rpc.Needs("rules.manage"), rpc.ReadOnly())

// PreviewTemplateRequest is the words to try.
type PreviewTemplateRequest struct {
	TemplateForm
	Words
}

// TemplatePreview is a message in both languages.
type TemplatePreview struct {
	Title Text `json:"title"`
	Text  Text `json:"text"`
	// Object is what the values are of, "case/…"; empty: there was no such message
	// in the caller's area, and the values are made up.
	Object string `json:"object,omitempty"`
}

// WordsChanged is the data of TemplateChanged.
type WordsChanged struct {
	Key     string `json:"key"`
	Area    string `json:"area"`
	Channel string `json:"channel"`
	Version int    `json:"version"`
	Reason  string `json:"reason"`
}

// TemplateChanged says that the words for an event are others from now on.
var TemplateChanged = event.Define[WordsChanged]("notification", "TemplateChanged")

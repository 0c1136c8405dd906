package casework

import (
	"time"

	"lianluo/pkg/rpc"
)

// RegisterCase records what somebody said at the desk, at a reception or to a
// deputy. The area comes from the station. It fails with not_found for a
// station out of reach, with failed_precondition for a closed station, an
// anonymous case where the rule forbids it, or a time that lies ahead or too far
// back. Deadlines count from the time given: the person was heard then.
var RegisterCase = rpc.Post[RegisterRequest, Receipt]("casework.RegisterCase", "/api/casework/v1/cases", rpc.Needs("case.register"))

// RegisterRequest is one page of the desk.
type RegisterRequest struct {
	Station      string   `json:"station" validate:"required,max=40"`
	Channel      Channel  `json:"channel" validate:"required,oneof=reception desk deputy system"`
	Who          Who      `json:"who"`
	Title        string   `json:"title" validate:"max=60" doc:"suggested from the text where empty"`
	Text         string   `json:"text" validate:"required,min=4,max=4000"`
	Category     string   `json:"category" validate:"max=20"`
	Place        Place    `json:"place"`
	Photos       []string `json:"photos" validate:"max=9,dive,max=80" doc:"ids from UploadPhoto"`
	ReceivedBy   []string `json:"receivedBy" validate:"max=10,dive,max=40"`
	ReceptionDay string   `json:"receptionDay" validate:"max=40"`
	// SameAs adds this voice to an open case instead of making a new one.
	SameAs string    `json:"sameAs" validate:"max=40"`
	At     time.Time `json:"at,omitzero" repeat:"free" doc:"when it was taken down, if the device was offline; else now"`
}

// Who is the person; all empty with Anonymous set. At the desk a phone alone
// names somebody who came to the station before.
type Who struct {
	Anonymous bool   `json:"anonymous"`
	Name      string `json:"name" validate:"max=40"`
	Phone     string `json:"phone" validate:"omitempty,phone"`
	Email     string `json:"email" validate:"omitempty,email,max=120"`
	Address   string `json:"address" validate:"max=120"`
	Paper     bool   `json:"paper,omitempty" doc:"the person wants letters on paper, and no other messages"`
}

// Receipt is the receipt: number and code are all the person needs.
type Receipt struct {
	Case   string `json:"case"`
	Number string `json:"number"`
	Code   string `json:"code" doc:"8 characters, shown once; a lost one is given anew at the desk"`
	Next   string `json:"next" doc:"what happens next, until when, in words"`
}

// SubmitCase is the public page: no account, the station by its public code.
var SubmitCase = rpc.Post[SubmitRequest, Receipt]("casework.SubmitCase", "/api/casework/v1/public/cases", rpc.Public())

// SubmitRequest is what a villager enters.
type SubmitRequest struct {
	Station string   `json:"station" validate:"required,max=20" doc:"public code"`
	Who     Who      `json:"who"`
	Text    string   `json:"text" validate:"required,min=4,max=2000"`
	Place   Place    `json:"place"`
	Photos  []string `json:"photos" validate:"max=6,dive,max=80"`
}

// UploadPhoto stores a picture for a case to come or at hand: JPEG, PNG or WebP,
// at most 12 MB and 50 megapixels when decoded. It fails with invalid for
// anything that does not decode, too_large beyond the limits. Only who uploaded
// it can attach it to a case or a reply, once; after a day without that it is gone.
var UploadPhoto = rpc.Upload[UploadRequest, Photo]("casework.UploadPhoto", "/api/casework/v1/photos", rpc.SignedIn(), rpc.MaxBody(13<<20), rpc.Timeout(30*time.Second))

// SubmitPhoto is UploadPhoto for the public page; the photo's id cannot be
// guessed and is what attaches it. It fails with rate_limited (photo.full) when
// what came for the station in the day is as much as its rule photo_mb_per_day
// allows; a case without photos is taken all the same.
var SubmitPhoto = rpc.Upload[SubmitPhotoRequest, Photo]("casework.SubmitPhoto", "/api/casework/v1/public/photos", rpc.Public(), rpc.MaxBody(13<<20), rpc.Timeout(30*time.Second))

// UploadRequest holds one file.
type UploadRequest struct {
	File rpc.File `file:"file" validate:"required"`
}

// SubmitPhotoRequest holds one file, and the public code of the station that it is
// for; what names no open station shares one allowance.
type SubmitPhotoRequest struct {
	Station string   `json:"station" validate:"max=20"`
	File    rpc.File `file:"file" validate:"required"`
}

// GetPhoto streams a case's photo to staff who may read the case: the stored
// picture without position data.
var GetPhoto = rpc.Stream[PhotoRequest]("casework.GetPhoto", "/api/casework/v1/cases/{id}/photos/{photo}", rpc.Needs("case.read"))

// PhotoRequest names case and photo; Small asks for the thumbnail.
type PhotoRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Photo string `path:"photo" validate:"required,max=80"`
	Small bool   `query:"small"`
}

// SimilarCases suggests open cases of the station's area that may be the same.
var SimilarCases = rpc.Post[SimilarRequest, rpc.Page[CaseRow]]("casework.SimilarCases", "/api/casework/v1/similar", rpc.Needs("case.register"), rpc.ReadOnly())

// SimilarRequest is what has been typed so far.
type SimilarRequest struct {
	Station  string `json:"station" validate:"required,max=40"`
	Text     string `json:"text" validate:"max=4000"`
	Category string `json:"category" validate:"max=20"`
	Place    string `json:"place" validate:"max=120"`
}

// Suggest proposes title, category and known person for what has been typed.
var Suggest = rpc.Post[SuggestRequest, Suggestion]("casework.Suggest", "/api/casework/v1/suggestions", rpc.Needs("case.register"), rpc.ReadOnly())

// SuggestRequest is what has been typed so far.
type SuggestRequest struct {
	Station string `json:"station" validate:"required,max=40"`
	Text    string `json:"text" validate:"max=4000"`
	Phone   string `json:"phone" validate:"omitempty,phone"`
}

// Suggestion fills fields in; Known tells that the phone belongs to somebody
// who came before (name masked).
type Suggestion struct {
	Title    string   `json:"title"`
	Category string   `json:"category"`
	Places   []string `json:"places"`
	Known    string   `json:"known,omitempty"`
	Earlier  int      `json:"earlier" doc:"times this phone came to this station"`
	OnDuty   []OnDuty `json:"onDuty" doc:"deputies of today's reception at the station"`
	// Day is today's reception day at the station, "" for none.
	Day string `json:"day,omitempty"`
}

// OnDuty is a deputy of today's reception.
type OnDuty struct {
	Person string `json:"person"`
	Name   string `json:"name"`
}

// Categories lists the category tree in force.
var Categories = rpc.Get[rpc.None, rpc.Page[Category]]("casework.Categories", "/api/casework/v1/categories", rpc.Public())

// Category is one node of the category tree (诉求分类).
type Category struct {
	Code   string `json:"code"`
	Parent string `json:"parent"`
	Name   string `json:"name"`
	NameEN string `json:"nameEn"`
}

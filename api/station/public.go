package station

import (
	"time"

	"lianluo/pkg/rpc"
)

// FindStations helps anybody find a station: by code, by words in its name or
// address, within an area, or near a point (then nearest first).
var FindStations = rpc.Get[FindRequest, rpc.Page[PublicStation]]("station.FindStations", "/api/station/v1/public/stations", rpc.Public())

// FindRequest takes any of its members.
type FindRequest struct {
	Words string  `query:"q" validate:"max=60"`
	Area  string  `query:"area" validate:"omitempty,area"`
	Lat   float64 `query:"lat" validate:"min=-90,max=90"`
	Lng   float64 `query:"lng" validate:"min=-180,max=180"`
	Limit int     `query:"limit" validate:"min=0,max=100"`
	After string  `query:"after" validate:"max=400"`
}

// PublicStation is what anybody may see of a station.
type PublicStation struct {
	ID       string  `json:"id"`
	Code     string  `json:"code"`
	Name     string  `json:"name"`
	Label    string  `json:"label"`
	Kind     Kind    `json:"kind"`
	Area     string  `json:"area"`
	AreaName string  `json:"areaName"`
	Address  string  `json:"address"`
	Lat      float64 `json:"lat,omitzero"`
	Lng      float64 `json:"lng,omitzero"`
	Hours    []Hours `json:"hours"`
	Phone    string  `json:"phone"`
	State    State   `json:"state"`
	// Distance is in metres, when a point was given.
	Distance float64 `json:"distance,omitzero"`
}

// GetBulletin is the public bulletin of a station: staff, deputies, the monthly
// arrangement, results and notices; page, poster and wall screen show it.
var GetBulletin = rpc.Get[ByCode, Bulletin]("station.GetBulletin", "/api/station/v1/public/stations/{code}/bulletin", rpc.Public())

// ByCode names a station by its public code.
type ByCode struct {
	Code string `path:"code" validate:"required,max=20"`
}

// Bulletin is everything public about a station (四公开: deputies, plan, month, results).
type Bulletin struct {
	Station    PublicStation    `json:"station"`
	Staff      []StaffTerm      `json:"staff"`
	Deputies   []BulletinDeputy `json:"deputies"`
	Receptions []BulletinDay    `json:"receptions" doc:"published days from today on, soonest first"`
	Results    []BulletinResult `json:"results" doc:"finished cases, newest first"`
	Notices    []Notice         `json:"notices"`
	Counts     BulletinCounts   `json:"counts"`
	AsOf       time.Time        `json:"asOf"`
}

// BulletinDeputy is a posted deputy; the law has deputies' basic and performance
// information published (代表法 2025 Art. 58).
type BulletinDeputy struct {
	Person     string   `json:"person"`
	Name       string   `json:"name"`
	Post       string   `json:"post"`
	Levels     []string `json:"levels" doc:"levels of the mandates held"`
	District   string   `json:"district"`
	Receptions int      `json:"receptions" doc:"receptions attended this year"`
	Cases      int      `json:"cases" doc:"cases received this year"`
}

// BulletinDay is an announced reception day.
type BulletinDay struct {
	ID       string    `json:"id"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Place    string    `json:"place"`
	Deputies []string  `json:"deputies" doc:"names"`
	Topic    string    `json:"topic,omitempty"`
	State    string    `json:"state"`
}

// BulletinResult is a finished case in words fit for the public.
type BulletinResult struct {
	Number   string    `json:"number"`
	Title    string    `json:"title" doc:"public title, checked by staff; never the person's own words"`
	Category string    `json:"category"`
	Unit     string    `json:"unit"`
	Outcome  string    `json:"outcome"`
	Received time.Time `json:"received"`
	Closed   time.Time `json:"closed"`
}

// BulletinCounts are the station's numbers of this year, each counted as in
// insight.Counts.
type BulletinCounts struct {
	Received  int `json:"received"`
	Open      int `json:"open" doc:"now, of all years"`
	Closed    int `json:"closed" doc:"handled to the end in the year; not those rejected, withdrawn or merged"`
	Satisfied int `json:"satisfied" doc:"satisfied or basically satisfied with the result"`
	Answered  int `json:"answered" doc:"closings with an answer of the person"`
}

// Notice is a public notice of a station or area.
type Notice struct {
	ID        string    `json:"id"`
	Station   string    `json:"station"`
	Title     string    `json:"title"`
	Text      string    `json:"text"`
	Published time.Time `json:"published"`
	Until     time.Time `json:"until,omitzero"`
	Withdrawn bool      `json:"withdrawn,omitempty"`
}

// PublishNotice puts a notice on the station's bulletin.
var PublishNotice = rpc.Post[NoticeRequest, Notice]("station.PublishNotice", "/api/station/v1/stations/{id}/notices", rpc.Needs("station.notice"))

// NoticeRequest is the notice's text and time.
type NoticeRequest struct {
	ID    string    `path:"id" validate:"required,max=40"`
	Title string    `json:"title" validate:"required,max=60"`
	Text  string    `json:"text" validate:"required,max=4000"`
	Until time.Time `json:"until,omitzero"`
}

// ListNotices lists a station's notices, newest first, withdrawn ones included.
var ListNotices = rpc.Get[ListNoticesRequest, rpc.Page[Notice]]("station.ListNotices", "/api/station/v1/stations/{id}/notices", rpc.Needs("station.read"))

// ListNoticesRequest names the station and page.
type ListNoticesRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// WithdrawNotice takes a notice back, with a reason.
var WithdrawNotice = rpc.Post[WithdrawNoticeRequest, Notice]("station.WithdrawNotice", "/api/station/v1/notices/{id}/withdrawal", rpc.Needs("station.notice"))

// WithdrawNoticeRequest names the notice and says why.
type WithdrawNoticeRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}

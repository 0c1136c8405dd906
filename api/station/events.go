package station

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Changed is a station's whole public state; staff appear as references.
type Changed struct {
	Station string    `json:"station"`
	Code    string    `json:"code"`
	Name    string    `json:"name"`
	Label   string    `json:"label"`
	Kind    Kind      `json:"kind"`
	Area    string    `json:"area"`
	Address string    `json:"address"`
	Phone   string    `json:"phone,omitempty"` // the station's own public number
	Lat     float64   `json:"lat,omitzero"`    // degrees, WGS 84
	Lng     float64   `json:"lng,omitzero"`
	State   State     `json:"state"`
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"at"`
}

// StaffChanged is a term that began or ended.
type StaffChanged struct {
	Station string    `json:"station"`
	Term    string    `json:"term"`
	Person  string    `json:"person,omitempty"`
	Role    StaffRole `json:"role"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until,omitzero"`
}

// NoticeChanged is a public notice that was published or withdrawn.
type NoticeChanged struct {
	Notice  string    `json:"notice"`
	Station string    `json:"station"`
	Area    string    `json:"area,omitempty" doc:"the station's when it was published"`
	Title   string    `json:"title"`
	Text    string    `json:"text,omitempty"`
	Until   time.Time `json:"until,omitzero"`
	Reason  string    `json:"reason,omitempty"`
}

// Events of the aggregates station and notice.
var (
	StationOpened   = event.Define[Changed]("station", "StationOpened")
	StationUpdated  = event.Define[Changed]("station", "StationUpdated")
	StationClosed   = event.Define[Changed]("station", "StationClosed")
	StaffAppointed  = event.Define[StaffChanged]("station", "StaffAppointed")
	StaffEnded      = event.Define[StaffChanged]("station", "StaffEnded")
	NoticePublished = event.Define[NoticeChanged]("station", "NoticePublished")
	NoticeWithdrawn = event.Define[NoticeChanged]("station", "NoticeWithdrawn")
)

// Operations lists every operation of the service.
var Operations = []rpc.Any{
	CreateStation, GetStation, ListStations, UpdateStation, CloseStation, AppointStaff, EndStaff,
	FindStations, GetBulletin, PublishNotice, ListNotices, WithdrawNotice,
}

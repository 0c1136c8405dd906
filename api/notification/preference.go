package notification

import "lianluo/pkg/rpc"

// GetPreferences shows how the caller wants to be told out of the house, and
// what holds where they said nothing: the rules of the area.
var GetPreferences = rpc.Get[rpc.None, Preferences]("notification.GetPreferences", "/api/notification/v1/me/preferences", rpc.SignedIn())

// Preferences are one's own wishes, and what holds.
type Preferences struct {
	Own Wishes `json:"own"`
	// Holds is what holds at present, with the rules of the area where one has no
	// wish.
	Holds Wishes `json:"holds"`
	Kinds []Kind `json:"kinds"`
}

// Wishes are how somebody wants to be told by mail, text message and the like;
// the inbox has everything.
type Wishes struct {
	// Off are the kinds of news that are not wanted.
	Off []string `json:"off" validate:"max=20,dive,max=40"`
	// QuietFrom and QuietUntil are between when nothing rings, "21:00" and "08:00";
	// both empty: as the area has it; the same: never quiet.
	QuietFrom  string `json:"quietFrom" validate:"max=5"`
	QuietUntil string `json:"quietUntil" validate:"max=5"`
	Workdays   string `json:"workdays" validate:"omitempty,oneof=yes no" doc:"on working days only; empty: as the area has it"`
	Digest     string `json:"digest" validate:"omitempty,oneof=off daily weekly" doc:"what may wait comes in one message; empty: as the area has it"`
	Weekly     int    `json:"weekly" validate:"min=-1,max=200" doc:"messages a week, the rest in one; 0: as the area has it, -1: no limit"`
}

// Kind is a kind of news.
type Kind struct {
	Code     string `json:"code"`
	Required bool   `json:"required" doc:"the law or the work asks that it be told: it cannot be turned off, and does not wait for a digest"`
}

// SetPreferences says how the caller wants to be told. It fails with invalid for
// news that has to be told, and for times that are none.
var SetPreferences = rpc.Put[Wishes, Preferences]("notification.SetPreferences", "/api/notification/v1/me/preferences", rpc.SignedIn())

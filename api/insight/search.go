package insight

import (
	"time"

	"lianluo/pkg/rpc"
)

// FoundKind is a kind of thing that Search finds.
type FoundKind string

// The kinds, in the order in which they are shown.
const (
	FoundPerson    FoundKind = "person"    // a deputy, or an official who receives
	FoundStation   FoundKind = "station"   // a liaison station
	FoundReception FoundKind = "reception" // a reception day that was announced
	FoundNotice    FoundKind = "notice"    // on a station's bulletin, not withdrawn
)

// FoundKinds are all kinds.
var FoundKinds = []FoundKind{FoundPerson, FoundStation, FoundReception, FoundNotice}

// Found is one thing that was found. It is what the public may read, too.
type Found struct {
	Kind    FoundKind `json:"kind"`
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Excerpt string    `json:"excerpt,omitempty" doc:"the words within what it says"`
	Station string    `json:"station,omitempty" doc:"id of its station"`
	Area    string    `json:"area"`
	At      time.Time `json:"at" doc:"of a reception: when it begins; else when it was told last"`
	Ended   bool      `json:"ended,omitempty" doc:"the station is closed, the reception cancelled or missed, or the notice past its time"`
}

// MostCounted bounds the counts of SearchPage.
const MostCounted = 50

// SearchPage is one page of what was found.
type SearchPage struct {
	Items []Found `json:"items"`
	Next  string  `json:"next,omitempty"`
	// Counts are told with the first page of all kinds.
	Counts map[FoundKind]int `json:"counts,omitempty" doc:"per kind; 50 stands for 50 and more"`
}

// Search finds deputies, stations, announced receptions and notices of the
// caller's area by every two and more characters next to each other, newest
// first. Blanks and punctuation part words, all of which it holds; width, case
// and composition of characters do not matter. A page may be short, even empty,
// and have a next one. Cases are found by casework.FindCases. It fails with
// invalid (search.short) for less than two characters.
var Search = rpc.Get[SearchRequest, SearchPage]("insight.Search", "/api/insight/v1/search", rpc.Needs("insight.read"))

// SearchRequest holds the words, and the kind where only one is looked for.
type SearchRequest struct {
	Words string    `query:"q" validate:"required,max=60"`
	Kind  FoundKind `query:"kind" validate:"omitempty,oneof=person station reception notice"`
	Limit int       `query:"limit" validate:"min=0,max=100"`
	After string    `query:"after" validate:"max=400"`
}

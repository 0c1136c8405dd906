package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// SubmitProposal is the public page: no account. It goes to the congress of the
// division, in the round that is open there, or to its pool. It fails with
// rate_limited when more waits unseen than people can look through, with invalid
// for a division without a congress of its own or organ of one.
var SubmitProposal = rpc.Post[SubmitProposalRequest, Receipt]("voting.SubmitProposal", "/api/voting/v1/public/proposals", rpc.Public())

// SubmitProposalRequest is what a villager enters.
type SubmitProposalRequest struct {
	Area   string   `json:"area" validate:"required,area"`
	Who    Who      `json:"who"`
	Title  string   `json:"title" validate:"required,min=4,max=60"`
	Text   string   `json:"text" validate:"required,min=4,max=2000" doc:"why it is needed"`
	Place  Place    `json:"place"`
	Photos []string `json:"photos" validate:"max=6,dive,max=80" doc:"ids from SubmitPhoto"`
}

// SubmitPhoto takes a picture for a proposal of the public page: JPEG, PNG or WebP, at
// most 12 MB and 50 megapixels. Its id cannot be guessed and is what attaches it, once,
// within a day. It fails with rate_limited (photo.full) when what came for the division
// in the day is as much as its rule photo_mb_per_day allows; a proposal without photos
// is taken all the same.
var SubmitPhoto = rpc.Upload[SubmitPhotoRequest, Photo]("voting.SubmitPhoto", "/api/voting/v1/public/photos", rpc.Public(), rpc.MaxBody(13<<20), rpc.Timeout(30*time.Second))

// SubmitPhotoRequest holds one file, and the division that the proposal is for.
type SubmitPhotoRequest struct {
	Area string   `json:"area" validate:"required,area"`
	File rpc.File `file:"file" validate:"required"`
}

// GetProposalPhoto streams a picture that came with a proposal, to those who screen it:
// the public never sees it. It fails with not_found for every other.
var GetProposalPhoto = rpc.Stream[PhotoRequest]("voting.GetProposalPhoto", "/api/voting/v1/projects/{id}/photos/{photo}", rpc.Needs("project.screen"))

// Who is the proposer; all empty with Anonymous set.
type Who struct {
	Anonymous bool   `json:"anonymous"`
	Name      string `json:"name" validate:"max=40"`
	Phone     string `json:"phone" validate:"omitempty,phone"`
	Email     string `json:"email" validate:"omitempty,email,max=120"`
}

// Receipt is what a proposer takes home.
type Receipt struct {
	Project string `json:"project"`
	Number  string `json:"number"`
	Code    string `json:"code,omitempty" doc:"8 characters, shown once; none for deputies and clusters of cases"`
	Next    string `json:"next" doc:"what happens next, in words"`
}

// RecordProposal takes a proposal down at a station's desk, from a deputy, or makes
// a topic of cases: every voice of theirs then stands behind it, as a reference.
// Where it lies comes from the round, else from the station or the cases. It fails
// with not_found for a round, station or case out of reach, with
// failed_precondition for a round that is not open, or a case that was rejected or
// withdrawn.
var RecordProposal = rpc.Post[RecordProposalRequest, Receipt]("voting.RecordProposal", "/api/voting/v1/proposals", rpc.Needs("project.propose"))

// RecordProposalRequest is a proposal of any channel. With cases, Title and Text
// may be empty.
type RecordProposalRequest struct {
	Round    string   `json:"round" validate:"max=40"`
	Station  string   `json:"station" validate:"max=40"`
	Channel  Channel  `json:"channel" validate:"required,oneof=desk deputy cases"`
	Who      Who      `json:"who"`
	Title    string   `json:"title" validate:"required,min=4,max=60"`
	Text     string   `json:"text" validate:"max=2000"`
	Category string   `json:"category" validate:"max=20"`
	Place    Place    `json:"place"`
	Cases    []string `json:"cases" validate:"max=200,dive,max=40"`
	Photos   []string `json:"photos" validate:"max=6,dive,max=80" doc:"ids from UploadPhoto"`
}

// FollowProposal shows a proposer what became of the proposal: every project that
// it lives in. It fails with not_found for a wrong pair.
var FollowProposal = rpc.Post[FollowProposalRequest, PublicProposal]("voting.FollowProposal", "/api/voting/v1/public/follow", rpc.Public(), rpc.ReadOnly())

// FollowProposalRequest is the receipt.
type FollowProposalRequest struct {
	Number string `json:"number" validate:"required,max=60"`
	Code   string `json:"code" validate:"required,max=20"`
}

// PublicProposal is what a proposer sees.
type PublicProposal struct {
	Number    string           `json:"number"`
	Text      string           `json:"text" doc:"empty once it was taken back"`
	Withdrawn bool             `json:"withdrawn,omitempty"`
	At        time.Time        `json:"at"`
	Projects  []PublicProject  `json:"projects"`
	Entries   []ProposalNotice `json:"entries" doc:"what was done with it and why, the first first"`
}

// ProposalNotice is one turn of a proposal.
type ProposalNotice struct {
	At      time.Time `json:"at"`
	Project string    `json:"project"`
	What    string    `json:"what"`
	To      State     `json:"to"`
	Why     string    `json:"why,omitempty"`
}

// ListClusters lists what many people said: cases of one division and category that
// came within the days of the rule and stand behind no project yet, where they are
// as many as the rule has; most voices first.
var ListClusters = rpc.Get[ClustersRequest, rpc.Page[Cluster]]("voting.ListClusters", "/api/voting/v1/clusters", rpc.Needs("project.propose"))

// ClustersRequest names a division within the caller's area.
type ClustersRequest struct {
	Area string `query:"area" validate:"omitempty,area"`
}

// Cluster is cases that may be one topic.
type Cluster struct {
	Area     string    `json:"area"`
	AreaName string    `json:"areaName"`
	Category string    `json:"category"`
	Cases    []CaseRef `json:"cases" doc:"most voices first"`
	Voices   int       `json:"voices"`
}

// UnmaskProposer shows a proposer's name and phone for a purpose, which is kept
// with who saw it. It fails with not_found where there is none.
var UnmaskProposer = rpc.Post[UnmaskProposerRequest, ProposerContact]("voting.UnmaskProposer", "/api/voting/v1/projects/{id}/sources/{source}/unmasking", rpc.Needs("project.unmask"))

// UnmaskProposerRequest names the source and says what for.
type UnmaskProposerRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Source  string `path:"source" validate:"required,max=40"`
	Purpose string `json:"purpose" validate:"required,min=2,max=200"`
}

// ProposerContact is a proposer's personal data.
type ProposerContact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// ResolveContact says at the moment of sending how a proposer is reached; it is for
// the notification service alone. It fails with not_found for nobody, or one whose
// data were destroyed.
var ResolveContact = rpc.Get[ByID, Contact]("voting.ResolveContact", "/api/voting/v1/contacts/{id}", rpc.Internal())

// Contact is how a proposer is reached.
type Contact struct {
	Name   string `json:"name"`
	Phone  string `json:"phone"`
	Email  string `json:"email"`
	Lang   string `json:"lang"`
	Number string `json:"number"`
}

package voting

import "lianluo/pkg/rpc"

// ComposeEntry writes the body of the next entry of the chair, for the chair's
// device to sign: its figures are those of the board. It changes nothing.
var ComposeEntry = rpc.Post[ComposeEntryRequest, EntryDraft]("voting.ComposeEntry", "/api/voting/v1/ballots/{id}/drafts", rpc.Needs("ballot.lead"), rpc.ReadOnly())

// ComposeEntryRequest says which entry, and what only a person can say.
type ComposeEntryRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Kind    string `json:"kind" validate:"required,oneof=definition suspension paper_issue key_void freeze open paper_only close trustee_lost result declare void"`
	Key     string `json:"key" validate:"omitempty,hexadecimal,len=64" doc:"of the chair's device, for the definition"`
	Seat    int    `json:"seat" validate:"min=0,max=3000"`
	Index   int    `json:"index" validate:"min=0,max=7"`
	Reason  string `json:"reason" validate:"max=500"`
	Minutes string `json:"minutes" validate:"omitempty,hexadecimal,len=64" doc:"SHA-256 of the minutes as printed"`
}

// EntryDraft is an entry that nobody has signed yet.
type EntryDraft struct {
	Ballot string `json:"ballot"`
	Kind   string `json:"kind"`
	Author string `json:"author"`
	Body   string `json:"body"`
}

// LeadEntry puts an entry of the chair on the board. Everything that a verifier
// would find is refused here, with failed_precondition or invalid; what stands on
// the board already is answered as it was taken.
var LeadEntry = rpc.Post[PostEntryRequest, EntryReceipt]("voting.LeadEntry", "/api/voting/v1/ballots/{id}/lead", rpc.Needs("ballot.lead"))

// PostEntry puts an entry of a deputy, a scrutineer or a teller on the board; the
// author has to be the caller's own seat or appointment. It refuses as LeadEntry does.
var PostEntry = rpc.Post[PostEntryRequest, EntryReceipt]("voting.PostEntry", "/api/voting/v1/ballots/{id}/entries", rpc.Needs("ballot.vote"))

// PostEntryRequest is an entry as a device signed it.
type PostEntryRequest struct {
	ID        string `path:"id" validate:"required,max=40"`
	Kind      string `json:"kind" validate:"required,max=20"`
	Author    string `json:"author" validate:"required,max=20"`
	Body      string `json:"body" validate:"required,max=200000"`
	Signature string `json:"signature" validate:"required,hexadecimal,len=128"`
}

// EntryReceipt says where the entry stands.
type EntryReceipt struct {
	Seq    int         `json:"seq"`
	At     string      `json:"at"`
	Hash   string      `json:"hash"`
	Digest string      `json:"bodyDigest"`
	State  BallotState `json:"state"`
}

// GetBoard reads a ballot's board from an entry on. Until the urn is closed, what
// ballots hold is withheld; their digests are enough to check the chain.
var GetBoard = rpc.Get[GetBoardRequest, BoardPage]("voting.GetBoard", "/api/voting/v1/ballots/{id}/board", rpc.Public())

// GetBoardRequest says from where on.
type GetBoardRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	From  int    `query:"from" validate:"min=0,max=100000"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
}

// GetBundle is the whole board as one file, from which anybody recounts without
// a network. It fails with failed_precondition before the urn is closed.
var GetBundle = rpc.Stream[BallotID]("voting.GetBundle", "/api/voting/v1/ballots/{id}/bundle", rpc.Public())

// ComparePapers keeps what a teller entered so far, as digests, and says which
// numbers the other has not, or has otherwise.
var ComparePapers = rpc.Post[ComparePapersRequest, ComparedPapers]("voting.ComparePapers", "/api/voting/v1/ballots/{id}/papers", rpc.Needs("ballot.vote"))

// ComparePapersRequest is what one teller has.
type ComparePapersRequest struct {
	ID      string   `path:"id" validate:"required,max=40"`
	Digests []string `json:"digests" validate:"max=3000,dive,hexadecimal,len=64" doc:"in the order of the papers' numbers"`
}

// ComparedPapers are the numbers that need another look.
type ComparedPapers struct {
	Mine   int   `json:"mine"`
	Theirs int   `json:"theirs"`
	Differ []int `json:"differ"`
}

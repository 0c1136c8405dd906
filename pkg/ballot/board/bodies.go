package board

import (
	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/seal"
)

// The kinds of entries.
const (
	KindDefinition  = "definition"
	KindSuspension  = "suspension"
	KindTrustee     = "trustee"
	KindDeal        = "deal"
	KindComplaint   = "complaint"
	KindConfirm     = "confirm"
	KindTeller      = "teller"
	KindVoter       = "voter"
	KindPaperIssue  = "paper_issue"
	KindKeyVoid     = "key_void"
	KindFreeze      = "freeze"
	KindOpen        = "open"
	KindBallot      = "ballot"
	KindPaper       = "paper"
	KindPaperAgree  = "paper_agree"
	KindPaperOnly   = "paper_only"
	KindClose       = "close"
	KindPartial     = "partial"
	KindTrusteeLost = "trustee_lost"
	KindResult      = "result"
	KindSign        = "sign"
	KindDeclare     = "declare"
	KindVoid        = "void"
)

// Congress is whose ballot it is.
type Congress struct {
	Name     string `json:"name"`
	Division string `json:"division"`
	Term     int    `json:"term"`
	Session  int    `json:"session"`
}

// Candidate is what is voted on; Dossier is the digest of what deputies read.
type Candidate struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Dossier seal.Hex `json:"dossier"`
}

// Seat is a deputy on the roll.
type Seat struct {
	Seat      int    `json:"seat"`
	Mandate   string `json:"mandate"`
	Name      string `json:"name"`
	Suspended bool   `json:"suspended"`
}

// Definition is what is voted on, by whom, under which rules.
type Definition struct {
	Protocol    string      `json:"protocol"`
	Ballot      string      `json:"ballot"`
	RunoffOf    string      `json:"runoff_of"`
	Congress    Congress    `json:"congress"`
	Title       string      `json:"title"`
	Rules       string      `json:"rules"`
	Candidates  []Candidate `json:"candidates"`
	Roll        []Seat      `json:"roll"`
	Chair       seal.Hex    `json:"chair"`
	Scrutineers []int       `json:"scrutineers"`
	Threshold   int         `json:"threshold"`
}

// The bodies of the other kinds, each named after its kind.
type (
	Suspension struct {
		Seat      int    `json:"seat"`
		Suspended bool   `json:"suspended"`
		Reason    string `json:"reason"`
	}
	Trustee struct {
		Attempt    int      `json:"attempt"`
		Index      int      `json:"index"`
		Seat       int      `json:"seat"`
		Key        seal.Hex `json:"key"`
		Transport  seal.Hex `json:"transport"`
		Commitment seal.Hex `json:"commitment"`
	}
	Deal struct {
		Attempt int `json:"attempt"`
		Index   int `json:"index"`
		seal.Dealing
	}
	Complaint struct {
		Attempt int    `json:"attempt"`
		Index   int    `json:"index"`
		Against int    `json:"against"`
		Reason  string `json:"reason"`
	}
	Confirm struct {
		Attempt int      `json:"attempt"`
		Index   int      `json:"index"`
		Key     seal.Hex `json:"key"`
		Head    seal.Hex `json:"head"`
	}
	Teller struct {
		Teller int      `json:"teller"`
		Name   string   `json:"name"`
		Key    seal.Hex `json:"key"`
	}
	Voter struct {
		Seat   int      `json:"seat"`
		Key    seal.Hex `json:"key"`
		Device string   `json:"device"`
	}
	PaperIssue struct {
		Seat int `json:"seat"`
	}
	KeyVoid struct {
		Seat   int      `json:"seat"`
		Key    seal.Hex `json:"key"`
		Reason string   `json:"reason"`
	}
	Freeze struct {
		Present int      `json:"present"`
		Screen  int      `json:"screen"`
		Paper   int      `json:"paper"`
		Keys    seal.Hex `json:"keys"`
	}
	Opening struct{}
	Paper   struct {
		Number  int    `json:"number"`
		Invalid bool   `json:"invalid"`
		Ballot  string `json:"ballot"`
	}
	PaperAgree struct {
		Entry seal.Hex `json:"entry"`
	}
	PaperOnly struct {
		Reason string `json:"reason"`
	}
	Close struct {
		Issued    int `json:"issued"`
		Collected int `json:"collected"`
		Screen    int `json:"screen"`
		Paper     int `json:"paper"`
		Invalid   int `json:"invalid"`
	}
	Partial struct {
		Index  int              `json:"index"`
		Shares [][]seal.Partial `json:"shares"`
	}
	TrusteeLost struct {
		Index  int    `json:"index"`
		Reason string `json:"reason"`
	}
	Result struct {
		ballot.Tally
		ballot.Outcome
	}
	Sign struct {
		Index  int      `json:"index"`
		Result seal.Hex `json:"result"`
	}
	Declare struct {
		Minutes seal.Optional `json:"minutes"`
	}
	Void struct {
		Reason string `json:"reason"`
	}
)

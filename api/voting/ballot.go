package voting

import "time"

// Ballot is one congress's secret ballot on its projects. What it decided is on
// its board alone; this is what people need to know to carry it through.
type Ballot struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Congress Congress    `json:"congress"`
	AreaName string      `json:"areaName"`
	State    BallotState `json:"state"`
	RunoffOf string      `json:"runoffOf,omitempty" doc:"the ballot whose tie it decides"`
	Runoff   string      `json:"runoff,omitempty" doc:"the ballot that decides its tie"`
	// Rules is the text that was adopted; empty until the roll is frozen, since its
	// figures need the roll.
	Rules      string            `json:"rules,omitempty"`
	Choice     BallotChoice      `json:"choice"`
	Candidates []BallotCandidate `json:"candidates"`
	Threshold  int               `json:"threshold,omitempty" doc:"how many scrutineers open the urn"`
	Trustees   []Trustee         `json:"trustees" doc:"the scrutineers, in the order of the ceremony"`
	Tellers    []Teller          `json:"tellers,omitempty"`
	Attempt    int               `json:"attempt,omitempty" doc:"of the ceremony"`
	Turnout    Turnout           `json:"turnout"`
	Head       BoardHead         `json:"head"`
	Result     *BallotResult     `json:"result,omitempty"`
	Settlement *TieSettlement    `json:"settlement,omitempty"`
	// Chair is the account that signs as the chair.
	Chair     string    `json:"chair,omitempty"`
	ChairKey  string    `json:"chairKey,omitempty" doc:"hex"`
	Reason    string    `json:"reason,omitempty" doc:"why it is void"`
	CreatedAt time.Time `json:"createdAt"`
	// Announced is the announcement of its result, once there is one.
	Announced *Announcement `json:"announced,omitempty"`
}

// BallotState is where a ballot stands; from ceremony on, the phase of its board.
type BallotState string

// The states of a ballot.
const (
	BallotDraft       BallotState = "draft"
	BallotRules       BallotState = "rules_adopted"
	BallotScrutineers BallotState = "scrutineers_approved"
	BallotRoll        BallotState = "roll_frozen"
	BallotCeremony    BallotState = "ceremony"
	BallotKeyed       BallotState = "keyed"
	BallotFrozen      BallotState = "frozen"
	BallotOpen        BallotState = "open"
	BallotClosed      BallotState = "closed"
	BallotCounted     BallotState = "counted"
	BallotSigned      BallotState = "signed"
	BallotDeclared    BallotState = "declared"
	BallotVoid        BallotState = "void"
)

// Congress is the assembly that votes, and the session at which it does.
type Congress struct {
	Name     string `json:"name" validate:"required,max=80"`
	Division string `json:"division" validate:"required,area"`
	Term     int    `json:"term" validate:"min=1,max=99"`
	Session  int    `json:"session" validate:"min=1,max=99"`
}

// BallotChoice is what is chosen within the rules of the area.
type BallotChoice struct {
	Method  string `json:"method"`
	Places  int    `json:"places"`
	Version string `json:"version,omitempty" doc:"of the area's rules"`
}

// BallotCandidate is a project that is voted on.
type BallotCandidate struct {
	ID      string `json:"id" doc:"the project's"`
	Title   string `json:"title"`
	Dossier string `json:"dossier" doc:"SHA-256 of what the deputies were given to read, hex"`
}

// Trustee is a scrutineer and how far they are.
type Trustee struct {
	Index     int    `json:"index" doc:"from 1"`
	Seat      int    `json:"seat"`
	Mandate   string `json:"mandate"`
	Name      string `json:"name"`
	Joined    bool   `json:"joined,omitempty" doc:"their phone has made its keys"`
	Dealt     bool   `json:"dealt,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"`
	Opened    bool   `json:"opened,omitempty"`
	Signed    bool   `json:"signed,omitempty"`
	Lost      bool   `json:"lost,omitempty"`
}

// Teller enters paper ballots.
type Teller struct {
	Account string `json:"account" validate:"required,max=40"`
	Name    string `json:"name" validate:"required,max=40"`
	Joined  bool   `json:"joined,omitempty"`
}

// Turnout counts people and ballots; it says nothing about choices.
type Turnout struct {
	Roll      int `json:"roll" doc:"deputies of the congress"`
	Suspended int `json:"suspended" doc:"of them, who may not vote"`
	Quorum    int `json:"quorum"`
	Pass      int `json:"pass"`
	Screen    int `json:"screen" doc:"deputies with a live key"`
	Paper     int `json:"paper" doc:"deputies with a paper ballot"`
	Present   int `json:"present"`
	Cast      int `json:"cast" doc:"on screens"`
	Entered   int `json:"entered" doc:"paper ballots on which both tellers agree"`
}

// BoardHead is the last entry of a board: what witnesses keep.
type BoardHead struct {
	Seq  int    `json:"seq" doc:"-1 where there is no entry"`
	Hash string `json:"hash,omitempty"`
}

// BallotResult is what the count gave.
type BallotResult struct {
	Counts   [][]int  `json:"counts" doc:"a row for each candidate, a column for each choice"`
	Valid    int      `json:"valid"`
	Invalid  int      `json:"invalid"`
	Selected []string `json:"selected"`
	Tied     []string `json:"tied"`
	Outcome  string   `json:"outcome"`
}

// Elector is a deputy on a ballot's roll.
type Elector struct {
	Seat      int    `json:"seat" doc:"0 before the roll is frozen"`
	Mandate   string `json:"mandate"`
	Name      string `json:"name"`
	Suspended bool   `json:"suspended,omitempty"`
	Trustee   int    `json:"trustee,omitempty" doc:"index of the scrutineer, from 1"`
	Key       string `json:"key,omitempty" doc:"the live key, hex"`
	Paper     bool   `json:"paper,omitempty"`
	Cast      bool   `json:"cast,omitempty"`
}

// BoardEntry is one entry of the board. What a ballot holds is withheld until
// the urn is closed.
type BoardEntry struct {
	Seq       int    `json:"seq"`
	At        string `json:"at"`
	Kind      string `json:"kind"`
	Author    string `json:"author"`
	Body      string `json:"body,omitempty"`
	Digest    string `json:"bodyDigest,omitempty" doc:"in place of a body that is withheld"`
	Signature string `json:"signature"`
	Prev      string `json:"prev"`
	Hash      string `json:"hash"`
}

// BoardPage is a part of a board.
type BoardPage struct {
	Ballot  string       `json:"ballot"`
	Title   string       `json:"title"`
	State   BallotState  `json:"state"`
	Head    BoardHead    `json:"head"`
	Turnout Turnout      `json:"turnout"`
	Entries []BoardEntry `json:"entries"`
	More    bool         `json:"more,omitempty"`
	// Candidates and Result are shown once the result is declared.
	Candidates []BallotCandidate `json:"candidates,omitempty"`
	Result     *BallotResult     `json:"result,omitempty"`
	// Congress, Runoff and Announced are what the announcement says, once there is one.
	Congress   *Congress      `json:"congress,omitempty"`
	Runoff     string         `json:"runoff,omitempty" doc:"the ballot that decided its tie"`
	Announced  *Announcement  `json:"announced,omitempty"`
	Settlement *TieSettlement `json:"settlement,omitempty"`
	// Method says what the result means: a recommendation decides nothing.
	Method string `json:"method,omitempty"`
}

package rules

import (
	"context"
	"encoding/json"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Proposal is a change of rules that waits for a second person's word, or that
// had it.
type Proposal struct {
	ID   string `json:"id"`
	Area string `json:"area"`
	// From is the day from which it is to hold; zero: from the approval on.
	From   time.Time       `json:"from,omitzero"`
	Values json.RawMessage `json:"values" doc:"the rules to change"`
	// Running: deadlines that run already are counted anew by the changed rules.
	Running  bool   `json:"running,omitempty"`
	Restores string `json:"restores,omitempty" doc:"the override whose rules come back; inherited: what holds above"`
	Reason   string `json:"reason"`
	// Base is the version of the area's rules that it was made against.
	Base      string    `json:"base"`
	By        string    `json:"by" doc:"account"`
	ByName    string    `json:"byName,omitempty"`
	At        time.Time `json:"at"`
	State     State     `json:"state"`
	DecidedBy string    `json:"decidedBy,omitempty" doc:"account"`
	DecidedAt time.Time `json:"decidedAt,omitzero"`
	Answer    string    `json:"answer,omitempty" doc:"why it was approved, refused or withdrawn"`
	Override  string    `json:"override,omitempty" doc:"what the approval set"`
}

// State is where a proposal stands.
type State string

// The states of a proposal.
const (
	Waiting   State = "waiting"
	Approved  State = "approved"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// proposed is a proposal as it is stored: with the person behind the account,
// who may have another, and with whose right it was made where that was delegated.
type proposed struct {
	Proposal
	Person string `json:"person,omitempty"`
	For    string `json:"for,omitempty"` // account
}

// sameHand reports whether the subject is who proposed: by account or as a person.
func (p proposed) sameHand(s authz.Subject) bool {
	return p.By == s.ID || p.Person != "" && p.Person == s.Person
}

// sameRight reports whether a word would stand on the right that proposed: of who
// proposed, or of whom they did it for. Two hands with one right are not two.
func (p proposed) sameRight(s authz.Subject, behalf string) bool {
	return behalf == p.By || p.For != "" && (p.For == s.ID || p.For == behalf)
}

// behalfIn is for whom the caller acts in a division, "" for themselves.
func (s *Set[T]) behalfIn(ctx context.Context, code string) string {
	if of := event.CauseOf(ctx).OnBehalf; of != nil {
		return of(authz.AreaTokens(s.tree, code))
	}
	return ""
}

func (s *Set[T]) declareProposals() {
	s.proposals = store.NewCollection(s.db, "ruleproposal", store.Def[proposed]{
		ID:      func(p *proposed) string { return p.ID },
		Tokens:  func(p *proposed) []string { return authz.AreaTokens(s.tree, p.Area) },
		Missing: errNoProposal,
		Indexes: []store.Index[proposed]{
			{Name: "newest", Scoped: true, Key: func(p *proposed) store.Key { return store.Key{p.At} }},
			{Name: "state", Scoped: true, Key: func(p *proposed) store.Key { return store.Key{p.State, p.At} }},
		},
	})
	s.turns = store.NewCollection(s.db, "ruleturn", store.Def[turn]{ID: func(t *turn) string { return t.ID }})
}

// turn is written by whoever sets rules: two who set some at the same moment, on
// whatever replicas, meet here, and the second looks again at what the first set.
type turn struct {
	ID string `json:"id"`
	N  int    `json:"n"`
}

// next takes a turn.
func (t *turn) next() ([]event.Event, error) {
	t.N++
	return nil, nil
}

// tells makes the event that tells of a proposal.
func (s *Set[T]) tells(name string, p Proposal) event.Event {
	return event.Define[Proposal](s.service, name).New(p)
}

package board

import (
	"bytes"
	"fmt"
	"slices"

	"lianluo/pkg/ballot/seal"
)

// ceremony is how the trustees come to their joint key.
type ceremony struct {
	attempt  int
	trustees []trusteeState
	lastDeal seal.Hex
	joint    *seal.Key
	election seal.Hex
}

type trusteeState struct {
	key        seal.Hex // of the last attempt that it joined
	joined     bool
	commitment seal.Hex
	transport  *seal.Point
	dealt      []*seal.Point
	confirmed  bool
	lost       bool
	opened     [][]*seal.Point
	signed     bool
}

func (c *ceremony) begin(n int) { c.attempt, c.trustees = 1, make([]trusteeState, n) }

// every says that all trustees have done something.
func (c *ceremony) every(done func(trusteeState) bool) bool {
	return !slices.ContainsFunc(c.trustees, func(t trusteeState) bool { return !done(t) })
}

func joined(t trusteeState) bool    { return t.joined }
func dealt(t trusteeState) bool     { return t.dealt != nil }
func confirmed(t trusteeState) bool { return t.confirmed }

// Attempt is which attempt at a key is being made, from 1.
func (b *Board) Attempt() int { return b.attempt }

// Election is what ballots are bound to, nil before the key is there; Key is the
// trustees' joint key.
func (b *Board) Election() seal.Hex { return b.election }

// Key is the trustees' joint key, nil before it is confirmed.
func (b *Board) Key() *seal.Key { return b.joint }

// Dealings are the coefficients that each trustee dealt, nil before all have.
func (b *Board) Dealings() [][]*seal.Point {
	if len(b.trustees) == 0 || !b.every(dealt) {
		return nil
	}
	all := make([][]*seal.Point, len(b.trustees))
	for i, t := range b.trustees {
		all[i] = t.dealt
	}
	return all
}

// Transports are the keys that shares are encrypted to, nil before all are there.
func (b *Board) Transports() []*seal.Point {
	if len(b.trustees) == 0 || !b.every(joined) {
		return nil
	}
	all := make([]*seal.Point, len(b.trustees))
	for i, t := range b.trustees {
		all[i] = t.transport
	}
	return all
}

func (s *step) post() seal.Post {
	return seal.Post{Context: s.context, Attempt: s.attempt, Index: s.number}
}

func joining(s *step, body Trustee) func() {
	s.signed(body.Key)
	n := body.Index
	if s.wrong(n < 1 || n > len(s.trustees) || body.Attempt != s.attempt || body.Seat != s.definition.Scrutineers[min(max(n, 1), len(s.trustees))-1],
		CodeCeremony, "trustee %d of seat %d in attempt %d", n, body.Seat, body.Attempt) {
		return nil
	}
	transport, err := body.Transport.Element()
	if err != nil {
		s.fails(err)
		return nil
	}
	if s.wrong(transport.Equals(new(seal.Point).SetZero()), CodeCeremony, "the transport key of trustee %d", n) ||
		s.wrong(s.trustees[n-1].joined, CodeOrder, "trustee %d again", n) || !s.owns(body.Key, person(trustee, n)) {
		return nil
	}
	return func() {
		s.phase = Ceremony
		s.owners[string(body.Key)] = person(trustee, n)
		s.trustees[n-1] = trusteeState{joined: true, key: body.Key, transport: transport, commitment: body.Commitment}
	}
}

func person(role string, n int) string { return fmt.Sprintf("%s:%d", role, n) }

// due says that a step of the ceremony is for the present attempt, that its turn
// has come, and that it was not taken.
func (s *step) due(attempt int, turn, done bool) bool {
	return !s.wrong(attempt != s.attempt, CodeCeremony, "attempt %d, not %d", attempt, s.attempt) &&
		!s.wrong(!turn || done, CodeOrder, "%s of %s", s.e.Kind, s.e.Author)
}

func dealing(s *step, body Deal) func() {
	t := &s.trustees[s.number-1]
	if !s.due(body.Attempt, s.every(joined), t.dealt != nil) {
		return nil
	}
	points, err := body.Check(s.post(), t.commitment, s.definition.Threshold, len(s.trustees))
	if err != nil {
		s.fails(err)
		return nil
	}
	return func() { t.dealt, s.lastDeal = points, s.e.Hash }
}

func complaining(s *step, body Complaint) func() {
	if !s.due(body.Attempt, s.trustees[s.number-1].joined, false) ||
		s.wrong(body.Against == body.Index || body.Against < 1 || body.Against > len(s.trustees), CodeCeremony, "against %d", body.Against) {
		return nil
	}
	return func() {
		s.attempt++
		s.lastDeal = nil
		for i, t := range s.trustees {
			s.trustees[i] = trusteeState{key: t.key}
		}
	}
}

func confirming(s *step, body Confirm) func() {
	t := &s.trustees[s.number-1]
	if !s.due(body.Attempt, s.every(dealt), t.confirmed) {
		return nil
	}
	joint, err := seal.Joint(s.Dealings())
	if err != nil {
		s.fails(err)
		return nil
	}
	s.wrong(!bytes.Equal(body.Key, joint.Bytes()), CodeCeremony, "another joint key")
	s.wrong(!bytes.Equal(body.Head, s.lastDeal), CodeCeremony, "another head")
	return func() {
		if t.confirmed = true; s.every(confirmed) {
			s.phase, s.joint, s.election = Keyed, seal.NewKey(joint), seal.Election(s.context, joint)
		}
	}
}

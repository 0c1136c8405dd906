package board

import "lianluo/pkg/ballot/seal"

// What a service needs beside Append: to take what it stored before, and to tell how
// far everybody has come.

// Take takes an entry whose proofs were checked before it was stored. It fails as
// Append does, but for these.
func (b *Board) Take(e Entry) error {
	s := b.step(e)
	if len(s.failures) > 0 {
		return s.failures.fault()
	}
	s.take()
	return nil
}

// Helper is a trustee and how far they are.
type Helper struct{ Joined, Dealt, Confirmed, Opened, Signed, Lost bool }

// Helpers are the trustees in order.
func (b *Board) Helpers() []Helper {
	out := make([]Helper, len(b.trustees))
	for i, t := range b.trustees {
		out[i] = Helper{Joined: t.joined, Dealt: t.dealt != nil, Confirmed: t.confirmed, Opened: t.opened != nil, Signed: t.signed, Lost: t.lost}
	}
	return out
}

// SeatNow is a seat and what it votes with; Key is nil where it has no live one.
type SeatNow struct {
	Suspended, Paper, Cast bool
	Key                    seal.Hex
}

// Voters are the seats of the roll in order.
func (b *Board) Voters() []SeatNow {
	out := make([]SeatNow, len(b.seats))
	for i, s := range b.seats {
		out[i] = SeatNow{Suspended: s.suspended, Paper: s.paper, Cast: s.cast, Key: s.key}
	}
	return out
}

// Tellers says which of the two have joined.
func (b *Board) Tellers() [2]bool { return [2]bool{b.tellers[0] != nil, b.tellers[1] != nil} }

// Frozen says that the list of keys is final.
func (b *Board) Frozen() bool { return b.frozen.Keys != nil }

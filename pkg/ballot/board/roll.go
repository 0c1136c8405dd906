package board

import (
	"bytes"

	"lianluo/pkg/ballot/seal"
)

// roll is who may vote, and with what.
type roll struct {
	seats   []seatState
	tellers [2]seal.Hex
	frozen  Freeze
}

type seatState struct {
	suspended bool
	key       seal.Hex // live; nil if none
	last      seal.Hex // the last one, live or void
	paper     bool
	cast      bool
	frozen    bool // had a live key at the freeze
}

func (r *roll) seatAll(seats []Seat) {
	r.seats = make([]seatState, len(seats))
	for i, seat := range seats {
		r.seats[i].suspended = seat.Suspended
	}
}

// on answers the seat's state; what names none that there is fails.
func (s *step) on(seat int) *seatState {
	if s.wrong(seat < 1 || seat > len(s.seats), CodeOrder, "no seat %d", seat) {
		return nil
	}
	return &s.seats[seat-1]
}

func suspending(s *step, body Suspension) func() {
	at := s.on(body.Seat)
	if at == nil || s.wrong(body.Suspended && (at.key != nil || at.paper), CodeSuspended, "seat %d has a key or a paper", body.Seat) {
		return nil
	}
	return func() { at.suspended = body.Suspended }
}

func checkingIn(s *step, body Voter) func() {
	s.signed(body.Key)
	at := s.on(body.Seat)
	if at == nil || s.wrong(body.Device != "own" && body.Device != "tablet", CodeBody, "device %.20q", body.Device) ||
		s.wrong(at.suspended, CodeSuspended, "seat %d", body.Seat) ||
		s.wrong(at.key != nil || at.paper, CodeTwice, "seat %d has a key or a paper", body.Seat) ||
		s.wrong(s.owners[string(body.Key)] != "", CodeKey, "the key of seat %d is that of %s", body.Seat, s.owners[string(body.Key)]) {
		return nil
	}
	return func() {
		at.key, at.last = body.Key, body.Key
		s.owners[string(body.Key)] = person(seat, body.Seat)
	}
}

func issuing(s *step, body PaperIssue) func() {
	at := s.on(body.Seat)
	if at == nil || s.wrong(at.suspended, CodeSuspended, "seat %d", body.Seat) ||
		s.wrong(at.key != nil || at.paper, CodeTwice, "seat %d has a key or a paper", body.Seat) {
		return nil
	}
	return func() { at.paper = true }
}

func voidingKey(s *step, body KeyVoid) func() {
	at := s.on(body.Seat)
	if at == nil || s.wrong(at.key == nil || !bytes.Equal(at.key, body.Key), CodeKey, "not the live key of seat %d", body.Seat) ||
		s.wrong(at.cast, CodeTwice, "seat %d has cast", body.Seat) {
		return nil
	}
	return func() { at.key = nil }
}

func telling(s *step, body Teller) func() {
	s.signed(body.Key)
	if s.wrong(body.Teller > 2 || s.tellers[min(body.Teller, 2)-1] != nil, CodeOrder, "teller %d", body.Teller) ||
		s.wrong(s.owners[string(body.Key)] != "", CodeKey, "the key of teller %d is that of %s", body.Teller, s.owners[string(body.Key)]) {
		return nil
	}
	return func() {
		s.tellers[body.Teller-1] = body.Key
		s.owners[string(body.Key)] = person(teller, body.Teller)
	}
}

// Freezing is what the chair freezes now: who is present, and the list of keys.
func (b *Board) Freezing() Freeze {
	var f Freeze
	var list [][]byte
	for i, at := range b.seats {
		switch {
		case at.key != nil:
			f.Screen++
			list = append(list, seal.Num(i+1), at.key)
		case at.paper:
			f.Paper++
		}
	}
	f.Present, f.Keys = f.Screen+f.Paper, seal.Digest("keys", list...)
	return f
}

func freezing(s *step, body Freeze) func() {
	now := s.Freezing()
	s.wrong(body.Present != now.Present || body.Screen != now.Screen || body.Paper != now.Paper || !bytes.Equal(body.Keys, now.Keys),
		CodeFreeze, "%d = %d + %d, not %d = %d + %d", body.Present, body.Screen, body.Paper, now.Present, now.Screen, now.Paper)
	s.wrong(now.Present < s.rules.Quorum, CodeQuorum, "%d of %d", now.Present, s.rules.Quorum)
	return func() {
		s.phase, s.frozen = Frozen, now
		for i := range s.seats {
			s.seats[i].frozen = s.seats[i].key != nil
		}
	}
}

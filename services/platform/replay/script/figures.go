// Package script writes down two years of Chenxi county before anything is
// played: who lives and works there, every reception day, every opinion and what
// becomes of it, as a list of dated acts. It is pure: the same options make the
// same script, and its sums are exact by construction.
package script

import "math"

// Figures are the sums that a county publishes.
type Figures struct {
	Received   int // opinions received
	HandedOver int // of these, handed to a unit at least once
	Closed     int // ended by the last day
	Leaders    int // receptions attended by county leaders
	Heads      int // by section heads
	Others     int // by other deputies
	Topics     int // livelihood projects asked for
	Chosen     int // of these, chosen by the townships' congresses
	Ballots    int // in which they were
}

// Published is what Chenxi county published for its 23 townships, two years from
// the autumn of 2021.
var Published = Figures{Received: 4320, HandedOver: 4222, Closed: 3935, Leaders: 93, Heads: 223, Others: 3946, Topics: 156, Chosen: 110, Ballots: 23}

// Attended is the sum of receptions attended.
func (f Figures) Attended() int { return f.Leaders + f.Heads + f.Others }

// Scaled are the figures of a county scale times as large, each at least 1.
func (f Figures) Scaled(scale float64) Figures {
	of := func(n int) int { return max(1, int(math.Round(float64(n)*scale))) }
	out := Figures{
		Received: of(f.Received), HandedOver: of(f.HandedOver), Closed: of(f.Closed),
		Leaders: of(f.Leaders), Heads: of(f.Heads), Others: of(f.Others),
		Chosen: of(f.Chosen), Ballots: of(f.Ballots),
	}
	out.HandedOver = min(out.HandedOver, out.Received)
	out.Closed = min(out.Closed, out.HandedOver)
	out.Chosen = max(out.Chosen, out.Ballots)
	out.Topics = max(of(f.Topics), out.Chosen+out.Ballots) // each ballot has more candidates than places
	return out
}

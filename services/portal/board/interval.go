package board

import (
	"context"
	"math"

	"lianluo/api/insight"
	"lianluo/services/portal/ui"
)

// rate is how many of all something holds for.
type rate struct{ yes, of int }

// confident is the normal quantile of a confidence of 95 percent.
const confident = 1.959964

// interval is Wilson's score interval: between which shares the true one lies,
// given so few. It is 0 to 1 without any.
func (r rate) interval() (low, high float64) {
	if r.of == 0 {
		return 0, 1
	}
	n, p := float64(r.of), float64(r.yes)/float64(r.of)
	z := confident * confident
	middle := (p + z/(2*n)) / (1 + z/n)
	half := confident / (1 + z/n) * math.Sqrt(p*(1-p)/n+z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// words tell the rate with its uncertainty, instead of a rank.
func (r rate) words(ctx context.Context) string {
	if r.of == 0 {
		return ui.T(ctx, "board.rate.none")
	}
	low, high := r.interval()
	return ui.T(ctx, "board.rate.is", ui.Percent(r.yes, r.of), ui.Number(r.of), share(low), share(high))
}

// share is a share in whole percent.
func share(p float64) string { return ui.Number(int(math.Round(100*p))) + "%" }

// peers are a division's neighbours of the same size: that received between half
// and twice as many cases.
type peers struct {
	own, theirs rate
	n           int
}

// fewestPeers is how many neighbours make a comparison.
const fewestPeers = 3

// peersOf compares one of insight's shares.
func peersOf(all []insight.AreaCounts, i, share int) peers {
	own := all[i].Counts
	mine := own.Shares()[share]
	out := peers{own: rate{mine.Yes, mine.Of}}
	for j, other := range all {
		if c := other.Counts; j != i && own.Received > 0 && 2*c.Received >= own.Received && c.Received <= 2*own.Received {
			out.n++
			theirs := c.Shares()[share]
			out.theirs.yes += theirs.Yes
			out.theirs.of += theirs.Of
		}
	}
	return out
}

// words say whether the difference is more than chance.
func (p peers) words(ctx context.Context) string {
	switch {
	case p.own.of == 0:
		return "–"
	case p.n < fewestPeers:
		return ui.T(ctx, "board.peers-few")
	case p.theirs.of == 0:
		return ui.T(ctx, "board.peers-silent")
	}
	key, theirs := "board.peers-same", float64(p.theirs.yes)/float64(p.theirs.of)
	if low, high := p.own.interval(); low > theirs {
		key = "board.peers-above"
	} else if high < theirs {
		key = "board.peers-below"
	}
	return ui.T(ctx, key, p.n, ui.Percent(p.theirs.yes, p.theirs.of))
}

package evaluation

import (
	"cmp"
	"slices"

	"lianluo/pkg/sorting"
)

// LeastShown is how many voters a figure needs to be shown: of fewer, each could
// be guessed.
const LeastShown = 5

// Group is what the voters of one district or place said.
type Group struct {
	Name    string  `json:"name"`
	Ratings Ratings `json:"ratings"`
}

// Figures is what of a review may be shown. A hidden group has no ratings, not even
// their number.
type Figures struct {
	Shown  bool     `json:"shown"` // whether Total may be
	Total  Ratings  `json:"total"`
	Groups []Group  `json:"groups"`
	Hidden []string `json:"hidden"` // names of groups that are not shown
}

// Show gives the figures of a review of a deputy by voters, once it is closed; shown
// earlier and again, the difference would tell the last voter. No figure stands for
// fewer than LeastShown voters: groups below it are hidden, and with them the next
// smallest until the hidden ones are as many together, or total less shown would
// tell what was hidden.
func Show(groups []Group) Figures {
	bySize := slices.Clone(groups)
	sorting.Stably(bySize, func(a, b Group) int { return cmp.Compare(a.Ratings.Cast(), b.Ratings.Cast()) })
	f := Figures{Groups: []Group{}, Hidden: []string{}}
	hidden := 0
	for _, g := range bySize {
		f.Total = f.Total.Plus(g.Ratings)
		n := g.Ratings.Cast()
		if n < LeastShown || hidden > 0 && hidden < LeastShown {
			hidden += n
			f.Hidden = append(f.Hidden, g.Name)
			continue
		}
		f.Groups = append(f.Groups, g)
	}
	if f.Total.Cast() < LeastShown {
		return Figures{Groups: []Group{}, Hidden: f.Hidden}
	}
	f.Shown = true
	return f
}

// NeedsRectification reports whether a deputy reviewed so owes a written account of
// what will change: more than half of those who rated are dissatisfied (Pingliang).
// It is never so where the figures may not be shown.
func (f Figures) NeedsRectification() bool {
	rated := f.Total.Cast() - f.Total.Abstained
	return f.Shown && 2*f.Total.Dissatisfied > rated
}

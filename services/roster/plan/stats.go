package plan

import "slices"

// stats sums up the deputies and the needs of the given kinds.
func (b *book) stats(loads []Load, of ...Kind) (s Stats) {
	for _, l := range loads {
		if !slices.Contains(of, l.Kind) {
			continue
		}
		if s.Deputies == 0 {
			s.Min = l.Year
		}
		s.Deputies++
		s.Min, s.Max = min(s.Min, l.Year), max(s.Max, l.Year)
		s.SumSquares += l.Year * l.Year
	}
	for i := range b.shifts {
		for k, kind := range kinds {
			if need := b.shifts[i].need[k]; slices.Contains(of, kind) {
				s.Needed += need
				s.Filled += need - b.open(i, k)
			}
		}
	}
	return s
}

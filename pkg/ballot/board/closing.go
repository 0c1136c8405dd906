package board

// Closing is what the chair closes the urn with now.
func (b *Board) Closing() Close {
	c := Close{Screen: b.casts, Paper: len(b.agreed)}
	for _, paper := range b.agreed {
		if paper.invalid {
			c.Invalid++
		}
	}
	for _, at := range b.seats {
		if at.frozen || at.paper {
			c.Issued++
		}
	}
	c.Collected = c.Screen + c.Paper
	return c
}

// Present is who took part: those at the freeze, and who came later and got paper.
func (b *Board) Present() int {
	present := b.frozen.Screen
	for _, at := range b.seats {
		if at.paper && !at.frozen {
			present++
		}
	}
	return present
}

// issuedPapers is how many seats have a paper.
func (r *roll) issuedPapers() (n int) {
	for _, at := range r.seats {
		if at.paper {
			n++
		}
	}
	return n
}

func closing(s *step, body Close) func() {
	now := s.Closing()
	s.wrong(body != now, CodeCollected, "%+v, not %+v", body, now)
	s.wrong(now.Collected > now.Issued || now.Issued > s.Present() || now.Paper > s.issuedPapers(), CodeCollected,
		"%d of %d of %d; %d papers of %d", now.Collected, now.Issued, s.Present(), now.Paper, s.issuedPapers())
	s.wrong(!s.rules.EnoughPaper(now.Paper), CodeFloor, "%d papers", now.Paper)
	for n := 1; n <= now.Paper; n++ {
		s.wrong(s.agreed[n] == nil, CodeTeller, "no paper %d", n)
	}
	return func() {
		s.phase = Closed
		s.shut, s.closed = true, now
	}
}

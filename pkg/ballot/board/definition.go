package board

import (
	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/seal"
)

func defining(s *step, d Definition) func() {
	s.definition.Ballot = d.Ballot // what the first signature is over
	s.signed(d.Chair)
	s.definition.Ballot = ""
	lawful := d.problem() == ""
	s.wrong(!lawful, CodeDefinition, "%s", d.problem())
	rules, usable := s.adopted(d)
	if !lawful || !usable {
		return nil
	}
	return func() {
		s.phase, s.definition, s.rules = Defined, d, rules
		s.shape = seal.Shape{Rows: len(d.Candidates), Columns: len(rules.Choices), Limit: rules.Limit}
		s.context = seal.Context(d.Ballot, s.digest)
		s.owners[string(d.Chair)] = chair
		s.begin(len(d.Scrutineers))
		s.seatAll(d.Roll)
		s.urn = emptyUrn(s.shape)
	}
}

// adopted reads the rules; unusable ones leave no board to go on with.
func (s *step) adopted(d Definition) (ballot.Rules, bool) {
	rules, err := ballot.Parse(d.Rules)
	if s.wrong(err != nil || plain([]byte(d.Rules)) != nil, CodeRules, "%v", err) {
		return rules, false
	}
	err = rules.Validate(len(d.Candidates), d.RunoffOf != "")
	s.wrong(err != nil, CodeRules, "%v", err)
	suspended := 0
	for _, seat := range d.Roll {
		if seat.Suspended {
			suspended++
		}
	}
	n := ballot.RollSize(len(d.Roll), suspended, rules.SuspendedCount)
	s.wrong(rules.Roll != n, CodeRules, "roll %d, not %d", rules.Roll, n)
	return rules, len(rules.Choices) > 0 && rules.Limit >= 0 && rules.Places > 0
}

// problem says what is unlawful in a definition beside its rules; "" if nothing is.
func (d Definition) problem() string {
	n := len(d.Scrutineers)
	switch {
	case d.Protocol != seal.Protocol:
		return "protocol"
	case d.Ballot == "":
		return "ballot"
	case len(d.Candidates) == 0 || !distinct(d.Candidates, func(c Candidate) string { return c.ID }):
		return "candidates"
	case n < 3 || n > 7 || 2*d.Threshold <= n || d.Threshold > n:
		return "threshold"
	case !distinct(d.Roll, func(s Seat) string { return s.Mandate }) || !numbered(d.Roll):
		return "roll"
	case !distinct(d.Scrutineers, func(seat int) int { return seat }) || !d.onRoll():
		return "scrutineers"
	}
	return ""
}

// onRoll says that every scrutineer is, and not suspended.
func (d Definition) onRoll() bool {
	for _, seat := range d.Scrutineers {
		if seat < 1 || seat > len(d.Roll) || d.Roll[seat-1].Suspended {
			return false
		}
	}
	return true
}

func numbered(roll []Seat) bool {
	for i, seat := range roll {
		if seat.Seat != i+1 {
			return false
		}
	}
	return true
}

func distinct[T any, K comparable](all []T, key func(T) K) bool {
	seen := map[K]bool{}
	for _, one := range all {
		seen[key(one)] = true
	}
	return len(seen) == len(all)
}

// listed are the candidates as the rules of counting take them.
func (d Definition) listed() []ballot.Candidate {
	all := make([]ballot.Candidate, len(d.Candidates))
	for i, c := range d.Candidates {
		all[i] = ballot.Candidate{ID: c.ID, Title: c.Title, Dossier: c.Dossier.String()}
	}
	return all
}

package board

import (
	"slices"

	"lianluo/pkg/ballot/seal"
)

// The authors.
const (
	chair   = "chair"
	trustee = "trustee"
	seat    = "seat"
	teller  = "teller"
)

// kind is who may post something, when, and how it is judged.
type kind struct {
	author string
	phases []Phase
	judge  func(*step) func()
}

func (k kind) in(p Phase) bool { return slices.Contains(k.phases, p) }

// untimely is the check that an entry fails which comes in another phase.
func (k kind) untimely(p Phase) Code {
	if k.author == trustee && slices.Equal(k.phases, []Phase{Closed}) && before(p, Closed) {
		return CodeEarly
	}
	return CodeOrder
}

// of makes a kind of a rule for a body of type T. The rule answers what taking the
// entry changes, or nil if it can change nothing; it says which key must have signed.
func of[T any](author string, phases []Phase, rule func(*step, T) func()) kind {
	return kind{author: author, phases: phases, judge: func(s *step) func() {
		body, err := strict[T]([]byte(s.e.Body))
		if s.wrong(err != nil, CodeBody, "%v", err) {
			return nil
		}
		if n, numbered := any(body).(interface{ numbered() int }); numbered && n.numbered() != s.number {
			s.fail(CodeOrder, "%s writes for %d", s.e.Author, n.numbered())
			return nil
		}
		return rule(s, body)
	}}
}

// Who an entry is about, where it must be its author.
func (b Trustee) numbered() int   { return b.Index }
func (b Deal) numbered() int      { return b.Index }
func (b Complaint) numbered() int { return b.Index }
func (b Confirm) numbered() int   { return b.Index }
func (b Teller) numbered() int    { return b.Teller }
func (b Voter) numbered() int     { return b.Seat }
func (b Partial) numbered() int   { return b.Index }
func (b Sign) numbered() int      { return b.Index }

// byChair is a rule for an entry that the chair signs.
func byChair[T any](rule func(*step, T) func()) func(*step, T) func() {
	return func(s *step, body T) func() {
		s.signed(s.definition.Chair)
		return rule(s, body)
	}
}

// byTrustee is a rule for an entry that a trustee signs with the key it gave last.
func byTrustee[T any](rule func(*step, T) func()) func(*step, T) func() {
	return func(s *step, body T) func() {
		if s.wrong(s.number > len(s.trustees), CodeCeremony, "no trustee %d", s.number) {
			return nil
		}
		s.signed(s.trustees[s.number-1].key)
		return rule(s, body)
	}
}

// byTeller is a rule for an entry of the t-th teller.
func byTeller[T any](t int, rule func(*step, T) func()) func(*step, T) func() {
	return func(s *step, body T) func() {
		if s.wrong(s.number != t, CodeOrder, "%s by %s", s.e.Kind, s.e.Author) {
			return nil
		}
		s.signed(s.tellers[t-1])
		return rule(s, body)
	}
}

// owns says that a key is free for the person, and marks it when the entry is taken.
func (s *step) owns(key seal.Hex, person string) bool {
	owner, taken := s.owners[string(key)]
	return !s.wrong(taken && owner != person, CodeKey, "the key of %s is that of %s", person, owner)
}

var (
	ceremonial   = []Phase{Defined, Ceremony}
	beforeFreeze = []Phase{Defined, Ceremony, Keyed}
	beforeClose  = []Phase{Defined, Ceremony, Keyed, Frozen, Open}
	undeclared   = []Phase{Defined, Ceremony, Keyed, Frozen, Open, Closed, Counted, Signed}
)

var kinds map[string]kind

func init() { // the rules of kinds ask for kinds
	kinds = map[string]kind{
		KindDefinition:  of(chair, []Phase{Empty}, defining),
		KindSuspension:  of(chair, beforeFreeze, byChair(suspending)),
		KindTrustee:     of(trustee, ceremonial, joining),
		KindDeal:        of(trustee, []Phase{Ceremony}, byTrustee(dealing)),
		KindComplaint:   of(trustee, []Phase{Ceremony}, byTrustee(complaining)),
		KindConfirm:     of(trustee, []Phase{Ceremony}, byTrustee(confirming)),
		KindTeller:      of(teller, beforeClose, telling),
		KindVoter:       of(seat, beforeFreeze, checkingIn),
		KindPaperIssue:  of(chair, beforeClose, byChair(issuing)),
		KindKeyVoid:     of(chair, beforeClose, byChair(voidingKey)),
		KindFreeze:      of(chair, []Phase{Keyed}, byChair(freezing)),
		KindOpen:        of(chair, []Phase{Frozen}, byChair(func(s *step, _ Opening) func() { return s.enter(Open) })),
		KindBallot:      of(seat, []Phase{Open}, casting),
		KindPaper:       of(teller, []Phase{Frozen, Open}, byTeller(1, entering)),
		KindPaperAgree:  of(teller, []Phase{Frozen, Open}, byTeller(2, agreeing)),
		KindPaperOnly:   of(chair, []Phase{Frozen, Open}, byChair(goingOver)),
		KindClose:       of(chair, []Phase{Open}, byChair(closing)),
		KindPartial:     of(trustee, []Phase{Closed}, byTrustee(decrypting)),
		KindTrusteeLost: of(chair, []Phase{Keyed, Frozen, Open, Closed, Counted}, byChair(losing)),
		KindResult:      of(chair, []Phase{Closed}, byChair(resulting)),
		KindSign:        of(trustee, []Phase{Counted}, byTrustee(signing)),
		KindDeclare:     of(chair, []Phase{Signed}, byChair(func(s *step, _ Declare) func() { return s.enter(Declared) })),
		KindVoid:        of(chair, undeclared, byChair(func(s *step, _ Void) func() { return s.enter(Voided) })),
	}
}

// enter is the effect of an entry that changes nothing but the phase.
func (s *step) enter(p Phase) func() { return func() { s.phase = p } }

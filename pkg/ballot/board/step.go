package board

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/ballot/seal"
)

// step is the judgement of one entry: what fails, what remains to be computed
// (proofs take long, and a verifier checks them side by side), and what taking the
// entry changes.
type step struct {
	*Board
	e        Entry
	digest   seal.Hex
	number   int // of the author: 2 for trustee:2
	failures Failures
	proofs   []func() error
	effect   func() // nil: the entry cannot take effect
}

func (s *step) fail(code Code, format string, a ...any) {
	s.failures = append(s.failures, Failure{Code: code, Seq: s.e.Seq, Detail: fmt.Sprintf(format, a...)})
}

// fails reports an error of the arithmetic under the check that it belongs to.
func (s *step) fails(err error) { s.fail(codeOf(err), "%s: %v", s.e.Author, err) }

// wrong reports a check that does not hold; it answers whether it did.
func (s *step) wrong(bad bool, code Code, format string, a ...any) bool {
	if bad {
		s.fail(code, format, a...)
	}
	return bad
}

// later leaves a proof to be checked.
func (s *step) later(proof func() error) { s.proofs = append(s.proofs, proof) }

// step judges an entry against the board as it is.
func (b *Board) step(e Entry) *step {
	s := &step{Board: b, e: e, digest: e.BodyDigest()}
	s.chain()
	s.clock()
	kind, known := kinds[e.Kind]
	number, authored := authorNumber(e.Author, kind.author)
	if s.number = number; !known || !authored {
		s.fail(CodeOrder, "%.40q by %.40q", e.Kind, e.Author)
		return s
	}
	if !kind.in(b.phase) {
		s.fail(kind.untimely(b.phase), "%s while %q", e.Kind, b.phase)
		return s
	}
	s.effect = kind.judge(s)
	return s
}

func (s *step) chain() {
	s.wrong(s.e.Seq != s.size || !bytes.Equal(s.e.Prev, s.head) || !bytes.Equal(s.e.Hash, s.e.Link()), CodeChain, "after %d", s.size-1)
}

func (s *step) clock() {
	at, err := time.Parse(TimeLayout, s.e.At)
	s.wrong(err != nil || At(at) != s.e.At || s.e.At < s.at, CodeClock, "%.40q after %q", s.e.At, s.at)
}

// signed checks the author's signature, and that it serves for the first time.
func (s *step) signed(key seal.Hex) {
	digest := seal.Signed(s.definition.Ballot, s.e.Kind, s.e.Author, s.digest)
	s.wrong(!seal.Verified(key, digest, s.e.Signature), CodeSignature, "%s", s.e.Author)
	s.wrong(s.seen[string(digest)], CodeCopied, "the signature of %s", s.e.Author)
}

// take makes the entry part of the board, if it can have an effect.
func (s *step) take() {
	s.size = s.e.Seq + 1
	s.head = s.e.Hash
	s.at = max(s.at, s.e.At)
	if s.effect != nil {
		s.effect()
		s.seen[string(seal.Signed(s.definition.Ballot, s.e.Kind, s.e.Author, s.digest))] = true
	}
}

// authorNumber reads "trustee:2" where a trustee is wanted; the chair has none.
func authorNumber(author, wanted string) (int, bool) {
	if wanted == chair {
		return 0, author == chair
	}
	text, fits := strings.CutPrefix(author, wanted+":")
	n, err := strconv.Atoi(text)
	return n, fits && err == nil && n > 0 && strconv.Itoa(n) == text
}

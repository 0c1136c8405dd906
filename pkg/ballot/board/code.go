package board

import (
	"errors"
	"fmt"

	"lianluo/pkg/ballot/seal"
	"lianluo/pkg/fault"
)

// Code is the name of a check, as the protocol has it in brackets.
type Code string

// The checks, in the order in which a report tells them.
const (
	CodeBundle     Code = "bundle"
	CodeChain      Code = "chain"
	CodeClock      Code = "clock"
	CodeSignature  Code = "signature"
	CodeBody       Code = "body"
	CodeEncoding   Code = "encoding"
	CodeOrder      Code = "order"
	CodeHead       Code = "head"
	CodeDefinition Code = "definition"
	CodeRules      Code = "rules"
	CodeCeremony   Code = "ceremony"
	CodeKey        Code = "key"
	CodeSuspended  Code = "suspended"
	CodeTwice      Code = "twice"
	CodeFreeze     Code = "freeze"
	CodeQuorum     Code = "quorum"
	CodeContext    Code = "context"
	CodeShape      Code = "shape"
	CodeProof      Code = "proof"
	CodeCopied     Code = "copied"
	CodeTeller     Code = "teller"
	CodeFloor      Code = "floor"
	CodeCollected  Code = "collected"
	CodeEarly      Code = "early"
	CodePartial    Code = "partial"
	CodeTrustees   Code = "trustees"
	CodeTally      Code = "tally"
	CodeResult     Code = "result"
	CodeReceipt    Code = "receipt"
)

// Failure is one check that failed. Detail names places and numbers, in no
// language in particular.
type Failure struct {
	Code   Code
	Seq    int // of the entry; -1 where it is none
	Detail string
}

// Failures is all that an entry, or a board, fails.
type Failures []Failure

// Error lists them for logs.
func (f Failures) Error() string {
	text := ""
	for _, one := range f {
		text += fmt.Sprintf("[%s] at %d: %s; ", one.Code, one.Seq, one.Detail)
	}
	return text
}

// Has says whether a code is among them.
func (f Failures) Has(code Code) bool {
	for _, one := range f {
		if one.Code == code {
			return true
		}
	}
	return false
}

// fault is what the author of a refused entry is told: the first failure, under
// ballot.board.<code>.
func (f Failures) fault() error {
	said := f[0].Code.words()
	return fault.FailedPrecondition("ballot.board."+string(f[0].Code), said.wrong.ZH+"未记入票决公告板。", said.wrong.EN+" Nothing was put on the board.").Because(f)
}

// errTrustees says that fewer than the threshold gave their part.
var errTrustees = errors.New("too few partial decryptions")

// codeOf is the check that an error of the arithmetic belongs to.
func codeOf(err error) Code {
	for _, of := range []struct {
		err  error
		code Code
	}{{seal.ErrEncoding, CodeEncoding}, {seal.ErrContext, CodeContext}, {seal.ErrShape, CodeShape},
		{seal.ErrDealing, CodeCeremony}, {seal.ErrPartial, CodePartial}, {seal.ErrTally, CodeTally}} {
		if errors.Is(err, of.err) {
			return of.code
		}
	}
	if errors.Is(err, errTrustees) {
		return CodeTrustees
	}
	return CodeProof
}

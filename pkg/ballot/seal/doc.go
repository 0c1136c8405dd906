// Package seal is the arithmetic of the secret ballot (docs/ballot-protocol.md):
// the group, hashing, encryption with its proofs, the trustees' dealing of a
// joint key, and its use to open a sum. It knows no board and no rules of counting.
package seal

import (
	"errors"
	"fmt"
)

// Protocol names the version of the protocol in every hash and document.
const Protocol = "lianluo-ballot/1"

// What can be wrong with what somebody sent. A verifier reports each under a
// code of its own, so they are told apart by errors.Is.
var (
	ErrEncoding = errors.New("not the canonical encoding of an element or a scalar")
	ErrProof    = errors.New("a proof does not hold")
	ErrShape    = errors.New("the ballot has not the shape that the rules give it")
	ErrContext  = errors.New("made for another election")
	ErrDealing  = errors.New("the dealing does not fit its commitment or its proof")
	ErrPartial  = errors.New("the partial decryption does not hold")
	ErrTally    = errors.New("the sum opens to no possible number")
)

func wrongf(kind error, format string, a ...any) error {
	return fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, a...))
}

package ballottest

import (
	"fmt"

	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// Trustee is a scrutineer's phone.
type Trustee struct {
	*Device
	Index, Seat int
	transport   *seal.Scalar
	polynomial  seal.Polynomial
}

// NewTrustee makes the phone of trustee i, who sits on a seat.
func NewTrustee(seed string, i, seat int) *Trustee {
	return &Trustee{Device: NewDevice(seed, fmt.Sprintf("trustee:%d", i)), Index: i, Seat: seat}
}

func (t *Trustee) post(b *board.Board) seal.Post {
	return seal.Post{Context: b.Context(), Attempt: b.Attempt(), Index: t.Index}
}

// Join makes the secrets of an attempt and commits to them.
func (t *Trustee) Join(b *board.Board) Said {
	t.transport, t.polynomial = t.Draw(), seal.NewPolynomial(b.Definition().Threshold, t.Draw)
	return t.say(b, board.KindTrustee, board.Trustee{Attempt: b.Attempt(), Index: t.Index, Seat: t.Seat, Key: t.Key(),
		Transport: new(seal.Point).ScalarMultBase(t.transport).Bytes(), Commitment: t.polynomial.Commitment(t.post(b))})
}

// Deal shows the coefficients and deals the shares.
func (t *Trustee) Deal(b *board.Board) Said {
	return t.say(b, board.KindDeal, board.Deal{Attempt: b.Attempt(), Index: t.Index, Dealing: t.polynomial.Deal(t.post(b), b.Transports(), t.Draw)})
}

// Complain ends the attempt.
func (t *Trustee) Complain(b *board.Board, against int, reason string) Said {
	return t.say(b, board.KindComplaint, board.Complaint{Attempt: b.Attempt(), Index: t.Index, Against: against, Reason: reason})
}

// Confirm says which key all dealings make; head is the hash of the last deal.
func (t *Trustee) Confirm(b *board.Board, head seal.Hex) (Said, error) {
	joint, err := seal.Joint(b.Dealings())
	if err != nil {
		return Said{}, err
	}
	return t.say(b, board.KindConfirm, board.Confirm{Attempt: b.Attempt(), Index: t.Index, Key: joint.Bytes(), Head: head}), nil
}

// Secret adds up what was dealt to the trustee: deals are their bodies, in the
// order of the trustees. Fails with seal.ErrDealing where there is reason for a
// complaint.
func (t *Trustee) Secret(b *board.Board, deals []board.Deal) (*seal.Scalar, error) {
	sum, coefficients := t.polynomial.At(t.Index), b.Dealings()
	for i, deal := range deals {
		for _, share := range deal.Shares {
			if share.To != t.Index {
				continue
			}
			value, err := share.Open(seal.Post{Context: b.Context(), Attempt: deal.Attempt, Index: i + 1}, t.transport, coefficients[i])
			if err != nil {
				return nil, err
			}
			sum.Add(sum, value)
		}
	}
	return sum, nil
}

// Open makes the trustee's part in opening the sums.
func (t *Trustee) Open(b *board.Board, secret *seal.Scalar) Said {
	body := board.Partial{Index: t.Index, Shares: [][]seal.Partial{}}
	for i, row := range b.Sums() {
		shares := make([]seal.Partial, len(row))
		for column, sum := range row {
			shares[column] = b.Opener(t.Index).Open(i, column, sum.Alpha, secret, t.Draw)
		}
		body.Shares = append(body.Shares, shares)
	}
	return t.say(b, board.KindPartial, body)
}

// Sign signs the result whose entry has the hash.
func (t *Trustee) Sign(b *board.Board, result seal.Hex) Said {
	return t.say(b, board.KindSign, board.Sign{Index: t.Index, Result: result})
}

package seal

import (
	"fmt"
	"math"
)

// Partial is one trustee's part in opening one sum, and the proof of it.
type Partial struct {
	D Hex `json:"d"`
	C Hex `json:"c"`
	Z Hex `json:"z"`
}

// Opener is a trustee when the urn is opened.
type Opener struct {
	Election Hex
	Index    int
	Public   *Point // V_j
}

func (o Opener) challenge(place string, alpha, d, a, b *Point) *Scalar {
	return HashScalar("partial", o.Election, Num(o.Index), []byte(place),
		o.Public.Bytes(), alpha.Bytes(), d.Bytes(), a.Bytes(), b.Bytes())
}

func openPlace(row, column int) string { return fmt.Sprintf("%d:%d", row, column) }

// Open makes the partial decryption of the sum at a place with the share.
func (o Opener) Open(row, column int, alpha *Point, share *Scalar, draw Source) Partial {
	d, w := times(share, alpha), draw()
	c := o.challenge(openPlace(row, column), alpha, d, base(w), times(w, alpha))
	return Partial{D: d.Bytes(), C: c.Bytes(), Z: new(Scalar).MulAdd(c, share, w).Bytes()}
}

// Check reads d and checks its proof. Fails with ErrEncoding or ErrPartial.
func (o Opener) Check(row, column int, alpha *Point, p Partial) (*Point, error) {
	d, err := p.D.Element()
	if err != nil {
		return nil, err
	}
	c, z, err := Pair{C: p.C, Z: p.Z}.read()
	if err != nil {
		return nil, err
	}
	a := minus(new(Point).PublicScalarMultBase(z), new(Point).PublicScalarMult(o.Public, c))
	b := minus(new(Point).PublicScalarMult(alpha, z), new(Point).PublicScalarMult(d, c))
	if !c.Equals(o.challenge(openPlace(row, column), alpha, d, a, b)) {
		return nil, wrongf(ErrPartial, "of trustee %d for %s", o.Index, openPlace(row, column))
	}
	return d, nil
}

// Lagrange is λ_j for each of the indices.
func Lagrange(indices []int) []*Scalar {
	all := make([]*Scalar, len(indices))
	for i, j := range indices {
		above, below := small(1), small(1)
		for _, l := range indices {
			if l != j {
				above.Mul(above, small(l))
				below.Mul(below, new(Scalar).Sub(small(l), small(j)))
			}
		}
		all[i] = above.Mul(above, below.Inverse(below))
	}
	return all
}

// Opened is the number in a sum, given each opener's d; most is the largest that
// it can be. Fails with ErrTally.
func Opened(c Cipher, indices []int, ds []*Point, most int) (int, error) {
	message := new(Point).Set(c.Beta)
	for i, lambda := range Lagrange(indices) {
		message.Sub(message, new(Point).PublicScalarMult(ds[i], lambda))
	}
	return logarithm(message, most)
}

// logarithm finds n with n·B = p by small steps and great ones.
func logarithm(p *Point, most int) (int, error) {
	width := int(math.Sqrt(float64(most))) + 1
	steps, one := make(map[[32]byte]int, width), new(Point).SetBase()
	for at, n := new(Point).SetZero(), 0; n < width; n++ {
		steps[[32]byte(at.Bytes())] = n
		at = plus(at, one)
	}
	stride, rest := base(small(width)), new(Point).Set(p)
	for great := 0; great*width <= most; great++ {
		if n, there := steps[[32]byte(rest.Bytes())]; there && great*width+n <= most {
			return great*width + n, nil
		}
		rest = minus(rest, stride)
	}
	return 0, ErrTally
}

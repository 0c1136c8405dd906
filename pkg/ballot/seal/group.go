package seal

import (
	"crypto/rand"

	"github.com/bwesterb/go-ristretto"
)

// Point is an element of ristretto255.
type Point = ristretto.Point

// Scalar is a number modulo the order of the group.
type Scalar = ristretto.Scalar

// Source gives scalars one after the other: fresh and uniform ones, or the
// tellers', which both of their devices draw alike.
type Source func() *Scalar

// Fresh draws from the operating system.
func Fresh() *Scalar {
	var wide [64]byte
	_, _ = rand.Read(wide[:]) // never fails: the runtime ends the program instead
	return new(Scalar).SetReduced(&wide)
}

// Drawn is the tellers' source for one paper: both devices know the secret. Other
// choices draw other scalars, so that a number entered anew gives nothing away.
func Drawn(secret, election Hex, number int, choices [][]int) Source {
	counter := -1
	var digits []byte
	for _, row := range choices {
		for _, v := range row {
			digits = append(digits, Num(v)...)
		}
	}
	return func() *Scalar {
		counter++
		return HashScalar("paper", secret, election, Num(number), digits, Num(counter))
	}
}

// small is n as a scalar; n is never negative here.
func small(n int) *Scalar { return new(Scalar).SetUint64(uint64(n)) }

// times is s·P in constant time, for scalars that are secret.
func times(s *Scalar, p *Point) *Point { return new(Point).ScalarMult(p, s) }

// base is s·B in constant time.
func base(s *Scalar) *Point { return new(Point).ScalarMultBase(s) }

func plus(p, q *Point) *Point  { return new(Point).Add(p, q) }
func minus(p, q *Point) *Point { return new(Point).Sub(p, q) }

// weighed is Σ x^t·P_t, by Horner's rule; x is public.
func weighed(x int, points []*Point) *Point {
	sum := new(Point).SetZero()
	for i := len(points) - 1; i >= 0; i-- {
		sum.PublicScalarMult(sum, small(x))
		sum.Add(sum, points[i])
	}
	return sum
}

func isZero(p *Point) bool { return p.Equals(new(Point).SetZero()) }

// Key is the trustees' joint key, with its multiples prepared: a ballot takes
// dozens of them, and checking all ballots tens of thousands.
type Key struct {
	point Point
	table ristretto.ScalarMultTable
}

// NewKey prepares a key.
func NewKey(p *Point) *Key {
	k := &Key{point: *p}
	k.table.Compute(p)
	return k
}

// Point is the key itself.
func (k *Key) Point() *Point { return &k.point }

func (k *Key) secretTimes(s *Scalar) *Point { return new(Point).ScalarMultTable(&k.table, s) }
func (k *Key) publicTimes(s *Scalar) *Point { return new(Point).PublicScalarMultTable(&k.table, s) }

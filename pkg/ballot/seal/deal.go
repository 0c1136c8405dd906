package seal

import (
	"bytes"
)

// Post is a trustee's place in the ceremony: which attempt, which trustee.
type Post struct {
	Context        Hex
	Attempt, Index int
}

// Dealing is what a trustee shows everybody, with a share for each other one.
type Dealing struct {
	Coefficients []Hex   `json:"coefficients"`
	Proof        Pair    `json:"proof"`
	Shares       []Share `json:"shares"`
}

// Share is the value of the dealer's polynomial for one trustee, encrypted.
type Share struct {
	To        int `json:"to"`
	Ephemeral Hex `json:"ephemeral"`
	Cipher    Hex `json:"cipher"`
}

// Polynomial is a trustee's secret; it never leaves the phone.
type Polynomial []*Scalar

// NewPolynomial draws one for a threshold of k.
func NewPolynomial(k int, draw Source) Polynomial {
	f := make(Polynomial, k)
	for i := range f {
		f[i] = draw()
	}
	return f
}

// At is f(x).
func (f Polynomial) At(x int) *Scalar {
	sum := new(Scalar).SetZero()
	for i := len(f) - 1; i >= 0; i-- {
		sum.MulAdd(sum, small(x), f[i])
	}
	return sum
}

func (f Polynomial) public() []Hex {
	all := make([]Hex, len(f))
	for i, a := range f {
		all[i] = base(a).Bytes()
	}
	return all
}

// Commitment is what the trustee says before anybody deals.
func (f Polynomial) Commitment(p Post) Hex { return p.commitment(f.public()) }

func (p Post) commitment(coefficients []Hex) Hex {
	parts := [][]byte{p.Context, Num(p.Attempt), Num(p.Index)}
	for _, c := range coefficients {
		parts = append(parts, c)
	}
	return Digest("coefficients", parts...)
}

func (p Post) dealing(first, w *Point) *Scalar {
	return HashScalar("dealing", p.Context, Num(p.Attempt), Num(p.Index), first.Bytes(), w.Bytes())
}

// Deal shows the coefficients, proves the first known, and encrypts the shares
// to the transport keys (1 … n in order). It draws w, then an ephemeral secret
// for each other trustee, rising.
func (f Polynomial) Deal(p Post, transports []*Point, draw Source) Dealing {
	w := draw()
	c := p.dealing(base(f[0]), base(w))
	d := Dealing{Coefficients: f.public(),
		Proof: Pair{C: c.Bytes(), Z: new(Scalar).MulAdd(c, f[0], w).Bytes()}}
	for i, transport := range transports {
		if to := i + 1; to != p.Index {
			d.Shares = append(d.Shares, p.share(f.At(to), to, transport, draw()))
		}
	}
	return d
}

func (p Post) share(value *Scalar, to int, transport *Point, e *Scalar) Share {
	ephemeral := base(e)
	mask := p.mask(to, ephemeral, times(e, transport))
	return Share{To: to, Ephemeral: ephemeral.Bytes(), Cipher: mask.Add(value, mask).Bytes()}
}

func (p Post) mask(to int, ephemeral, shared *Point) *Scalar {
	return HashScalar("share", p.Context, Num(p.Attempt), Num(p.Index), Num(to), ephemeral.Bytes(), shared.Bytes())
}

// Check checks what everybody can of a dealing with threshold k among n, and
// reads its coefficients. Fails with ErrDealing or ErrEncoding.
func (d Dealing) Check(p Post, commitment Hex, k, n int) ([]*Point, error) {
	if len(d.Coefficients) != k || len(d.Shares) != n-1 {
		return nil, wrongf(ErrDealing, "of trustee %d: %d coefficients, %d shares", p.Index, len(d.Coefficients), len(d.Shares))
	}
	points, err := elements(d.Coefficients)
	if err != nil {
		return nil, err
	}
	if isZero(points[0]) || !bytes.Equal(p.commitment(d.Coefficients), commitment) {
		return nil, wrongf(ErrDealing, "of trustee %d is not what was committed to", p.Index)
	}
	if err := d.checkShares(p); err != nil {
		return nil, err
	}
	return points, d.checkProof(p, points[0])
}

func elements(texts []Hex) ([]*Point, error) {
	points := make([]*Point, len(texts))
	for i, text := range texts {
		p, err := text.Element()
		if err != nil {
			return nil, err
		}
		points[i] = p
	}
	return points, nil
}

func (d Dealing) checkShares(p Post) error {
	to := 0
	for _, share := range d.Shares {
		if to++; to == p.Index {
			to++
		}
		if share.To != to {
			return wrongf(ErrDealing, "of trustee %d: a share for %d where one for %d belongs", p.Index, share.To, to)
		}
		e, err := share.Ephemeral.Element()
		if err != nil {
			return err
		}
		if isZero(e) {
			return wrongf(ErrDealing, "of trustee %d hides nothing from trustee %d", p.Index, to)
		}
		if _, err := share.Cipher.Scalar(); err != nil {
			return err
		}
	}
	return nil
}

func (d Dealing) checkProof(p Post, first *Point) error {
	c, z, err := d.Proof.read()
	if err != nil {
		return err
	}
	w := minus(new(Point).PublicScalarMultBase(z), new(Point).PublicScalarMult(first, c))
	if !c.Equals(p.dealing(first, w)) {
		return wrongf(ErrDealing, "of trustee %d proves no knowledge of its secret", p.Index)
	}
	return nil
}

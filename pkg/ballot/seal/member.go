package seal

// Pair is one answer of a proof.
type Pair struct {
	C Hex `json:"c"`
	Z Hex `json:"z"`
}

// Cipher is an encrypted number.
type Cipher struct{ Alpha, Beta *Point }

// Encrypt hides v with the randomness r, which must be fresh and told to nobody.
func (k *Key) Encrypt(r *Scalar, v int) Cipher {
	return Cipher{Alpha: base(r), Beta: plus(k.secretTimes(r), base(small(v)))}
}

// Add sums the numbers inside.
func (c Cipher) Add(d Cipher) Cipher {
	return Cipher{Alpha: plus(c.Alpha, d.Alpha), Beta: plus(c.Beta, d.Beta)}
}

// Nothing is the sum of no ciphers.
func Nothing() Cipher { return Cipher{new(Point).SetZero(), new(Point).SetZero()} }

// Setting is where a ballot is made: everything its proofs are bound to.
type Setting struct {
	Election Hex
	Author   string // seat:n or paper:n
	Ballot   Hex    // the deputy's key, or teller 1's
	Key      *Key
}

// challenge binds a proof to its place; commitments are a_0, b_0, a_1, b_1, …
func (s Setting) challenge(place string, c Cipher, commitments []*Point) *Scalar {
	parts := [][]byte{s.Election, []byte(s.Author), s.Ballot, []byte(place),
		s.Key.point.Bytes(), c.Alpha.Bytes(), c.Beta.Bytes()}
	for _, p := range commitments {
		parts = append(parts, p.Bytes())
	}
	return HashScalar("member", parts...)
}

// ProveMember shows that c, encrypted with r, holds v, one of 0 … top, and not
// which. It draws c_j and z_j for each j but v, then w.
func (s Setting) ProveMember(place string, c Cipher, r *Scalar, v, top int, draw Source) []Pair {
	cs, zs := make([]*Scalar, top+1), make([]*Scalar, top+1)
	commitments := make([]*Point, 2*(top+1))
	for j := range cs {
		if j != v {
			cs[j], zs[j] = draw(), draw()
			copy(commitments[2*j:], s.simulated(c, j, cs[j], zs[j]))
		}
	}
	w := draw()
	commitments[2*v], commitments[2*v+1] = base(w), s.Key.secretTimes(w)
	cs[v] = s.challenge(place, c, commitments)
	for j, other := range cs {
		if j != v {
			cs[v].Sub(cs[v], other)
		}
	}
	zs[v] = new(Scalar).MulAdd(cs[v], r, w)
	return pairs(cs, zs)
}

// simulated is z·B − c·α and z·K − c·(β − j·B), in constant time: which j is
// simulated gives the choice away.
func (s Setting) simulated(c Cipher, j int, challenge, answer *Scalar) []*Point {
	shifted := minus(c.Beta, base(small(j)))
	return []*Point{
		minus(base(answer), times(challenge, c.Alpha)),
		minus(s.Key.secretTimes(answer), times(challenge, shifted)),
	}
}

func pairs(cs, zs []*Scalar) []Pair {
	all := make([]Pair, len(cs))
	for i := range cs {
		all[i] = Pair{C: cs[i].Bytes(), Z: zs[i].Bytes()}
	}
	return all
}

// CheckMember checks such a proof; how many pairs there must be is the shape's
// to say. Fails with ErrEncoding or ErrProof.
func (s Setting) CheckMember(place string, c Cipher, proof []Pair) error {
	commitments := make([]*Point, 0, 2*len(proof))
	sum, shifted := new(Scalar).SetZero(), new(Point).Set(c.Beta)
	one := new(Point).SetBase()
	for _, pair := range proof {
		cj, zj, err := pair.read()
		if err != nil {
			return err
		}
		commitments = append(commitments,
			minus(new(Point).PublicScalarMultBase(zj), new(Point).PublicScalarMult(c.Alpha, cj)),
			minus(s.Key.publicTimes(zj), new(Point).PublicScalarMult(shifted, cj)))
		sum.Add(sum, cj)
		shifted = minus(shifted, one)
	}
	if !sum.Equals(s.challenge(place, c, commitments)) {
		return wrongf(ErrProof, "of %s of %s", place, s.Author)
	}
	return nil
}

func (p Pair) read() (c, z *Scalar, err error) {
	if c, err = p.C.Scalar(); err != nil {
		return nil, nil, err
	}
	z, err = p.Z.Scalar()
	return c, z, err
}

package seal

// Open takes the share of trustee `to` out of a dealing made at p, with the
// transport secret, and checks it. Where it fails, with ErrDealing, the trustee
// complains.
func (s Share) Open(p Post, transport *Scalar, coefficients []*Point) (*Scalar, error) {
	ephemeral, err := s.Ephemeral.Element()
	if err != nil {
		return nil, err
	}
	value, err := s.Cipher.Scalar()
	if err != nil {
		return nil, err
	}
	value.Sub(value, p.mask(s.To, ephemeral, times(transport, ephemeral)))
	if !base(value).Equals(weighed(s.To, coefficients)) {
		return nil, wrongf(ErrDealing, "the share of trustee %d for %d is not on its polynomial", p.Index, s.To)
	}
	return value, nil
}

// Joint is the key that all dealings make together; ErrDealing if they cancel
// each other out.
func Joint(dealings [][]*Point) (*Point, error) {
	sum := new(Point).SetZero()
	for _, coefficients := range dealings {
		sum.Add(sum, coefficients[0])
	}
	if isZero(sum) {
		return nil, wrongf(ErrDealing, "the joint key is the identity")
	}
	return sum, nil
}

// PublicShare is V_j: what belongs to trustee j's share, for anybody to compute.
func PublicShare(dealings [][]*Point, j int) *Point {
	sum := new(Point).SetZero()
	for _, coefficients := range dealings {
		sum.Add(sum, weighed(j, coefficients))
	}
	return sum
}

package seal

import (
	"encoding/hex"
	"errors"
)

// Hex is 32 bytes, a digest, key, element or scalar, that JSON shows in
// lower-case hexadecimal. In memory it may have any length; what is read from
// JSON may not.
type Hex []byte

// MarshalText writes the digits.
func (h Hex) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText refuses upper case, so that one value has one text.
func (h *Hex) UnmarshalText(text []byte) error { return h.unmarshal(text, 32) }

func (h *Hex) unmarshal(text []byte, size int) error {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return errors.New("not lower-case hexadecimal")
		}
	}
	b, err := hex.AppendDecode(nil, text)
	if *h = b; err == nil && len(b) != size {
		err = errors.New("bytes too many or too few")
	}
	return err
}

// Signature is 64 bytes, likewise.
type Signature []byte

// MarshalText writes the digits.
func (s Signature) MarshalText() ([]byte, error) { return Hex(s).MarshalText() }

// UnmarshalText is strict as that of Hex.
func (s *Signature) UnmarshalText(text []byte) error { return (*Hex)(s).unmarshal(text, 64) }

// String is the digits.
func (h Hex) String() string { return hex.EncodeToString(h) }

// Element reads an element; ErrEncoding if it is not canonical.
func (h Hex) Element() (*Point, error) {
	p := new(Point)
	if len(h) != 32 || !p.SetBytes((*[32]byte)(h)) {
		return nil, wrongf(ErrEncoding, "%.70s is no element", h)
	}
	return p, nil
}

// Scalar reads a scalar; ErrEncoding if it is not less than the group's order.
func (h Hex) Scalar() (*Scalar, error) {
	s := new(Scalar)
	if len(h) != 32 || !s.SetBytesStrict((*[32]byte)(h)) {
		return nil, wrongf(ErrEncoding, "%.70s is no scalar", h)
	}
	return s, nil
}

// Optional is a digest that may be left empty.
type Optional []byte

// MarshalText writes the digits.
func (o Optional) MarshalText() ([]byte, error) { return Hex(o).MarshalText() }

// UnmarshalText takes the empty text beside what Hex takes.
func (o *Optional) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*o = nil
		return nil
	}
	return (*Hex)(o).UnmarshalText(text)
}

package seal

import "bytes"

// Ciphers reads what a ballot holds, row by row, after looking at its shape and
// its election: everything but the proofs, which take long. Fails with
// ErrContext, ErrShape, ErrEncoding or, for an alpha that hides nothing, ErrProof.
func (b Ballot) Ciphers(election Hex, shape Shape) ([][]Cipher, error) {
	if !bytes.Equal(b.Election, election) {
		return nil, wrongf(ErrContext, "%.70s", b.Election)
	}
	if !b.fits(shape) {
		return nil, ErrShape
	}
	rows := make([][]Cipher, len(b.Votes))
	for i, row := range b.Votes {
		rows[i] = make([]Cipher, len(row))
		for column, vote := range row {
			c, err := vote.cipher()
			if err != nil {
				return nil, err
			}
			rows[i][column] = c
		}
	}
	return rows, nil
}

func (v Vote) cipher() (c Cipher, err error) {
	if c.Alpha, err = v.Alpha.Element(); err != nil {
		return c, err
	}
	if c.Beta, err = v.Beta.Element(); err == nil && isZero(c.Alpha) {
		err = wrongf(ErrProof, "an alpha hides nothing")
	}
	return c, err
}

func (b Ballot) fits(s Shape) bool {
	rows, total := 0, 0
	if s.ForRows() {
		rows = s.Rows
	}
	if s.ForTotal() {
		total = s.Limit + 1
	}
	if len(b.Votes) != s.Rows || len(b.Rows) != rows || len(b.Total) != total {
		return false
	}
	for _, row := range b.Votes {
		if len(row) != s.Columns {
			return false
		}
		for _, vote := range row {
			if len(vote.Proof) != 2 {
				return false
			}
		}
	}
	for _, proof := range b.Rows {
		if len(proof) != 2 {
			return false
		}
	}
	return true
}

// CheckProofs checks every proof of a ballot whose ciphers were read. Fails
// with ErrEncoding or ErrProof.
func (s Setting) CheckProofs(b Ballot, ciphers [][]Cipher) error {
	approved := Nothing()
	for i, row := range ciphers {
		total := Nothing()
		for column, c := range row {
			if err := s.CheckMember(votePlace(i, column), c, b.Votes[i][column].Proof); err != nil {
				return err
			}
			total = total.Add(c)
		}
		approved = approved.Add(row[0])
		if len(b.Rows) > 0 {
			if err := s.CheckMember(rowPlace(i), total, b.Rows[i]); err != nil {
				return err
			}
		}
	}
	if len(b.Total) > 0 {
		return s.CheckMember(totalPlace, approved, b.Total)
	}
	return nil
}

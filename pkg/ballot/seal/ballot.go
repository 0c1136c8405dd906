package seal

import (
	"fmt"
)

// Shape is what the rules make of a ballot.
type Shape struct {
	Rows, Columns int // candidates; choices for each
	Limit         int // most approvals
}

// ForRows says whether each row has a proof of its own.
func (s Shape) ForRows() bool { return s.Columns > 1 }

// ForTotal says whether the approvals have a proof together.
func (s Shape) ForTotal() bool { return s.Limit < s.Rows }

// Vote is one encrypted entry and the proof that it is 0 or 1.
type Vote struct {
	Alpha Hex    `json:"alpha"`
	Beta  Hex    `json:"beta"`
	Proof []Pair `json:"proof"`
}

// Ballot is the body of a ballot.
type Ballot struct {
	Election Hex      `json:"election"`
	Votes    [][]Vote `json:"votes"`
	Rows     [][]Pair `json:"rows"`
	Total    []Pair   `json:"total"`
}

// ErrChoices is what Make says of choices that no ballot may hold.
var ErrChoices = fmt.Errorf("choices that the rules do not allow")

// Allows says whether a ballot may hold the choices, rows of zeros and ones.
func (s Shape) Allows(choices [][]int) bool {
	approvals := 0
	for _, row := range choices {
		marks := 0
		for _, v := range row {
			if v < 0 || v > 1 {
				return false
			}
			marks += v
		}
		if marks > 1 || len(row) != s.Columns {
			return false
		}
		approvals += row[0]
	}
	return len(choices) == s.Rows && approvals <= s.Limit
}

// maker makes one ballot; sums of randomness are kept for the proofs of sums.
type maker struct {
	Setting
	draw     Source
	rows     []sum
	approved sum
}

type sum struct {
	Cipher
	r *Scalar
	v int
}

func nought() sum { return sum{Cipher: Nothing(), r: new(Scalar).SetZero()} }

func (s *sum) add(c Cipher, r *Scalar, v int) {
	s.Cipher, s.v = s.Add(c), s.v+v
	s.r.Add(s.r, r)
}

// Make encrypts the choices and proves them lawful, drawing in the order that
// the protocol gives. Fails with ErrChoices.
func (s Setting) Make(shape Shape, choices [][]int, draw Source) (Ballot, error) {
	if !shape.Allows(choices) {
		return Ballot{}, ErrChoices
	}
	m := &maker{Setting: s, draw: draw, approved: nought()}
	b := Ballot{Election: s.Election, Votes: make([][]Vote, len(choices)), Rows: [][]Pair{}, Total: []Pair{}}
	for i, row := range choices {
		b.Votes[i] = m.row(i, row)
	}
	if shape.ForRows() {
		for i, sum := range m.rows {
			b.Rows = append(b.Rows, m.proof(rowPlace(i), sum, 1))
		}
	}
	if shape.ForTotal() {
		b.Total = m.proof(totalPlace, m.approved, shape.Limit)
	}
	return b, nil
}

func (m *maker) row(i int, row []int) []Vote {
	votes, total := make([]Vote, len(row)), nought()
	for column, v := range row {
		r := m.draw()
		c := m.Key.Encrypt(r, v)
		votes[column] = Vote{Alpha: c.Alpha.Bytes(), Beta: c.Beta.Bytes(),
			Proof: m.ProveMember(votePlace(i, column), c, r, v, 1, m.draw)}
		total.add(c, r, v)
		if column == 0 {
			m.approved.add(c, r, v)
		}
	}
	m.rows = append(m.rows, total)
	return votes
}

func (m *maker) proof(place string, s sum, top int) []Pair {
	return m.ProveMember(place, s.Cipher, s.r, s.v, top, m.draw)
}

const totalPlace = "total"

func votePlace(row, column int) string { return fmt.Sprintf("vote:%d:%d", row, column) }
func rowPlace(row int) string          { return fmt.Sprintf("row:%d", row) }

package ballottest

import (
	"errors"
	"runtime"
	"sync"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// Marks are the choices of the n-th voter: different voters, different choices,
// the first candidates liked best.
func (p *Play) Marks(n int) [][]int {
	shape := p.Board.Shape()
	marks, left := make([][]int, shape.Rows), shape.Limit
	for i := range marks {
		marks[i] = make([]int, shape.Columns)
		switch liking := (n*7 + i*3) % 11; {
		case left > 0 && liking < 10-i:
			marks[i][0] = 1
			left--
		case shape.Columns > 1 && liking > 8:
			marks[i][1] = 1
		}
	}
	return marks
}

// Cast lets every deputy with a phone cast. Phones encrypt side by side.
func (p *Play) Cast() error {
	said, err := p.Encrypted()
	for _, one := range said {
		err = errors.Join(err, p.Post(one))
	}
	return err
}

// Encrypted is what all phones cast, in the order of their seats.
func (p *Play) Encrypted() ([]Said, error) {
	var voters []*Deputy
	for _, d := range p.Deputies {
		if !p.OnPaper(d) && !p.absent(d) {
			voters = append(voters, d)
		}
	}
	said, errs := make([]Said, len(voters)), make([]error, len(voters))
	var wg sync.WaitGroup
	width := runtime.GOMAXPROCS(0)
	for first := range width {
		wg.Go(func() {
			for i := first; i < len(voters); i += width {
				said[i], errs[i] = voters[i].Cast(p.Board, p.Marks(voters[i].Seat))
			}
		})
	}
	wg.Wait()
	return said, errors.Join(errs...)
}

// EnterPapers enters and agrees to all papers.
func (p *Play) EnterPapers() error {
	for number := 1; number <= p.Papers; number++ {
		var marks [][]int
		if number <= p.Papers-p.Invalid {
			marks = p.Marks(p.Script.Deputies - p.Papers + number)
		}
		said, err := p.Tellers.Paper(p.Board, number, marks)
		if err == nil {
			err = p.Post(said)
		}
		if err != nil {
			return err
		}
		if err := p.Post(p.Tellers.Agree(p.Board, p.Last())); err != nil {
			return err
		}
	}
	return nil
}

// CloseUrn closes the urn with the numbers of the board.
func (p *Play) CloseUrn() error { return p.Order(board.KindClose, p.Board.Closing()) }

// Decrypt lets all trustees open.
func (p *Play) Decrypt() error {
	return p.eachTrustee(p.Partial)
}

// Partial is what a trustee's phone gives to open the urn.
func (p *Play) Partial(t *Trustee) (Said, error) {
	secret, err := t.Secret(p.Board, p.deals)
	if err != nil {
		return Said{}, err
	}
	return t.Open(p.Board, secret), nil
}

// Counted is what the chair publishes. Fails where the partials open nothing.
func (p *Play) Counted() (board.Result, error) {
	tally, err := p.Board.Tally()
	if err != nil {
		return board.Result{}, err
	}
	return p.ResultOf(tally), nil
}

// ResultOf is what the rules make of a tally.
func (p *Play) ResultOf(t ballot.Tally) board.Result {
	return board.Result{Tally: t, Outcome: p.Board.Outcome(t)}
}

// Publish publishes the result.
func (p *Play) Publish() error {
	r, err := p.Counted()
	if err != nil {
		return err
	}
	return p.Order(board.KindResult, r)
}

// Sign lets all trustees sign the result, which is the last entry.
func (p *Play) Sign() error {
	result := p.Last()
	return p.eachTrustee(func(t *Trustee) (Said, error) { return t.Sign(p.Board, result), nil })
}

// Declare declares the result, with minutes.
func (p *Play) Declare() error {
	return p.Order(board.KindDeclare, board.Declare{Minutes: seal.Optional(board.Minutes([]byte("票决结果报告单")))})
}

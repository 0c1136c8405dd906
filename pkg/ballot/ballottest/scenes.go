package ballottest

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// Rules are the lawful rules for the script.
func (s Script) Rules() ballot.Rules {
	r := ballot.Rules{Version: "test", Method: s.Method, Places: s.Places, Choices: s.Choices, Roll: s.Deputies, SuspendedCount: true,
		Quorum: ballot.Quorum(s.Deputies), Pass: ballot.Pass(s.Deputies), Tie: ballot.TieRunoff, Short: ballot.ShortEmpty,
		EqualNumber: s.Method == ballot.Package, PaperFloor: min(3, s.Papers), Limit: s.Places}
	if len(r.Choices) == 0 {
		r.Choices = []string{ballot.Approve}
	}
	if s.Method == ballot.ApprovalPerItem {
		r.Limit = s.Candidates
	}
	return r
}

// Definition is the lawful definition for the play.
func (p *Play) Definition() board.Definition {
	rules, err := p.Rules().Text()
	if err != nil {
		panic(err) // rules are plain values
	}
	d := board.Definition{Protocol: seal.Protocol, Ballot: "bal_" + p.Seed, Title: "民生实事项目票决", Rules: rules,
		Congress: board.Congress{Name: "辰溪县人民代表大会", Division: "431223", Term: 18, Session: 6},
		Chair:    p.Chair.Key(), Threshold: p.Threshold, Scrutineers: []int{}, Candidates: []board.Candidate{}, Roll: []board.Seat{}}
	for _, t := range p.Trustees {
		d.Scrutineers = append(d.Scrutineers, t.Seat)
	}
	for i := range p.Candidates {
		id := fmt.Sprintf("prj_%02d", i+1)
		d.Candidates = append(d.Candidates, board.Candidate{ID: id, Title: fmt.Sprintf("候选项目%d", i+1), Dossier: seal.Digest("dossier", []byte(id))})
	}
	for _, deputy := range p.Deputies {
		d.Roll = append(d.Roll, board.Seat{Seat: deputy.Seat, Mandate: fmt.Sprintf("man_%03d", deputy.Seat), Name: fmt.Sprintf("代表%d", deputy.Seat)})
	}
	return d
}

// Define posts the definition.
func (p *Play) Define() error { return p.DefineAs(p.Definition()) }

// DefineAs posts a definition of the test's own.
func (p *Play) DefineAs(d board.Definition) error {
	return p.Post(p.Chair.Say(d.Ballot, board.KindDefinition, d))
}

// Join lets the trustees join.
func (p *Play) Join() error {
	return p.eachTrustee(func(t *Trustee) (Said, error) { return t.Join(p.Board), nil })
}

// Deal lets them deal.
func (p *Play) Deal() error {
	p.deals = nil
	return p.eachTrustee(func(t *Trustee) (Said, error) {
		said := t.Deal(p.Board)
		var body board.Deal
		err := json.Unmarshal([]byte(said.Body), &body)
		p.deals = append(p.deals, body)
		return said, err
	})
}

// Confirm lets them confirm the joint key.
func (p *Play) Confirm() error {
	head := p.Last()
	return p.eachTrustee(func(t *Trustee) (Said, error) { return t.Confirm(p.Board, head) })
}

func (p *Play) eachTrustee(say func(*Trustee) (Said, error)) error {
	for _, t := range p.Trustees {
		said, err := say(t)
		if err == nil {
			err = p.Post(said)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// CallTellers brings the tellers' keys, if there is paper.
func (p *Play) CallTellers() error {
	if p.Papers == 0 {
		return nil
	}
	return errors.Join(p.Post(p.Tellers.Come(p.Board, 1)), p.Post(p.Tellers.Come(p.Board, 2)))
}

// OnPaper says that a deputy votes on paper.
func (p *Play) OnPaper(d *Deputy) bool { return d.Seat > p.Script.Deputies-p.Papers }

func (p *Play) absent(d *Deputy) bool {
	return !p.OnPaper(d) && d.Seat > p.Script.Deputies-p.Papers-p.Absent
}

// CheckIn lets everybody who comes check in, with a key or for a paper.
func (p *Play) CheckIn() error {
	for _, seat := range p.Voided {
		lost := NewDeputy(p.Seed+" lost", seat)
		if err := errors.Join(p.Post(lost.CheckIn(p.Board)),
			p.Order(board.KindKeyVoid, board.KeyVoid{Seat: seat, Key: lost.Key(), Reason: "手机遗失"})); err != nil {
			return err
		}
	}
	for _, d := range p.Deputies {
		var err error
		switch {
		case p.absent(d):
		case p.OnPaper(d):
			err = p.Order(board.KindPaperIssue, board.PaperIssue{Seat: d.Seat})
		default:
			err = p.Post(d.CheckIn(p.Board))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Freeze freezes roll and keys.
func (p *Play) Freeze() error { return p.Order(board.KindFreeze, p.Board.Freezing()) }

// OpenUrn opens the urn.
func (p *Play) OpenUrn() error { return p.Order(board.KindOpen, board.Opening{}) }

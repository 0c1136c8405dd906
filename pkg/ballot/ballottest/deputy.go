package ballottest

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// Deputy is a deputy's phone.
type Deputy struct {
	*Device
	Seat int
}

// NewDeputy makes the phone of who sits on a seat.
func NewDeputy(seed string, seat int) *Deputy {
	return &Deputy{Device: NewDevice(seed, fmt.Sprintf("seat:%d", seat)), Seat: seat}
}

// CheckIn brings the phone's key.
func (d *Deputy) CheckIn(b *board.Board) Said {
	return d.say(b, board.KindVoter, board.Voter{Seat: d.Seat, Key: d.Key(), Device: "own"})
}

// Setting is what the phone's proofs are bound to.
func (d *Deputy) Setting(b *board.Board) seal.Setting {
	return seal.Setting{Election: b.Election(), Author: d.Author, Ballot: d.Key(), Key: b.Key()}
}

// Cast encrypts the choices. Fails with seal.ErrChoices.
func (d *Deputy) Cast(b *board.Board, choices [][]int) (Said, error) {
	made, err := d.Setting(b).Make(b.Shape(), choices, d.Draw)
	return d.say(b, board.KindBallot, made), err
}

// Tellers are the two tellers' devices, which share a secret.
type Tellers struct {
	First, Second *Device
	secret        seal.Hex
}

// NewTellers makes both.
func NewTellers(seed string) *Tellers {
	return &Tellers{First: NewDevice(seed, "teller:1"), Second: NewDevice(seed, "teller:2"), secret: seal.Digest("tellers", []byte(seed))}
}

// Come brings the key of teller t.
func (t *Tellers) Come(b *board.Board, number int) Said {
	device := []*Device{t.First, t.Second}[number-1]
	return device.say(b, board.KindTeller, board.Teller{Teller: number, Name: fmt.Sprintf("计票人%d", number), Key: device.Key()})
}

// Paper enters a paper; nil choices make it invalid. Fails with seal.ErrChoices.
func (t *Tellers) Paper(b *board.Board, number int, choices [][]int) (Said, error) {
	body := board.Paper{Number: number, Invalid: choices == nil}
	if choices != nil {
		setting := seal.Setting{Election: b.Election(), Author: fmt.Sprintf("paper:%d", number), Ballot: t.First.Key(), Key: b.Key()}
		made, err := setting.Make(b.Shape(), choices, seal.Drawn(t.secret, b.Election(), number, choices))
		if err != nil {
			return Said{}, err
		}
		text, err := json.Marshal(made)
		if err != nil {
			return Said{}, err
		}
		body.Ballot = string(text)
	}
	return t.First.say(b, board.KindPaper, body), nil
}

// Agree agrees to the paper whose entry has the hash.
func (t *Tellers) Agree(b *board.Board, entry seal.Hex) Said {
	return t.Second.say(b, board.KindPaperAgree, board.PaperAgree{Entry: entry})
}

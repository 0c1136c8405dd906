package ballottest

import (
	"fmt"
	"time"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// Script is what is played. The last Papers deputies vote on paper, the last
// Invalid of these with a paper that does not count.
type Script struct {
	Seed                          string
	Deputies, Trustees, Threshold int
	Candidates, Places            int
	Method                        ballot.Method
	Choices                       []string // of the rules; approve alone if none
	Papers, Invalid               int
	Absent                        int   // deputies before those with paper who do not come
	Voided                        []int // seats whose first key is voided and replaced
}

// Play is a ballot being played.
type Play struct {
	Script
	Board    *board.Board
	Entries  []board.Entry
	Chair    *Device
	Trustees []*Trustee
	Deputies []*Deputy
	Tellers  *Tellers
	// Take puts an entry on the board: Board.Append, unless a test plays another
	// server.
	Take  func(board.Entry) error
	deals []board.Deal
}

// New makes everybody's devices.
func New(s Script) *Play {
	p := &Play{Script: s, Board: board.New(), Chair: NewDevice(s.Seed, "chair"), Tellers: NewTellers(s.Seed)}
	p.Take = func(e board.Entry) error { return p.Board.Append(e) }
	for i := range s.Trustees {
		p.Trustees = append(p.Trustees, NewTrustee(s.Seed, i+1, 2*i+1))
	}
	for i := range s.Deputies {
		p.Deputies = append(p.Deputies, NewDeputy(s.Seed, i+1))
	}
	return p
}

var opened = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// At is the time of the next entry.
func (p *Play) At() string { return board.At(opened.Add(time.Duration(len(p.Entries)) * time.Second)) }

// Post puts what somebody said on the board.
func (p *Play) Post(said Said) error {
	e := p.Board.Next(p.At(), said.Kind, said.Author, said.Body, said.Signature)
	if err := p.Take(e); err != nil {
		return fmt.Errorf("%s by %s: %w", said.Kind, said.Author, err)
	}
	p.Entries = append(p.Entries, e)
	return nil
}

// Order posts what the chair says.
func (p *Play) Order(kind string, body any) error {
	return p.Post(p.Chair.Say(p.Board.Definition().Ballot, kind, body))
}

// Last is the hash of the last entry.
func (p *Play) Last() seal.Hex { return p.Entries[len(p.Entries)-1].Hash }

// Bundle is the text of the board so far.
func (p *Play) Bundle() []byte {
	text, err := board.Write(p.Entries)
	if err != nil {
		panic(err) // entries are plain values
	}
	return text
}

// Scene is a part of a play.
type Scene struct {
	Name string
	Play func(*Play) error
}

// Scenes are those of a whole ballot, in order.
func Scenes() []Scene {
	return []Scene{
		{"define", (*Play).Define}, {"join", (*Play).Join}, {"deal", (*Play).Deal}, {"confirm", (*Play).Confirm},
		{"tellers", (*Play).CallTellers}, {"check in", (*Play).CheckIn}, {"freeze", (*Play).Freeze}, {"open", (*Play).OpenUrn},
		{"cast", (*Play).Cast}, {"papers", (*Play).EnterPapers}, {"close", (*Play).CloseUrn}, {"partials", (*Play).Decrypt},
		{"result", (*Play).Publish}, {"sign", (*Play).Sign}, {"declare", (*Play).Declare},
	}
}

// To plays all scenes up to the named one, "" for all.
func (p *Play) To(name string) error { return p.play(Scenes(), name) }

// From plays the scenes after the named one.
func (p *Play) From(name string) error {
	scenes := Scenes()
	for i, scene := range scenes {
		if scene.Name == name {
			return p.play(scenes[i+1:], "")
		}
	}
	return fmt.Errorf("no scene %q", name)
}

func (p *Play) play(scenes []Scene, last string) error {
	for _, scene := range scenes {
		if err := scene.Play(p); err != nil {
			return fmt.Errorf("%s: %w", scene.Name, err)
		}
		if scene.Name == last {
			return nil
		}
	}
	return nil
}

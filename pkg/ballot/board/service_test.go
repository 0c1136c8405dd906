package board_test

import (
	"testing"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

func played(t *testing.T, to string) *ballottest.Play {
	t.Helper()
	p := ballottest.New(ballottest.Script{Seed: "service", Deputies: 5, Trustees: 3, Threshold: 2, Candidates: 4, Places: 2, Method: ballot.ApprovalCapped})
	if err := p.To(to); err != nil {
		t.Fatal(err)
	}
	return p
}

// What is stored is taken without its proofs, once; Append refuses what they do not
// hold for, and takes nothing of it.
func TestTake(t *testing.T) {
	p := played(t, "open")
	said, err := p.Deputies[0].Cast(p.Board, p.Marks(1))
	if err != nil {
		t.Fatal(err)
	}
	e := p.Board.Next(p.At(), said.Kind, said.Author, said.Body, said.Signature)
	if err := p.Board.Take(e); err != nil || !p.Board.Voters()[0].Cast {
		t.Errorf("taken as %v", err)
	}
	if err := p.Board.Take(e); !board.FailuresOf(err).Has(board.CodeTwice) {
		t.Errorf("taken twice as %v", err)
	}
	other, err := p.Deputies[1].Cast(p.Board, p.Marks(2))
	if err != nil {
		t.Fatal(err)
	}
	moved := p.Deputies[2].SayText(p.Board.Definition().Ballot, board.KindBallot, other.Body)
	e = p.Board.Next(p.At(), moved.Kind, moved.Author, moved.Body, moved.Signature)
	if err := p.Board.Append(e); !board.FailuresOf(err).Has(board.CodeProof) || p.Board.Voters()[2].Cast {
		t.Errorf("another's ballot is refused as %v", err)
	}
	if err := p.Board.Take(e); err != nil {
		t.Errorf("proofs are checked again: %v", err)
	}
}

// Everybody's progress is told as it comes.
func TestProgress(t *testing.T) {
	for scene, want := range map[string]board.Helper{
		"define": {}, "join": {Joined: true}, "deal": {Joined: true, Dealt: true}, "confirm": {Joined: true, Dealt: true, Confirmed: true},
		"partials": {Joined: true, Dealt: true, Confirmed: true, Opened: true}, "sign": {Joined: true, Dealt: true, Confirmed: true, Opened: true, Signed: true},
	} {
		p := played(t, scene)
		if got := p.Board.Helpers()[2]; got != want {
			t.Errorf("after %s a trustee is %+v, not %+v", scene, got, want)
		}
		if frozen := scene == "partials" || scene == "sign"; p.Board.Frozen() != frozen {
			t.Errorf("after %s the keys are frozen: %v", scene, p.Board.Frozen())
		}
	}
	p := played(t, "check in")
	if v := p.Board.Voters()[4]; v.Key.String() != p.Deputies[4].Key().String() || v.Cast || v.Paper || v.Suspended {
		t.Errorf("who has checked in is %+v", v)
	}
	if p.Board.Tellers() != [2]bool{} {
		t.Error("there are tellers")
	}
}

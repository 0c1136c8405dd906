package minutes

import (
	"encoding/json"
	"time"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
)

// Of takes the facts from a board that was verified, or that took each of its
// entries itself, and from these entries, of which ballots, papers and partials may
// be left out. The record ends before the declaration, which carries its digest. It
// fails with minutes.unsigned before the scrutineers have signed.
func Of(b *board.Board, entries []board.Entry) (Facts, error) {
	if phase := b.Phase(); phase != board.Signed && phase != board.Declared {
		return Facts{}, errUnsigned
	}
	d, result, closing := b.Definition(), b.Result(), b.Closing()
	f := Facts{
		Congress: d.Congress.Name, Term: d.Congress.Term, Session: d.Congress.Session, Title: d.Title,
		Ballot: d.Ballot, RunoffOf: d.RunoffOf, Rules: b.Rules(), Screen: closing.Screen, Paper: closing.Paper,
		Turnout: ballot.Turnout{Present: b.Present(), Issued: closing.Issued, Collected: closing.Collected, Valid: result.Valid, Invalid: result.Invalid},
		Tally:   result.Tally, Outcome: result.Outcome, Threshold: d.Threshold,
	}
	for _, c := range d.Candidates {
		f.Candidates = append(f.Candidates, ballot.Candidate{ID: c.ID, Title: c.Title, Dossier: c.Dossier.String()})
	}
	for _, seat := range d.Scrutineers {
		f.Scrutineers = append(f.Scrutineers, Scrutineer{Name: d.Roll[seat-1].Name})
	}
	suspended := map[int]bool{}
	for _, seat := range d.Roll {
		suspended[seat.Seat] = seat.Suspended
	}
	if !f.Rules.Method.Decides() {
		f.Term = 0
	}
	for _, e := range entries {
		if err := f.read(e, suspended); err != nil {
			return Facts{}, fault.Internal(err)
		}
	}
	for _, is := range suspended {
		if is {
			f.Suspended++
		}
	}
	return f, nil
}

// read adds what one entry says; suspended is kept by seat, since it may be lifted.
func (f *Facts) read(e board.Entry, suspended map[int]bool) (err error) {
	if e.Kind == board.KindDeclare {
		return nil
	}
	f.Seq, f.Head = e.Seq, e.Hash.String()
	switch e.Kind {
	case board.KindSuspension:
		var body board.Suspension
		err = json.Unmarshal([]byte(e.Body), &body)
		suspended[body.Seat] = body.Suspended
	case board.KindOpen:
		f.Opened, err = time.Parse(board.TimeLayout, e.At)
	case board.KindClose:
		f.Closed, err = time.Parse(board.TimeLayout, e.At)
	case board.KindTeller:
		var body board.Teller
		err = json.Unmarshal([]byte(e.Body), &body)
		f.Tellers = append(f.Tellers, body.Name)
	case board.KindSign:
		var body board.Sign
		if err = json.Unmarshal([]byte(e.Body), &body); err == nil {
			f.Scrutineers[body.Index-1].Signed = true
			f.Signed, err = time.Parse(board.TimeLayout, e.At)
		}
	case board.KindTrusteeLost:
		var body board.TrusteeLost
		if err = json.Unmarshal([]byte(e.Body), &body); err == nil {
			f.Scrutineers[body.Index-1].Lost = true
		}
	}
	return err
}

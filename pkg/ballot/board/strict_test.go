package board_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// What other readers of JSON would read, each its own way, is refused by all.
func TestBodiesAreReadStrictly(t *testing.T) {
	p := ballottest.New(small("strict"))
	require.NoError(t, p.To("confirm"))
	for _, body := range []string{
		``, ` `, `null`, `[]`, `"x"`, `{}`, `{"seat":1`, `{"seat":1}{}`, `{"seat":1} x`, `{"seat":1,}`,
		`{"seat":1,"seat":1}`, `{"seat":1,"note":""}`, `{"Seat":1}`, `{"seat":null}`, `{"seat":"1"}`, `{"seat":true}`,
		`{"seat":1.0}`, `{"seat":1e0}`, `{"seat":-1}`, `{"seat":-0}`, `{"seat":01}`, `{"seat":+1}`, `{"seat":9007199254740992}`,
		"\ufeff" + `{"seat":1}`, `{"seat":1}` + "\x00", "{\"seat\":1,\"\xff\":1}", `{"seat":1,"\ud800":1}`,
		strings.Repeat(`{"seat":`, 20000),
	} {
		said := p.Chair.SayText(p.Board.Definition().Ballot, board.KindPaperIssue, body)
		require.True(t, board.FailuresOf(p.Post(said)).Has(board.CodeBody), "%.60q", body)
	}
	said := p.Chair.SayText(p.Board.Definition().Ballot, board.KindPaperIssue, ` { "seat" : 1 } `)
	require.NoError(t, p.Post(said), "white space is free")
}

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	p := ballottest.New(small("large"))
	require.NoError(t, p.To("confirm"))
	err := p.Order(board.KindVoid, board.Void{Reason: strings.Repeat("x", board.MostBody)})
	require.True(t, board.FailuresOf(err).Has(board.CodeBody))
}

func TestAuthorsAreWrittenInOneWay(t *testing.T) {
	p := ballottest.New(small("authors"))
	require.NoError(t, p.To("confirm"))
	for _, author := range []string{"", "seat", "seat:", "seat:01", "seat:+1", "seat:0", "seat:-1", "seat:1 ", "Seat:1", "seat:1:1", "seat:99999999999999999999", "chair", "trustee:1"} {
		said := p.Deputies[0].CheckIn(p.Board)
		said.Author = author
		require.True(t, board.FailuresOf(p.Post(said)).Has(board.CodeOrder), author)
	}
}

func TestTimesAreWrittenInOneWay(t *testing.T) {
	p := ballottest.New(small("times"))
	require.NoError(t, p.To("confirm"))
	said := p.Deputies[0].CheckIn(p.Board)
	for _, at := range []string{"", "2026-11-23T01:00:30Z", "2026-11-23T01:00:30.0000Z", "2026-11-23T09:00:30.000+08:00", "2026-11-31T01:00:30.000Z", "x"} {
		require.True(t, board.FailuresOf(p.Board.Append(p.Board.Next(at, said.Kind, said.Author, said.Body, said.Signature))).Has(board.CodeClock), at)
	}
}

func TestHeadsAreReadInOneWay(t *testing.T) {
	w, err := board.ParseWitness("7:" + seal.Digest("x").String())
	require.NoError(t, err)
	require.Equal(t, board.Witness{Seq: 7, Hash: seal.Digest("x")}, w)
	for _, bad := range []string{"", "7", "7:", ":" + seal.Digest("x").String(), "-1:" + seal.Digest("x").String(), "x:" + seal.Digest("x").String(), "7:00"} {
		_, err := board.ParseWitness(bad)
		require.Error(t, err, bad)
	}
}

// Every check is told in both languages, and every kind is known in every phase.
func TestEveryCodeHasItsWords(t *testing.T) {
	for _, code := range board.Codes() {
		for _, lang := range []string{"zh", "en"} {
			require.NotEmpty(t, code.Holds(lang), code)
			require.NotEmpty(t, code.Wrong(lang), code)
		}
	}
}

func FuzzVerify(f *testing.F) {
	for _, script := range scripts() {
		p := ballottest.New(script)
		if err := p.To(""); err != nil {
			f.Fatal(err)
		}
		f.Add(p.Bundle(), 3, byte('0'))
	}
	f.Fuzz(func(t *testing.T, bundle []byte, at int, as byte) {
		whole := len(board.Verify(bundle, nil, nil).Failures) == 0
		if at < 0 || at >= len(bundle) || bundle[at] == as {
			return
		}
		changed := bytes.Clone(bundle)
		changed[at] = as
		if report := board.Verify(changed, nil, nil); whole && len(report.Failures) == 0 {
			require.Equal(t, bytes.Join(bytes.Fields(bundle), nil), bytes.Join(bytes.Fields(changed), nil), "a changed byte at %d shows", at)
		}
	})
}

func FuzzAppend(f *testing.F) {
	p := ballottest.New(small("fuzz"))
	if err := p.To("open"); err != nil {
		f.Fatal(err)
	}
	for _, e := range p.Entries {
		f.Add(e.Kind, e.Author, e.Body)
	}
	said, err := p.Deputies[0].Cast(p.Board, p.Marks(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(said.Kind, said.Author, said.Body)
	f.Fuzz(func(t *testing.T, kind, author, body string) {
		digest := seal.Digest("body", []byte(body))
		said := p.Chair.SayText(p.Board.Definition().Ballot, kind, body)
		e := p.Board.Next(p.At(), kind, author, body, said.Signature)
		if p.Board.Append(e) != nil {
			return
		}
		require.Equal(t, e.Hash, p.Board.Head())
		require.Equal(t, digest, e.BodyDigest())
		again, err := board.Load(p.Entries)
		require.NoError(t, err)
		p.Board = again
	})
}

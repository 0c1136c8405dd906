package board_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// attack is a way to cheat, by whoever has the means that its group names, and
// what a verifier must say of it: these codes and no others.
type attack struct {
	name   string
	script ballottest.Script
	after  string // the scene after which it happens
	do     func(*stage)
	then   string // the scene after which the others go on as if nothing had been
	codes  []board.Code
}

// stage is a play on a server that takes everything, and what is verified with it.
type stage struct {
	*ballottest.Play
	t         *testing.T
	bundle    []byte // where it is not the board as it stands
	witnesses []board.Witness
	receipts  []string
}

func perform(t *testing.T, a attack) board.Report {
	s := &stage{Play: ballottest.New(a.script), t: t}
	if a.after != "" {
		require.NoError(t, s.To(a.after))
	}
	s.Take = func(e board.Entry) error {
		s.Board.Force(e)
		return nil
	}
	a.do(s)
	if a.then != "" {
		require.NoError(t, s.From(a.then))
	}
	if s.bundle == nil {
		s.bundle = s.Bundle()
	}
	s.keep(a)
	return board.Verify(s.bundle, s.witnesses, s.receipts)
}

var attacksTo = flag.String("attacks", "", "a folder to write the attacked bundles to, for other verifiers")

// keep writes an attacked bundle with what a verifier is told beside it, and the
// codes that are expected.
func (s *stage) keep(a attack) {
	if *attacksTo == "" {
		return
	}
	told := map[string]any{"name": a.name, "codes": a.codes, "heads": []string{}, "receipts": s.receipts}
	for _, w := range s.witnesses {
		told["heads"] = append(told["heads"].([]string), fmt.Sprintf("%d:%s", w.Seq, w.Hash))
	}
	text, err := json.Marshal(told, json.Deterministic(true))
	s.must(err)
	name := filepath.Join(*attacksTo, strings.Map(func(c rune) rune {
		if c > ' ' && c < 127 && c != '\'' {
			return c
		}
		return '-'
	}, a.name))
	s.must(os.WriteFile(name+".bundle.json", s.bundle, 0o600))
	s.must(os.WriteFile(name+".told.json", text, 0o600))
}

func TestEveryAttackIsDetectedAndNamed(t *testing.T) {
	attacks := slices.Concat(chainAttacks, ceremonyAttacks, rollAttacks, ballotAttacks, paperAttacks, countAttacks)
	require.GreaterOrEqual(t, len(attacks), 25)
	names, reached := map[string]bool{}, map[board.Code]bool{}
	for _, a := range attacks {
		require.False(t, names[a.name], a.name)
		names[a.name] = true
		t.Run(a.name, func(t *testing.T) {
			report := perform(t, a)
			found := map[board.Code]bool{}
			for _, f := range report.Failures {
				found[f.Code], reached[f.Code] = true, true
				require.NotEmpty(t, f.Code.Wrong("zh"))
				require.NotEmpty(t, f.Code.Wrong("en"))
			}
			want := slices.Sorted(slices.Values(a.codes))
			require.Equal(t, want, slices.Sorted(maps.Keys(found)), "%v", report.Failures)
		})
	}
	for _, code := range board.Codes() {
		require.True(t, reached[code], "no attack reaches [%s]", code)
	}
}

// A server that is ours takes none of it: the step at which an attack begins to
// show is refused, and the board stays as it was.
func TestTheDoorRefusesWhatAVerifierWouldFind(t *testing.T) {
	for _, a := range slices.Concat(ceremonyAttacks, rollAttacks, ballotAttacks, paperAttacks, countAttacks) {
		t.Run(a.name, func(t *testing.T) {
			s := &stage{Play: ballottest.New(a.script), t: t}
			if a.after != "" {
				require.NoError(t, s.To(a.after))
			}
			var refused []error
			s.Take = func(e board.Entry) error {
				head, size := s.Board.Head(), s.Board.Size()
				err := s.Board.Append(e)
				if err != nil {
					refused = append(refused, err)
					require.Equal(t, head, s.Board.Head())
					require.Equal(t, size, s.Board.Size())
				}
				return err
			}
			a.do(s)
			if s.bundle != nil || len(s.witnesses) > 0 || len(s.receipts) > 0 {
				return // seen by people who compare, not at the door
			}
			require.NotEmpty(t, refused)
			require.Subset(t, a.codes, codesOf(refused[0]))
		})
	}
}

func codesOf(err error) []board.Code {
	var codes []board.Code
	for _, f := range board.FailuresOf(err) {
		codes = append(codes, f.Code)
	}
	return codes
}

// post lets somebody say something, whether it is taken or not.
func (s *stage) post(said ballottest.Said) { _ = s.Post(said) }

// order lets the chair say something.
func (s *stage) order(kind string, body any) { _ = s.Order(kind, body) }

func (s *stage) must(err error) { require.NoError(s.t, err) }

func (s *stage) cast(seat int) ballottest.Said {
	said, err := s.Deputies[seat-1].Cast(s.Board, s.Marks(seat))
	s.must(err)
	return said
}

// castAllBut lets the others cast.
func (s *stage) castAllBut(seats ...int) {
	for _, d := range s.Deputies {
		if !slices.Contains(seats, d.Seat) && !s.OnPaper(d) {
			s.post(s.cast(d.Seat))
		}
	}
}

// reword changes the body of what was said, leaving the signature as it is.
func reword[T any](said ballottest.Said, change func(*T)) ballottest.Said {
	var body T
	if err := json.Unmarshal([]byte(said.Body), &body); err != nil {
		panic(err)
	}
	change(&body)
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	said.Body = string(text)
	return said
}

// by signs what was said anew.
func (s *stage) by(device *ballottest.Device, said ballottest.Said) ballottest.Said {
	return device.SayText(s.Board.Definition().Ballot, said.Kind, said.Body)
}

// rewrite is the whole board with entries changed by the operator, who links it
// anew and can sign nothing.
func (s *stage) rewrite(change func([]board.Entry) []board.Entry) {
	entries, prev := change(slices.Clone(s.Entries)), make(seal.Hex, 32)
	for i := range entries {
		entries[i].Seq, entries[i].Prev = i, prev
		entries[i].Hash = entries[i].Link()
		prev = entries[i].Hash
	}
	s.write(entries)
}

func (s *stage) write(entries []board.Entry) {
	text, err := board.Write(entries)
	s.must(err)
	s.bundle = text
}

func (s *stage) find(kind string) int {
	return slices.IndexFunc(s.Entries, func(e board.Entry) bool { return e.Kind == kind })
}

func (s *stage) witness(seq int) {
	s.witnesses = append(s.witnesses, board.Witness{Seq: seq, Hash: s.Entries[seq].Hash})
}

func codes(all ...board.Code) []board.Code { return all }

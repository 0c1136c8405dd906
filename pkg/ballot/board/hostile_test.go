package board_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// A bundle is made by whoever wants to: whatever a definition says, the verifier
// comes to the end of it and does not call it lawful.
func TestNoDefinitionStopsAVerifier(t *testing.T) {
	for i, change := range []func(*board.Definition){
		rule(`"places":2,"limit":2`, `"places":0,"limit":0`), rule(`"places":2,"limit":2`, `"places":-1,"limit":-1`),
		rule(`"limit":2`, `"limit":-1`), rule(`"limit":2`, `"limit":9007199254740991`), rule(`"places":2`, `"places":9007199254740991`),
		rule(`["approve"]`, `[]`), rule(`["approve"]`, `["approve","oppose","abstain"]`), rule(`["approve"]`, `["x"]`),
		rule(`"tie":"runoff"`, `"tie":""`), rule(`"method":"approval_capped"`, `"method":"ranked"`), rule(`"paper_floor":0`, `"paper_floor":-7`),
		rule(`"quorum":4`, `"quorum":-1`), rule(`"pass":3`, `"pass":-1`), rule(`"pass":3`, `"pass":9007199254740991`),
		func(d *board.Definition) { d.Threshold = 0 },
		func(d *board.Definition) { d.Threshold = 9007199254740991 },
		func(d *board.Definition) { d.Scrutineers = []int{0, 6, 9007199254740991} },
		func(d *board.Definition) { d.Roll[0].Seat = 9007199254740991 },
		func(d *board.Definition) { d.Candidates = []board.Candidate{} },
		func(d *board.Definition) { d.Roll = []board.Seat{} },
		func(d *board.Definition) { d.Ballot = "" },
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			p := ballottest.New(small("hostile"))
			p.Take = func(e board.Entry) error {
				p.Board.Force(e)
				return nil
			}
			d := p.Definition()
			change(&d)
			require.NoError(t, p.DefineAs(d))
			if p.Board.Phase() == board.Defined {
				_ = p.From("define")
			}
			report := board.Verify(p.Bundle(), []board.Witness{{Seq: -1}}, []string{""})
			require.NotEmpty(t, report.Failures)
			for _, lang := range []string{"zh", "en"} {
				require.NotEmpty(t, report.Words(lang))
			}
		})
	}
}

func rule(from, to string) func(*board.Definition) {
	return func(d *board.Definition) {
		if !strings.Contains(d.Rules, from) {
			panic("no " + from + " in " + d.Rules)
		}
		d.Rules = strings.Replace(d.Rules, from, to, 1)
	}
}

// Numbers that name nobody, in bodies that are signed properly.
func TestNoNumberStopsAVerifier(t *testing.T) {
	const most = 9007199254740991
	for _, n := range []int{0, 4, 6, most} {
		for _, at := range []string{"define", "deal", "confirm", "freeze", "open", "cast", "close", "partials", "result"} {
			p := ballottest.New(small("numbers"))
			require.NoError(t, p.To(at))
			p.Take = func(e board.Entry) error {
				p.Board.Force(e)
				return nil
			}
			for kind, body := range map[string]any{
				board.KindSuspension:  board.Suspension{Seat: n, Suspended: true},
				board.KindPaperIssue:  board.PaperIssue{Seat: n},
				board.KindKeyVoid:     board.KeyVoid{Seat: n, Key: seal.Digest("x")},
				board.KindTrusteeLost: board.TrusteeLost{Index: n},
				board.KindFreeze:      board.Freeze{Present: n, Screen: n, Paper: n, Keys: seal.Digest("x")},
				board.KindClose:       board.Close{Issued: n, Collected: n, Screen: n, Paper: n, Invalid: n},
			} {
				require.NoError(t, p.Order(kind, body))
			}
			for _, role := range []string{"trustee", "seat", "teller"} {
				d := ballottest.NewDevice("x", fmt.Sprintf("%s:%d", role, n))
				key, zero := d.Key(), make(seal.Hex, 32)
				for kind, body := range map[string]any{
					board.KindTrustee:    board.Trustee{Attempt: 1, Index: n, Seat: n, Key: key, Transport: zero, Commitment: zero},
					board.KindComplaint:  board.Complaint{Attempt: 1, Index: n, Against: n},
					board.KindConfirm:    board.Confirm{Attempt: 1, Index: n, Key: zero, Head: zero},
					board.KindTeller:     board.Teller{Teller: n, Key: key},
					board.KindVoter:      board.Voter{Seat: n, Key: key, Device: "own"},
					board.KindPartial:    board.Partial{Index: n, Shares: [][]seal.Partial{}},
					board.KindSign:       board.Sign{Index: n, Result: zero},
					board.KindPaper:      board.Paper{Number: n, Invalid: true},
					board.KindPaperAgree: board.PaperAgree{Entry: zero},
				} {
					require.NoError(t, p.Post(d.Say(p.Board.Definition().Ballot, kind, body)))
				}
			}
			require.NotEmpty(t, board.Verify(p.Bundle(), nil, nil).Failures)
		}
	}
}

package board_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

var update = flag.Bool("update", false, "write the bundles anew")

func small(seed string) ballottest.Script {
	return ballottest.Script{Seed: seed, Deputies: 5, Trustees: 3, Threshold: 2, Candidates: 3, Places: 2, Method: ballot.ApprovalCapped}
}

// scripts are the whole ballots that stand in testdata for other verifiers.
func scripts() map[string]ballottest.Script {
	paper, voided, whole, item := small("paper"), small("voided"), small("package"), small("item")
	paper.Deputies, paper.Papers, paper.Invalid = 7, 3, 1
	voided.Voided = []int{2}
	whole.Method, whole.Candidates, whole.Places, whole.Choices = ballot.Package, 1, 1, []string{ballot.Approve, ballot.Oppose}
	item.Method, item.Choices, item.Absent = ballot.ApprovalPerItem, []string{ballot.Approve, ballot.Oppose}, 1
	return map[string]ballottest.Script{"plain": small("plain"), "paper": paper, "voided": voided, "package": whole, "item": item}
}

func TestWholeBallotsHoldAndStayTheSameBytes(t *testing.T) {
	for name, script := range scripts() {
		t.Run(name, func(t *testing.T) {
			p := ballottest.New(script)
			require.NoError(t, p.To(""))
			require.Equal(t, board.Declared, p.Board.Phase())
			report := board.Verify(p.Bundle(), witnesses(p), nil)
			require.Empty(t, report.Failures)
			path := filepath.Join("testdata", "bundle-"+name+".json")
			if *update {
				require.NoError(t, os.WriteFile(path, p.Bundle(), 0o600))
			}
			stored, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(stored), string(p.Bundle()))
		})
	}
}

// witnesses kept the head of the close and the last one.
func witnesses(p *ballottest.Play) []board.Witness {
	var kept []board.Witness
	for _, e := range p.Entries {
		if e.Kind == board.KindClose || e.Seq == len(p.Entries)-1 {
			kept = append(kept, board.Witness{Seq: e.Seq, Hash: e.Hash})
		}
	}
	return kept
}

func TestTheCountsAreThoseOfTheChoices(t *testing.T) {
	for name, script := range scripts() {
		p := ballottest.New(script)
		require.NoError(t, p.To("result"))
		want := make([][]int, p.Board.Shape().Rows)
		for i := range want {
			want[i] = make([]int, p.Board.Shape().Columns)
		}
		for n := 1; n <= script.Deputies-script.Invalid; n++ {
			if n > script.Deputies-script.Papers-script.Absent && n <= script.Deputies-script.Papers {
				continue
			}
			for i, row := range p.Marks(n) {
				for column, v := range row {
					want[i][column] += v
				}
			}
		}
		require.Equal(t, want, p.Board.Result().Counts, name)
	}
}

func TestABoardIsLoadedAsItWas(t *testing.T) {
	p := ballottest.New(scripts()["paper"])
	require.NoError(t, p.To("close"))
	again, err := board.Load(p.Entries)
	require.NoError(t, err)
	require.Equal(t, p.Board.Head(), again.Head())
	require.Equal(t, p.Board.Closing(), again.Closing())
	p.Board = again
	require.NoError(t, p.From("close"))
	require.Equal(t, board.Declared, again.Phase())
}

func TestALostPhoneDoesNotStopTheCount(t *testing.T) {
	p := ballottest.New(small("lost"))
	require.NoError(t, p.To("close"))
	require.NoError(t, p.Order(board.KindTrusteeLost, board.TrusteeLost{Index: 2, Reason: "手机损坏"}))
	p.Trustees = []*ballottest.Trustee{p.Trustees[0], p.Trustees[2]}
	require.NoError(t, p.From("close"))
	require.Equal(t, board.Declared, p.Board.Phase())
	require.Empty(t, board.Verify(p.Bundle(), nil, nil).Failures)
}

func TestAPhoneLostWhileSigningIsNoLongerAwaited(t *testing.T) {
	p := ballottest.New(small("lost2"))
	require.NoError(t, p.To("result"))
	result, all := p.Last(), p.Trustees
	for _, trustee := range all[:2] {
		require.NoError(t, p.Post(trustee.Sign(p.Board, result)))
	}
	require.Equal(t, board.Counted, p.Board.Phase())
	require.NoError(t, p.Order(board.KindTrusteeLost, board.TrusteeLost{Index: 3, Reason: "手机没电"}))
	require.Equal(t, board.Signed, p.Board.Phase())
}

func TestAComplaintBeginsTheCeremonyAnew(t *testing.T) {
	p := ballottest.New(small("complaint"))
	require.NoError(t, p.To("deal"))
	require.NoError(t, p.Post(p.Trustees[0].Complain(p.Board, 2, "份额不符")))
	require.Equal(t, 2, p.Board.Attempt())
	require.NoError(t, p.From("define"))
	require.Empty(t, board.Verify(p.Bundle(), nil, nil).Failures)
}

func TestGoingOverToPaperKeepsWhatIsOnTheBoard(t *testing.T) {
	script := small("over")
	script.Deputies, script.Papers = 8, 3
	p := ballottest.New(script)
	require.NoError(t, p.To("open"))
	said, err := p.Encrypted()
	require.NoError(t, err)
	require.NoError(t, p.Post(said[0]))
	require.NoError(t, p.Order(board.KindPaperOnly, board.PaperOnly{Reason: "网络中断"}))
	require.True(t, board.FailuresOf(p.Post(said[1])).Has(board.CodeOrder))
	for _, d := range p.Deputies[1:5] {
		require.NoError(t, p.Order(board.KindKeyVoid, board.KeyVoid{Seat: d.Seat, Key: d.Key(), Reason: "改用纸质票"}))
		require.NoError(t, p.Order(board.KindPaperIssue, board.PaperIssue{Seat: d.Seat}))
	}
	p.Papers = 7
	require.NoError(t, p.From("cast"))
	require.Equal(t, board.Close{Issued: 8, Collected: 8, Screen: 1, Paper: 7}, p.Board.Closing())
	require.Empty(t, board.Verify(p.Bundle(), nil, nil).Failures)
}

func TestAVoidBallotIsVerifiedAsFarAsItGoes(t *testing.T) {
	p := ballottest.New(small("void"))
	require.NoError(t, p.To("cast"))
	require.NoError(t, p.Order(board.KindVoid, board.Void{Reason: "停电"}))
	require.Error(t, p.CloseUrn())
	report := board.Verify(p.Bundle(), nil, nil)
	require.Empty(t, report.Failures)
	require.Equal(t, board.Voided, report.Board.Phase())
}

func TestReceiptsAreFoundAndHidUntilTheClose(t *testing.T) {
	p := ballottest.New(small("receipt"))
	require.NoError(t, p.To("cast"))
	last := p.Entries[len(p.Entries)-1]
	for _, typed := range []string{last.Receipt(), strings.ToUpper(last.Receipt()), strings.ReplaceAll(last.Receipt(), "-", ""), " " + strings.ReplaceAll(last.Receipt(), "-", " ")} {
		require.Empty(t, board.Verify(p.Bundle(), nil, []string{typed}).Failures, typed)
	}
	open, closed := last.Public(board.Open), last.Public(board.Closed)
	require.Nil(t, open.Body)
	require.Equal(t, last.BodyDigest(), open.BodyDigest)
	require.Equal(t, last.Body, *closed.Body)
	require.Equal(t, p.Entries[0].Body, *p.Entries[0].Public(board.Open).Body)
}

func tally(counts ...int) ballot.Tally {
	t := ballot.Tally{Valid: 5}
	for _, n := range counts {
		t.Counts = append(t.Counts, []int{n})
	}
	return t
}
